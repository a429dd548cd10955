// The scheduler as it runs in one process, on a database and Temporal namespace of the test file's own.
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { expect, inject } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { Execution } from '../../src/contract/executions.ts';
import type { Job } from '../../src/contract/jobs.ts';
import type { ZoneData } from '../../src/domain/cron/zoneData.ts';
import { startScheduler, type Scheduler } from '../../src/main.ts';
import { parseJsonText } from '../../src/store/jsonText.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { createApi, type Api } from './createApi.ts';
import { createNamespace } from './createNamespace.ts';
import { accessDatabase } from './databaseAdapter.ts';
import { createTestDatabase } from './testDatabase.ts';
import { installTestRuntime, testLog } from './testLog.ts';
import { startTestService, type TestService } from './testService.ts';

installTestRuntime();

/** Between repairs: for tests in which nothing is to be repaired. Others have one each second, which costs a small machine 3 % of a core. */
export const SELDOM = { reconcileIntervalMs: 15_000 };

export interface TestScheduler {
  url: string;
  /** The service `test-service`, whose address the scheduler knows; and `absent-service`, where nobody listens. */
  service: TestService;
  /** Lets somebody listen where `absent-service` is. */
  startAbsentService(): Promise<TestService>;
  store: Store;
  databaseUrl: string;
  /** The variable with the address at which the scheduler reaches its database, and that address. */
  databaseAddress: readonly [variable: string, address: string];
  temporal: Client;
  api: Api;
  register(job: Partial<Record<keyof Job, unknown>> & { name: string }): Promise<Job>;
  job(name: string): Promise<Job>;
  history(name: string): Promise<Execution[]>;
  /** The first execution of a job that satisfies the condition; waits for it. */
  execution(
    name: string,
    condition: (execution: Execution) => boolean,
    timeoutMs?: number,
  ): Promise<Execution>;
  /** Stops the process's parts as on SIGTERM and starts them again, on the same data. */
  restart(): Promise<void>;
  stopProcess(): Promise<void>;
  /** Resolves once the worker polls, or, not `untilWorking`, once the API listens. */
  startProcess(
    environment?: Record<string, string>,
    options?: { untilWorking?: boolean; zoneData?: ZoneData },
  ): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestScheduler(
  options: {
    environment?: Record<string, string>;
    portalFolder?: string;
    reconcileIntervalMs?: number;
    temporalAddress?: string;
    /** Of the first process; a later one has Node's. */
    zoneData?: ZoneData;
    /** Sent with every request of `api`; those that it is given win. */
    headers?: Record<string, string>;
  } = {},
): Promise<TestScheduler> {
  const address = options.temporalAddress ?? inject('temporalAddress');
  const [database, namespace, service, port] = await Promise.all([
    createTestDatabase(),
    options.environment?.['TEMPORAL_NAMESPACE'] ?? createNamespace(address),
    startTestService(),
    getPort({ host: '127.0.0.1' }),
  ]);
  const access = await accessDatabase(database.url);
  const absentPort = await getPort({ host: '127.0.0.1' });
  const environment = {
    ...access.environment,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    PORT: String(port),
    NODE_ENV: 'test',
    SHUTDOWN_GRACE_SECONDS: '1',
    TEST_SERVICE_URL: service.url,
    ABSENT_SERVICE_URL: `http://127.0.0.1:${absentPort}`,
    ...(options.environment?.['NODE_ENV'] === 'production' && { SERVICES: 'test-service,absent-service' }),
    ...options.environment,
  };
  const connection = Connection.lazy({ address });
  const storeDatabase = access.open();
  const store = createStore(storeDatabase);
  let scheduler: Scheduler | undefined;

  async function startProcess(
    changed: Record<string, string> = {},
    { untilWorking = true, zoneData }: { untilWorking?: boolean; zoneData?: ZoneData | undefined } = {},
  ): Promise<void> {
    scheduler = await startScheduler(loadConfig({ ...environment, ...changed }), testLog, {
      workflowBundle: inject('workflowBundle'),
      ...(options.portalFolder && { portalFolder: options.portalFolder }),
      reconcileIntervalMs: options.reconcileIntervalMs ?? 1_000,
      ...(zoneData && { zoneData }),
    });
    if (untilWorking) await scheduler.working;
  }
  async function stopProcess(): Promise<void> {
    await scheduler?.stop();
    scheduler = undefined;
  }
  await startProcess({}, { zoneData: options.zoneData });
  const url = `http://127.0.0.1:${port}`;
  const api = createApi(url, options.headers);

  async function history(name: string): Promise<Execution[]> {
    return parseJsonText((await store.listHistory({ jobName: name, limit: 1_000, offset: 0 })).executions);
  }

  return {
    url,
    service,
    startAbsentService: () => startTestService(absentPort),
    store,
    databaseUrl: database.url,
    databaseAddress: Object.entries(access.environment)[0]!,
    temporal: new Client({ connection, namespace }),
    api,
    async register(job) {
      const answer = await api('POST', '/api/jobs/register', {
        displayName: job.name,
        description: '',
        cronExpression: null,
        enabled: true,
        jobType: 'other',
        service: 'test-service',
        endpoint: '/jobs/run',
        ...job,
      });
      expect(answer.body, 'registration').toMatchObject({ success: true });
      return answer.body.job;
    },
    async job(name) {
      return (await api('GET', `/api/jobs/${name}`)).body;
    },
    history,
    async execution(name, condition, timeoutMs = 20_000) {
      return expect
        .poll(async () => (await history(name)).findLast(condition), { timeout: timeoutMs, interval: 50 })
        .toBeDefined()
        .then(async () => (await history(name)).findLast(condition)!);
    },
    startProcess,
    stopProcess,
    async restart() {
      await stopProcess();
      await startProcess();
    },
    async stop() {
      await stopProcess();
      await service.stop();
      await connection.close();
      await storeDatabase.close();
      await access.stop();
      await database.drop();
    },
  };
}
