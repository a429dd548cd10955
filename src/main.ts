// `npm start`: starts the roles that this process has, and stops them in reverse order.
import { setTimeout as delay } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { createActivities } from './activities/index.ts';
import { allowedOrigins } from './api/middleware/allowedOrigins.ts';
import { createNoteServiceTokenUse } from './api/noteServiceTokenUse.ts';
import { createApp, createHealthApp } from './api/app.ts';
import { OPEN_MODE } from './api/middleware/openModeGuard.ts';
import { PORTAL_FOLDER } from './api/portal/portalFiles.ts';
import { serve } from './api/serve.ts';
import { createAuthenticate } from './auth/authenticate.ts';
import { ANYBODY, NOBODY } from './auth/caller.ts';
import { credentialWarnings } from './auth/settings.ts';
import { loadConfig, type Config } from './config.ts';
import type { DatabaseSettings } from './databaseSettings.ts';
import { loadEnvFile } from './envFile.ts';
import { NODE_ZONE_DATA, type ZoneData } from './domain/cron/zoneData.ts';
import { errorMessage } from './domain/errors.ts';
import { createLastingTrouble } from './domain/lastingTrouble.ts';
import { startReconcile } from './reconcile/startReconcile.ts';
import { createApplyEffects } from './coordination/applyEffects.ts';
import { createBestEffortRuns } from './coordination/bestEffortRuns.ts';
import { createTemporalRuns } from './temporal/temporalRuns.ts';
import { createJobSchedules } from './temporal/jobSchedules.ts';
import { prepareNamespace } from './temporal/prepareNamespace.ts';
import { createSyncSchedule } from './coordination/syncSchedule.ts';
import { createTemporalClient } from './temporal/temporalClient.ts';
import { createPgDatabase } from './store/pgDatabase.ts';
import { createSupabaseDatabase } from './store/supabaseDatabase.ts';
import type { Database } from './store/database.ts';
import { createReach } from './services/refusedAddresses.ts';
import { openServiceAddresses } from './services/serviceAddresses.ts';
import { createSignCall, readMasterKeys, UNSIGNED } from './services/signCall.ts';
import { createStore } from './store/store.ts';
import { watchDisk } from './store/watchDisk.ts';
import { watchSchema } from './store/watchSchema.ts';
import { WORKFLOW_BUNDLE } from './worker/bundleWorkflows.ts';
import { createWorker, installRuntime } from './worker/createWorker.ts';

/** After the grace time, for connections to close. Then the process ends in any case. */
export const STOP_MARGIN_SECONDS = 5;

export interface Scheduler {
  /** The API's address. */
  url: string;
  /** Resolves once this process's worker polls (at once when it has none). */
  working: Promise<void>;
  /** Rejects when an essential part of this process has ended. */
  failed: Promise<never>;
  /** Reads SERVICES_FILE again. */
  reloadServices(): Promise<void>;
  stop(): Promise<void>;
}

