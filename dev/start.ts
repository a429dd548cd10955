// `npm run dev`: Postgres, Temporal, the scheduler and two demo services on this machine, started and stopped as one.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { loadConfig } from '../src/config.ts';
import { loadEnvFile } from '../src/envFile.ts';
import { startScheduler, type Scheduler } from '../src/main.ts';
import { migrate } from '../src/store/migrate.ts';
import { installRuntime } from '../src/worker/createWorker.ts';
import { buildWhenChanged, CLIENT, PORTAL, WORKFLOWS } from './buildWhenChanged.ts';
import { greeting } from './greeting.ts';
import { startPostgres } from './postgres/startPostgres.ts';
import { requireFreePorts } from './process/requireFreePorts.ts';
import { startServerProcess } from './process/serverProcess.ts';
import { createStack } from './process/stack.ts';
import { readDevSettings, setVariables, type DevSettings } from './settings.ts';
import { startOwnTemporal } from './temporal/ownTemporal.ts';

const DEMO_FOLDER = join(import.meta.dirname, '../demo');
// Together with the servers' own limits below the five seconds that a Ctrl-C may take.
const SCHEDULER_STOP_MS = 3_200;

loadEnvFile();
let scheduler: Scheduler | undefined;
// First HTTP and the worker, which finishes its runs.
const stack = createStack(async () => await Promise.race([scheduler?.stop(), delay(SCHEDULER_STOP_MS)]));
await stack.start(() => start(readDevSettings(process.env)));

async function start(settings: DevSettings): Promise<void> {
  const folder = settings.DATA_DIR;
  mkdirSync(folder, { recursive: true });
  await stack.claim(join(folder, 'dev.json'));
  await requireFreePorts(portsOf(settings));
  const temporal = settings.TEMPORAL_ADDRESS === undefined ? ownTemporal(settings) : undefined;
  const [databaseUrl] = await Promise.all([
    startDatabase(settings),
    buildWhenChanged(PORTAL, stack.keep),
    buildWhenChanged(WORKFLOWS, stack.keep),
    buildWhenChanged(CLIENT, stack.keep),
    temporal?.isLocated ? temporal.answers : undefined,
  ]);

  const [emailPort, crawlerPort] = [await getPort({ port: 8101 }), await getPort({ port: 8102 })];
  const temporalUiUrl =
    settings.TEMPORAL_UI_URL ?? (temporal && `http://127.0.0.1:${settings.TEMPORAL_UI_PORT}`);
  const config = loadConfig({
    EMAIL_SERVICE_URL: `http://127.0.0.1:${emailPort}`,
    CRAWLER_SERVICE_URL: `http://127.0.0.1:${crawlerPort}`,
    SHUTDOWN_GRACE_SECONDS: '1',
    ...setVariables(process.env),
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    ...(temporal && { TEMPORAL_ADDRESS: temporal.address }),
    ...(temporalUiUrl && { TEMPORAL_UI_URL: temporalUiUrl }),
  });
  const log = process.stdout.isTTY
    ? pino({ level: config.logLevel }, pretty({ singleLine: true, ignore: 'pid,hostname', sync: true }))
    : pino({ level: config.logLevel });
  installRuntime(log);
  scheduler = await startScheduler(config, log, temporal && { temporalAway: temporal.problem });
  stack.need(scheduler.failed, "the scheduler's worker ended");
  await startDemo('emailService', emailPort, scheduler.url);
  await startDemo('crawlerService', crawlerPort, scheduler.url);
  const temporalProblem = temporal?.problem() ?? null;
  console.log(greeting({ url: scheduler.url, temporalUiUrl, folder, temporalProblem }));
}

function portsOf(settings: DevSettings) {
  const ports = ['PORT', 'POSTGRES_PORT'] as const;
  const ofTemporal = ['TEMPORAL_PORT', 'TEMPORAL_UI_PORT'] as const;
  return [...ports, ...(settings.TEMPORAL_ADDRESS === undefined ? ofTemporal : [])].map((variable) => ({
    variable,
    port: settings[variable],
  }));
}

async function startDatabase(settings: DevSettings): Promise<string> {
  const { databaseUrl } = await startPostgres({
    folder: settings.DATA_DIR,
    port: settings.POSTGRES_PORT,
    onStart: stack.guard,
  });
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) console.log(`Applied the migrations: ${applied.join(', ')}`);
  return databaseUrl;
}

function ownTemporal(settings: DevSettings) {
  const temporal = startOwnTemporal({
    env: process.env,
    folder: settings.DATA_DIR,
    port: settings.TEMPORAL_PORT,
    uiPort: settings.TEMPORAL_UI_PORT,
    say: console.log,
    stopping: stack.stopping,
    onServer: stack.guard,
    onProgram: stack.keep,
  });
  stack.need(temporal.answers, 'the Temporal server could not be started');
  return temporal;
}

async function startDemo(name: string, port: number, schedulerUrl: string): Promise<void> {
  const demo = await startServerProcess({
    name,
    command: process.execPath,
    args: [join(DEMO_FOLDER, `${name}.ts`)],
    env: { ...process.env, PORT: String(port), SCHEDULER_URL: schedulerUrl },
    stopTimeoutMs: 500,
  });
  stack.keep(demo);
  void warnOfEnd(name, demo.ended);
}

async function warnOfEnd(name: string, ended: Promise<string>): Promise<void> {
  const how = await ended;
  if (!stack.stopping.aborted) console.error(`${name} ended with ${how}; its jobs fail until the next start`);
}
