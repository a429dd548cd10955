// `npm run dev`: Postgres, Temporal, the scheduler and two demo services on this machine, started and stopped as one.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { PORTAL_PATH } from '../src/domain/portalAddress.ts';
import { loadConfig } from '../src/config.ts';
import { startScheduler, type Scheduler } from '../src/main.ts';
import { migrate } from '../src/store/migrate.ts';
import { bundleWorkflows, WORKFLOW_BUNDLE } from '../src/worker/bundleWorkflows.ts';
import { installRuntime } from '../src/worker/createWorker.ts';
import { buildPortal } from './buildPortal.ts';
import { readDevSettings, type DevSettings } from './settings.ts';
import { startPostgres } from './postgres/startPostgres.ts';
import { claimProcessRecord, FolderInUseError, type ProcessRecord } from './process/processRecord.ts';
import { requireFreePorts } from './process/requireFreePorts.ts';
import { startServerProcess, type ServerProcess } from './process/serverProcess.ts';
import { findTemporalBinary } from './temporal/findTemporalBinary.ts';
import { serverVersion, startTemporalServer } from './temporal/startTemporalServer.ts';

const DEMO_FOLDER = join(import.meta.dirname, '../demo');
// Together with the servers' own limits below the five seconds that a Ctrl-C may take.
const SCHEDULER_STOP_MS = 3_200;
// npm passes on the Ctrl-C that the terminal has already sent us: that is one, not two.
const SAME_SIGNAL_MS = 1_000;

const servers: ServerProcess[] = [];
let scheduler: Scheduler | undefined;
let record: ProcessRecord | undefined;
let stoppingSince: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void onSignal());
try {
  await start(readDevSettings(process.env));
} catch (error) {
  // Whatever fails while we stop fails because we stop.
  if (stoppingSince === undefined) {
    console.error(`\n${sentence(error)}`);
    await stop(1);
  }
}

async function start(settings: DevSettings): Promise<void> {
  const folder = settings.DATA_DIR;
  mkdirSync(folder, { recursive: true });
  record = await claimProcessRecord(join(folder, 'dev.json'), say);
  const ownTemporal = settings.TEMPORAL_ADDRESS === undefined;
  await requireFreePorts([
    { port: settings.PORT, variable: 'PORT' },
    { port: settings.POSTGRES_PORT, variable: 'POSTGRES_PORT' },
    ...(ownTemporal
      ? [
          { port: settings.TEMPORAL_PORT, variable: 'TEMPORAL_PORT' },
          { port: settings.TEMPORAL_UI_PORT, variable: 'TEMPORAL_UI_PORT' },
        ]
      : []),
  ]);
  const [databaseUrl, temporalAddress] = await Promise.all([
    startDatabase(settings),
    settings.TEMPORAL_ADDRESS ?? startTemporal(settings),
    bundleWorkflows(WORKFLOW_BUNDLE),
    buildPortal(say),
  ]);

  const [emailPort, crawlerPort] = [await getPort({ port: 8101 }), await getPort({ port: 8102 })];
  const temporalUiUrl =
    settings.TEMPORAL_UI_URL ?? (ownTemporal ? `http://127.0.0.1:${settings.TEMPORAL_UI_PORT}` : undefined);
  const config = loadConfig({
    EMAIL_SERVICE_URL: `http://127.0.0.1:${emailPort}`,
    CRAWLER_SERVICE_URL: `http://127.0.0.1:${crawlerPort}`,
    SHUTDOWN_GRACE_SECONDS: '1',
    ...process.env,
    NODE_ENV: 'development',
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ...(temporalUiUrl && { TEMPORAL_UI_URL: temporalUiUrl }),
  });
  const log = process.stdout.isTTY
    ? pino({ level: config.logLevel }, pretty({ singleLine: true, ignore: 'pid,hostname', sync: true }))
    : pino({ level: config.logLevel });
  installRuntime(log);
  scheduler = await startScheduler(config, log);
  scheduler.failed.catch((error: unknown) => stopBecause(`the scheduler's worker ended: ${sentence(error)}`));
  await startDemo('emailService', emailPort, scheduler.url);
  await startDemo('crawlerService', crawlerPort, scheduler.url);
  say(
    [
      '',
      `  Admin portal  ${scheduler.url}${PORTAL_PATH}/`,
      `  API           ${scheduler.url}`,
      ...(temporalUiUrl ? [`  Temporal UI   ${temporalUiUrl}`] : []),
      `  Try           curl -X POST ${scheduler.url}/api/jobs/daily-digest/trigger`,
      `  Stop          Ctrl-C (the data stays in ${folder})`,
      '',
    ].join('\n'),
  );
}

async function startDatabase(settings: DevSettings): Promise<string> {
  const { databaseUrl } = await startPostgres({
    folder: settings.DATA_DIR,
    port: settings.POSTGRES_PORT,
    onStart: guard,
  });
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) say(`Applied the migrations: ${applied.join(', ')}`);
  return databaseUrl;
}

async function startTemporal(settings: DevSettings): Promise<string> {
  const binary = await findTemporalBinary(process.env, say);
  const { address } = await startTemporalServer({
    binary,
    port: settings.TEMPORAL_PORT,
    uiPort: settings.TEMPORAL_UI_PORT,
    databaseFile: join(settings.DATA_DIR, `temporal-${await serverVersion(binary)}.db`),
    logFile: join(settings.DATA_DIR, 'temporal.log'),
    onStart: guard,
  });
  return address;
}

async function startDemo(name: string, port: number, schedulerUrl: string): Promise<void> {
  const demo = await startServerProcess({
    name,
    command: process.execPath,
    args: [join(DEMO_FOLDER, `${name}.ts`)],
    env: { ...process.env, PORT: String(port), SCHEDULER_URL: schedulerUrl },
    stopTimeoutMs: 500,
  });
  keep(demo);
  void demo.ended.then((how) => warnOfEnd(name, how));
}

function warnOfEnd(name: string, how: string): void {
  if (stoppingSince === undefined)
    console.error(`${name} ended with ${how}; its jobs fail until the next start`);
}

function keep(server: ServerProcess): void {
  servers.push(server);
  record?.add(server);
}

/** The stack does not live without this server. */
function guard(server: ServerProcess): void {
  keep(server);
  void server.ended.then((how) =>
    stopBecause(`${server.name} ended unexpectedly with ${how} (see ${server.logFile})`),
  );
}

async function stopBecause(problem: string): Promise<void> {
  // What ends while we start is reported by start(), with the end of its log.
  if (stoppingSince !== undefined || !scheduler) return;
  console.error(`\n${problem}; stopping`);
  await stop(1);
}

async function onSignal(): Promise<void> {
  if (stoppingSince === undefined) {
    say('\nStopping …');
    await stop(0);
  } else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) {
    for (const server of servers) server.kill();
    record?.remove();
    process.exit(130);
  }
}

/** First HTTP and the worker, which finishes its runs; nothing else needs another one to stop. */
async function stop(exitCode: number): Promise<void> {
  stoppingSince = Date.now();
  const steps = [
    async () => await Promise.race([scheduler?.stop(), delay(SCHEDULER_STOP_MS)]),
    async () => await Promise.all(servers.map((server) => server.stop())),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error(`while stopping: ${sentence(error)}`);
      exitCode = 1;
    }
  }
  record?.remove();
  process.exit(exitCode);
}

function say(text: string): void {
  console.log(text);
}

/** A plain Error is our own and says what to do; any other is a bug and needs its stack. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOurs = error.constructor === Error || error instanceof FolderInUseError;
  return isOurs ? error.message : (error.stack ?? error.message);
}