export async function startScheduler(
  config: Config,
  log: Logger,
  options: {
    workflowBundle?: string;
    portalFolder?: string;
    reconcileIntervalMs?: number;
    zoneData?: ZoneData;
    /** Why Temporal is known not to answer yet; null once it may be called. */
    temporalAway?: () => string | null;
  } = {},
): Promise<Scheduler> {
  const addresses = await openServiceAddresses(config, log);
  const masterKeys = await readMasterKeys(config);
  const database = watchDisk(openDatabase(config.database, log));
  const store = createStore(database);
  const schema = await watchSchema({ store, version: packageJson.version, log });

  const zoneData = options.zoneData ?? NODE_ZONE_DATA;
  const temporal = createTemporalClient(config, options.temporalAway);
  const schedules = createJobSchedules(temporal, config, zoneData);
  const temporalRuns = createTemporalRuns(temporal, config);
  const syncSchedule = createSyncSchedule({ store, schedules, isCircuitOpen: temporal.isCircuitOpen, log });
  const stopping = new AbortController();
  const runs = createBestEffortRuns({ temporalRuns, log });
  const applyEffects = createApplyEffects({ store, runs, log });
  const worker = config.role === 'api' ? undefined : startWorkerRole();

  const authenticate = createAuthenticate({
    credentials: config.credentials,
    origins: allowedOrigins(config),
    // In production a worker without credentials serves its health to nobody in particular.
    otherwise: config.production ? NOBODY : ANYBODY,
    onServiceToken: createNoteServiceTokenUse(store, log),
  });
  const deps = {
    store,
    authenticate,
    syncSchedule,
    applyEffects,
    signalAttemptEnded: runs.signalAttemptEnded,
    awaitEnd: temporalRuns.awaitEnd,
    temporalProblem: temporal.problem,
    diskProblem: database.diskProblem,
    checkSchema: schema.check,
    temporalNamespace: temporal.namespace,
    portalFolder: options.portalFolder ?? PORTAL_FOLDER,
    pollersRun: () => worker === undefined || worker.polling(),
    config,
    addresses,
    version: packageJson.version,
    zoneData,
    stopping: stopping.signal,
    log,
  };
  const server = await serve(config.role === 'worker' ? createHealthApp(deps) : createApp(deps), config);
  log.info({ url: server.url, role: config.role, version: packageJson.version }, 'scheduler listens');
  if (config.credentials === null && config.role !== 'worker') log.warn(OPEN_MODE);
  for (const warning of credentialWarnings(config.credentials)) log.warn(warning);
  if (config.production && worker !== undefined && masterKeys.length === 0) log.warn(UNSIGNED);
  log.info({ addresses: addresses.all() }, 'services that jobs may call');

  return {
    url: server.url,
    working: worker?.working ?? Promise.resolve(),
    failed: worker?.failed ?? new Promise<never>(() => undefined),
    reloadServices: addresses.reload,
    async stop() {
      stopping.abort();
      addresses.stop();
      await server.close();
      await worker?.ended;
      await temporal.close();
      schema.stop();
      await database.close();
    },
  };

  /** Connects in the background, prepares the namespace, and only then polls and repairs. */
  function startWorkerRole() {
    const working = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<never>();
    working.promise.catch(() => undefined); // seen through `failed`
    failed.promise.catch(() => undefined); // callers may await it later
    let polling = false;

    async function run(): Promise<void> {
      const away = createLastingTrouble(log);
      await temporal.untilReady(stopping.signal, (error) =>
        away.met('temporal', { error: errorMessage(error) }, 'Temporal does not answer; trying again'),
      );
      away.over('Temporal answers');
      await prepareNamespace(temporal, log);
      const activities = createActivities({
        store,
        config,
        addresses,
        signCall: createSignCall(masterKeys),
        reach: createReach({ ownPort: config.port, allowed: config.allowedAddresses }),
        applyEffects,
        zoneData,
        log,
      });
      const workflowBundle = options.workflowBundle ?? WORKFLOW_BUNDLE;
      const created = await createWorker({ config, activities, workflowBundle });
      const running = created.worker.runUntil(
        new Promise<void>((resolve) => {
          if (stopping.signal.aborted) resolve();
          else stopping.signal.addEventListener('abort', () => resolve(), { once: true });
        }),
      );
      const reconcile = startReconcile(
        { store, temporal, schedules, temporalRuns, syncSchedule, zoneData, config, addresses, log },
        options.reconcileIntervalMs,
      );
      polling = true;
      working.resolve();
      try {
        await running;
      } finally {
        polling = false;
        await reconcile.stop();
        await created.connection.close();
      }
    }

    const ended = run().catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      log.error({ err: error }, 'the worker has ended');
      working.reject(error);
      failed.reject(error);
    });
    return { working: working.promise, failed: failed.promise, ended, polling: () => polling };
  }
}

function openDatabase(settings: DatabaseSettings, log: Logger): Database {
  if (settings.kind === 'supabase') return createSupabaseDatabase(settings);
  return createPgDatabase(settings.url, (error) =>
    log.warn({ error: errorMessage(error) }, 'a database connection broke'),
  );
}

async function main(): Promise<void> {
  loadEnvFile();
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel });
  installRuntime(log);
  const scheduler = await startScheduler(config, log);
  // Without a file SIGHUP ends the process, as it does by default.
  if (config.servicesFile !== undefined) process.on('SIGHUP', () => void scheduler.reloadServices());
  const signal = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
  await Promise.race([signal, scheduler.failed]);
  log.info('stopping');
  await Promise.race([scheduler.stop(), delay((config.shutdownGraceSeconds + STOP_MARGIN_SECONDS) * 1_000)]);
  // A connection that does not close, or the wait above, must not keep a stopped process alive.
  process.exit(0);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(errorMessage(error));
    process.exit(1);
  });
}
