// Two APIs and two workers at once, as processes of their own: nothing is done twice, and one may die.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { Client as PgClient } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { parseJsonText } from '../../src/store/jsonText.ts';
import { createPgDatabase } from '../../src/store/pgDatabase.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { captureHistory } from '../support/captureHistory.ts';
import { createNamespace } from '../support/createNamespace.ts';
import { startSchedulerProcess, type SchedulerProcess } from '../support/schedulerProcess.ts';
import { createTestDatabase } from '../support/testDatabase.ts';
import { holdCalls, startTestService, SUCCESS, type TestService } from '../support/testService.ts';

const JOBS = Array.from({ length: 20 }, (_, index) => `often-${index}`);
/** More often, and a small machine skips most of what is due, as the run before has not ended. */
const OFTEN = '*/2 * * * * *';
const OCCURRENCES = 500;

let apis: SchedulerProcess[];
let workers: SchedulerProcess[];
let service: TestService;
let store: Store;
let temporal: Client;
let startWorker: () => Promise<SchedulerProcess>;
let database: { url: string; drop(): Promise<void> };
const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-processes-'));
const cleanUps: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];

beforeAll(async () => {
  const address = inject('temporalAddress');
  const namespace = await createNamespace(address);
  [service, database] = await Promise.all([startTestService(), createTestDatabase()]);
  const connection = Connection.lazy({ address });
  temporal = new Client({ connection, namespace });
  const storeDatabase = createPgDatabase(database.url, () => undefined);
  store = createStore(storeDatabase);
  const [publicPort, otherPort] = [
    await getPort({ host: '127.0.0.1' }),
    await getPort({ host: '127.0.0.1' }),
  ];
  const environment = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
    TEST_SERVICE_URL: service.url,
    SHUTDOWN_GRACE_SECONDS: '1',
  };
  const start = (role: 'api' | 'worker', port: number) =>
    startSchedulerProcess({ role, port, environment, logFile: join(folder, `${role}-${port}.log`) });
  apis = [await start('api', publicPort), await start('api', otherPort)];
  startWorker = async () => {
    const worker = await start('worker', await getPort({ host: '127.0.0.1' }));
    processes.push(worker);
    await worker.untilReady();
    return worker;
  };
  const processes = [...apis];
  cleanUps.unshift(
    () => Promise.all(processes.map((one) => one.stop())),
    () => service.stop(),
    () => storeDatabase.close(),
    () => connection.close(),
    () => database.drop(),
  );
  await Promise.all(apis.map((one) => one.untilReady()));
  workers = await Promise.all([startWorker(), startWorker()]);
}, 120_000);
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

async function post(api: SchedulerProcess, path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const register = (name: string, settings: object = {}) =>
  post(apis[0]!, '/api/jobs/register', {
    name,
    cronExpression: null,
    jobType: 'other',
    service: 'test-service',
    endpoint: '/run',
    ...settings,
  });

async function allRows(names: string[]): Promise<Execution[]> {
  const histories = await Promise.all(
    names.map((jobName) => store.listHistory({ jobName, limit: 1_000, offset: 0 })),
  );
  return histories.flatMap(({ executions }) => parseJsonText(executions));
}

it(`runs ${OCCURRENCES} occurrences once each, on both workers`, async () => {
  await Promise.all(JOBS.map((name) => register(name, { cronExpression: OFTEN })));
  await expect
    .poll(async () => (await allRows(JOBS)).filter(({ status }) => status === 'completed').length, {
      timeout: 120_000,
      interval: 1_000,
    })
    .toBeGreaterThanOrEqual(OCCURRENCES);
  await Promise.all(JOBS.map((name, index) => post(apis[index % 2]!, `/api/jobs/${name}/disable`, {})));
  await expect
    .poll(async () => (await allRows(JOBS)).filter(({ status }) => status === 'running'))
    .toEqual([]);

  const rows = await allRows(JOBS);
  const calls = JOBS.flatMap((name) => service.callsTo(name)).map(({ body }) => body.executionId);
  expect(new Set(calls).size, 'no execution was called twice').toBe(calls.length);
  expect(new Set(calls)).toEqual(new Set(rows.filter(({ started_at }) => started_at).map(({ id }) => id)));
  const instants = rows.map((row) => `${row.job_name} ${row.scheduled_for}`);
  expect(new Set(instants).size, 'one row per occurrence').toBe(rows.length);

  const identities = new Set<string>();
  for (const { workflow_id } of rows.filter(({ status }) => status === 'completed').slice(0, 60)) {
    const { events } = await temporal.workflow.getHandle(workflow_id).fetchHistory();
    for (const event of events ?? []) {
      const identity = event.activityTaskStartedEventAttributes?.identity;
      if (identity) identities.add(identity);
    }
  }
  expect(identities.size, 'both workers took part').toBe(2);
}, 180_000);

it('runs a trigger that reaches both APIs with the same Idempotency-Key once', async () => {
  await register('keyed', { overlap: 'allow' });
  for (let round = 0; round < 20; round += 1) {
    const headers = { 'idempotency-key': `key-${round}` };
    const answers = await Promise.all(apis.map((api) => post(api, '/api/jobs/keyed/trigger', {}, headers)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(answers.map(({ body }) => body['executionId'])).size).toBe(1);
  }
  expect(service.callsTo('keyed')).toHaveLength(20);
});

it('repairs under one lease at a time', async () => {
  const client = new PgClient({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('select holder from reconcile_lease where expires_at > now()');
  await client.end();
  expect(rows).toHaveLength(1);
});

it('takes a call for lost when its worker is killed, and repeats it on the other one only if the job allows that', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  service.respondWith((call, response) => {
    if (service.callsTo('lost-once').length + service.callsTo('lost-repeated').length === 2)
      arrived.resolve();
    return call.headers['x-scheduler-attempt'] === '1' ? held.handler(call, response) : { body: SUCCESS };
  });
  await register('lost-once');
  await register('lost-repeated', { retry: { maxAttempts: 2, initialIntervalSeconds: 0 } });
  // Only one worker is left to take them, and another one comes when it is gone.
  workers[1]!.kill();
  await workers[1]!.ended;
  const asynchronously = { prefer: 'respond-async' };
  await Promise.all(
    ['lost-once', 'lost-repeated'].map((name) =>
      post(apis[0]!, `/api/jobs/${name}/trigger`, {}, asynchronously),
    ),
  );
  await arrived.promise;
  workers[0]!.kill();
  await workers[0]!.ended;
  await startWorker();
  await expect
    .poll(async () => (await allRows(['lost-once', 'lost-repeated'])).map(({ status }) => status), {
      timeout: 60_000,
    })
    .toEqual(['failed', 'completed']);
  held.release();
  const [once, repeated] = await allRows(['lost-once', 'lost-repeated']);
  expect(once).toMatchObject({
    outcome: 'unknown',
    error_message: expect.stringMatching(/the worker that made the call was lost.*unknown/),
    attempts: [{ class: 'unknown' }],
  });
  expect(repeated).toMatchObject({
    outcome: 'succeeded',
    attempts: [{ class: 'unknown' }, { class: 'succeeded' }],
  });
  await captureHistory(temporal, once!.workflow_id, 'worker-lost');
  await captureHistory(temporal, repeated!.workflow_id, 'worker-lost-repeated');
}, 120_000);
