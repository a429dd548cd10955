// The stack that the benches run on: a real Postgres, and engines (a Temporal server with our worker), in a temporary folder.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import getPort from 'get-port';
import { pino } from 'pino';
import { createActivities } from '../src/activities/index.ts';
import { loadConfig } from '../src/config.ts';
import { startPostgres } from '../dev/postgres/startPostgres.ts';
import { NODE_ZONE_DATA } from '../src/domain/cron/zoneData.ts';
import type { ServerProcess } from '../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../dev/temporal/findTemporalBinary.ts';
import type { DynamicConfig } from '../dev/temporal/dynamicConfig.ts';
import { startTemporalServer } from '../dev/temporal/startTemporalServer.ts';
import { createTemporalRuns, type TemporalRuns } from '../src/temporal/temporalRuns.ts';
import { createApplyEffects } from '../src/coordination/applyEffects.ts';
import { createBestEffortRuns } from '../src/coordination/bestEffortRuns.ts';
import { createJobSchedules } from '../src/temporal/jobSchedules.ts';
import { prepareNamespace } from '../src/temporal/prepareNamespace.ts';
import { createSyncSchedule, type SyncSchedule } from '../src/coordination/syncSchedule.ts';
import { createTemporalClient, type TemporalClient } from '../src/temporal/temporalClient.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPgDatabase } from '../src/store/pgDatabase.ts';
import { createStore, type Store } from '../src/store/store.ts';
import { createWorker, installRuntime } from '../src/worker/createWorker.ts';
import { createBareActivities } from './bareActivities.ts';
import { createReach } from '../src/services/refusedAddresses.ts';
import { createSignCall } from '../src/services/signCall.ts';
import { addressesOfVariables } from '../src/services/serviceAddresses.ts';

export const TASK_QUEUE = 'scheduler';
export const SERVICE = 'bench-service';

export interface Engine {
  temporal: TemporalClient;
  temporalRuns: TemporalRuns;
  syncSchedule: SyncSchedule;
  stop(): Promise<void>;
}

export interface BenchStack {
  databaseUrl: string;
  store: Store;
  /** The server alone, without a worker. */
  startTemporal(dynamicConfig?: DynamicConfig): Promise<{ address: string; stop(): Promise<void> }>;
  /** `dynamicConfig` replaces the values of the development server; `over` is the store of its activities. */
  startEngine(dynamicConfig?: DynamicConfig, over?: Store): Promise<Engine>;
  stop(): Promise<void>;
}

export async function startBenchStack(serviceUrl: string): Promise<BenchStack> {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-bench-'));
  // As root, Postgres runs as another user, who needs access to its data.
  chmodSync(folder, 0o711);
  const servers: ServerProcess[] = [];
  const onStart = (server: ServerProcess) => void servers.push(server);
  // The servers run in sessions of their own: neither Ctrl-C nor a failure of this process ends them.
  process.once('exit', () => {
    servers.forEach((server) => server.kill());
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

  const log = pino({ level: 'warn' });
  installRuntime(log);
  const workflowBundle = join(folder, 'workflow-bundle.js');
  const [{ databaseUrl }, binary] = await Promise.all([
    startPostgres({ folder, port: await getPort({ host: '127.0.0.1' }), onStart }),
    findTemporalBinary(process.env, console.log),
    bundleBench(workflowBundle),
  ]);
  await migrate(databaseUrl);
  let stopping = false;
  const database = createPgDatabase(databaseUrl, (error) => {
    // The pool does not wait for its connections to end, so Postgres may still see some when it stops.
    if (!stopping) log.warn({ error: error.message }, 'a database connection broke');
  });
  const store = createStore(database);

  async function startTemporal(dynamicConfig?: DynamicConfig) {
    const port = await getPort({ host: '127.0.0.1' });
    return startTemporalServer({
      binary,
      port,
      databaseFile: join(folder, `temporal-${port}.db`),
      logFile: join(folder, `temporal-${port}.log`),
      onStart,
      ...(dynamicConfig && { dynamicConfig }),
    });
  }

  async function startEngine(dynamicConfig?: DynamicConfig, over: Store = store): Promise<Engine> {
    const server = await startTemporal(dynamicConfig);
    const config = loadConfig({
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_TASK_QUEUE: TASK_QUEUE,
      BENCH_SERVICE_URL: serviceUrl,
      SHUTDOWN_GRACE_SECONDS: '1',
      NODE_ENV: 'test',
    });
    const temporal = createTemporalClient(config);
    await prepareNamespace(temporal, log);
    const temporalRuns = createTemporalRuns(temporal, config);
    const runs = createBestEffortRuns({ temporalRuns, log });
    const applyEffects = createApplyEffects({ store: over, runs, log });
    const { worker, connection } = await createWorker({
      config,
      activities: {
        ...createActivities({
          store: over,
          config,
          addresses: addressesOfVariables(config),
          signCall: createSignCall([]),
          reach: createReach({ ownPort: config.port, allowed: [] }),
          applyEffects,
          zoneData: NODE_ZONE_DATA,
          log,
        }),
        ...createBareActivities(),
      },
      workflowBundle,
    });
    const stopped = Promise.withResolvers<void>();
    const running = worker.runUntil(stopped.promise);
    const schedules = createJobSchedules(temporal, config, NODE_ZONE_DATA);
    return {
      temporal,
      temporalRuns,
      syncSchedule: createSyncSchedule({
        store: over,
        schedules,
        isCircuitOpen: temporal.isCircuitOpen,
        log,
      }),
      async stop() {
        stopped.resolve();
        await running;
        await connection.close();
        await temporal.close();
        await server.stop();
      },
    };
  }

  return {
    databaseUrl,
    store,
    startTemporal,
    startEngine,
    async stop() {
      stopping = true;
      await database.close();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function bundleBench(path: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'bareWorkflow.ts'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  await writeFile(path, code);
}
