// A rollout under load: the code before the newest migration runs, the database is migrated, workers and then APIs of this version
// join it, and the old ones stop. Nothing is lost or doubled, and no request fails.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { createNamespace } from '../support/createNamespace.ts';
import { startSchedulerProcess, type SchedulerProcess } from '../support/schedulerProcess.ts';
import type { TestDatabase } from '../support/createDatabase.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';
import {
  report,
  startTestService,
  SUCCESS,
  type ReceivedCall,
  type TestService,
} from '../support/testService.ts';
import { startLoad, type Load } from './load.ts';
import { previousCode, type PreviousCode } from './previousCode.ts';

const BUSY = { timeout: 180_000, interval: 500 };
/** Load between two steps. */
const PHASE_MS = 6_000;
const SCHEDULED = Array.from({ length: 6 }, (_, index) => `scheduled-${index}`);

const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-rollout-'));
let previous: PreviousCode;
let database: TestDatabase;
let sql: Client;
let service: TestService;
let environment: Record<string, string>;
let publicPort: number;
const processes: SchedulerProcess[] = [];

beforeAll(async () => {
  previous = await previousCode();
  console.log(`the code before the newest migration is ${previous.commit}`);
  const address = inject('temporalAddress');
  [service, database, publicPort] = await Promise.all([
    startTestService(),
    createEmptyDatabase(),
    getPort({ host: '127.0.0.1' }),
  ]);
  environment = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: await createNamespace(address),
    PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
    TEST_SERVICE_URL: service.url,
    SHUTDOWN_GRACE_SECONDS: '2',
  };
  await promisify(execFile)(process.execPath, [join(previous.folder, 'src/store/migrate.ts')], {
    cwd: folder,
    env: environment,
  });
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  await service?.stop();
  await sql?.end();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  version: 'old' | 'new',
  role: 'api' | 'worker',
  port?: number,
): Promise<SchedulerProcess> {
  const started = await startSchedulerProcess({
    role,
    port: port ?? (await getPort({ host: '127.0.0.1' })),
    environment,
    logFile: join(folder, `${version}-${role}.log`),
    ...(version === 'old' && { main: join(previous.folder, 'src/main.ts') }),
  });
  processes.push(started);
  return started;
}

async function ready(
  version: 'old' | 'new',
  role: 'api' | 'worker',
  port?: number,
): Promise<SchedulerProcess> {
  const started = await start(version, role, port);
  await started.untilReady();
  return started;
}

interface Row {
  id: string;
  job_name: string;
  status: string;
  scheduled_for: Date | null;
}
const rows = async () =>
  (await sql.query<Row>('select id, job_name, status, scheduled_for from scheduled_jobs order by due_at'))
    .rows;

/** Seconds without a row, of jobs that are due each second. */
function gapsIn(all: Row[]): string[] {
  return SCHEDULED.flatMap((name) => {
    const instants = all
      .filter(({ job_name: job, scheduled_for: at }) => job === name && at !== null)
      .map((row) => row.scheduled_for!.getTime());
    const after = instants.filter((at, index) => index > 0 && at - instants[index - 1]! !== 1_000);
    return after.map((at) => `${name} before ${new Date(at).toISOString()}`);
  });
}

const logOf = (version: string, role: string) => readFileSync(join(folder, `${version}-${role}.log`), 'utf8');

it('loses and doubles nothing, and answers every request', async () => {
  let longRunning: ReceivedCall | undefined;
  service.respondWith(async (call) => {
    if (call.body.jobName === 'long') {
      longRunning = call;
      return { status: 202 };
    }
    await delay(100);
    return { body: SUCCESS };
  });

  const early = await start('new', 'worker');
  await early.ended;
  expect(logOf('new', 'worker'), 'a new process on the old schema').toMatch(/run "npm run migrate"/);

  const [oldApi, oldWorker] = await Promise.all([ready('old', 'api'), ready('old', 'worker')]);
  const load: Load = startLoad([oldApi.url], SCHEDULED);
  await load.register('long', { timeoutSeconds: 600, heartbeatSeconds: 600 });
  await load.trigger('long', { prefer: 'respond-async' });
  await expect.poll(() => longRunning).toBeDefined();
  await delay(PHASE_MS);

  expect(await migrate(database.url)).not.toEqual([]);
  await delay(PHASE_MS);
  await ready('new', 'worker');
  await delay(PHASE_MS);
  const newApi = await ready('new', 'api', publicPort);
  load.use([oldApi.url, newApi.url]);
  await delay(PHASE_MS);
  // As a balancer does: no new requests, then the end.
  load.use([newApi.url]);
  await oldApi.stop();
  await oldWorker.stop();
  await delay(PHASE_MS);
  expect(await report(longRunning!, 'complete', SUCCESS)).toMatchObject({ status: 200 });
  const { requests, failed, triggered } = await load.stop();
  expect(failed, 'requests that failed').toEqual([]);

  await Promise.all(
    SCHEDULED.map((name) => fetch(`${newApi.url}/api/jobs/${name}/disable`, { method: 'POST' })),
  );
  // On a busy machine some were late, and catch-up starts them more than a minute later, one after the other.
  await expect
    .poll(async () => (await rows()).filter(({ status }) => status !== 'completed'), BUSY)
    .toEqual([]);
  await expect.poll(async () => gapsIn(await rows()), BUSY).toEqual([]);
  await expect
    .poll(async () => (await rows()).filter(({ status }) => status !== 'completed'), BUSY)
    .toEqual([]);

  const done = await rows();
  const calls = service.calls.map(({ body }) => body.executionId);
  expect(new Set(calls).size, 'no run was called twice').toBe(calls.length);
  expect(new Set(calls), 'each row was called').toEqual(new Set(done.map(({ id }) => id)));
  const known = new Set(done.map(({ id }) => id));
  expect(
    triggered.filter((id) => !known.has(id)),
    'each accepted trigger has a row',
  ).toEqual([]);
  const byWorker = ['old', 'new'].map(
    (version) => logOf(version, 'worker').split('"msg":"run begun"').length - 1,
  );
  expect(Math.min(...byWorker), 'both versions began runs').toBeGreaterThan(20);
  console.log(
    `${requests} requests, ${done.length} runs (${triggered.length} triggered; begun by the old worker ${byWorker[0]}, by the new one ${byWorker[1]}): 0 failed, lost or doubled`,
  );
});
