// Postgres is restored from a backup, and Temporal's store is lost, with 1,000 jobs: every Schedule is there again and fires. How
// fast it is on a machine with nothing else to do says docs/benchmarks.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTemporalBinary } from '../../dev/temporal/findTemporalBinary.ts';
import { startTemporalServer, type TemporalServer } from '../../dev/temporal/startTemporalServer.ts';
import { declareRestore } from '../../src/store/declareRestore.ts';
import { copyDatabase, dropCopy, restoreDatabase } from '../support/copyDatabase.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const JOBS = 1_000;
/** Of them, those that register; all others are copies of the first, in the database as if they had. */
const REGISTERED = 16;
const PATIENCE_MS = 300_000;
/** As in production. */
const RECONCILE_INTERVAL_MS = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-lost-'));
let port: number;
let server: TemporalServer;
let scheduler: TestScheduler;
let backup: string;

async function startEmptyTemporal(): Promise<void> {
  server = await startTemporalServer({
    binary: await findTemporalBinary(process.env, () => undefined),
    port,
    logFile: join(folder, 'temporal.log'),
  });
}

beforeAll(async () => {
  port = await getPort({ host: '127.0.0.1' });
  await startEmptyTemporal();
  scheduler = await startTestScheduler({
    temporalAddress: server.address,
    environment: { TEMPORAL_NAMESPACE: 'default' },
    reconcileIntervalMs: RECONCILE_INTERVAL_MS,
  });
}, 120_000);
afterAll(async () => {
  await scheduler.stop();
  await server.stop();
  await dropCopy(backup);
  rmSync(folder, { recursive: true, force: true });
});

it(`has the Schedules of ${JOBS} jobs again, with an audit event each, and they fire`, async () => {
  const names = Array.from({ length: REGISTERED - 1 }, (_, index) => `job-${index}`);
  await Promise.all(names.map((name) => scheduler.register({ name, cronExpression: '0 0 1 1 *' })));
  await scheduler.register({ name: 'due', cronExpression: '*/5 * * * * *', overlap: 'allow' });
  await expect.poll(countSchedules).toBe(REGISTERED);

  // A backup of Postgres and an empty Temporal are what is left.
  await scheduler.stopProcess();
  server.kill();
  await server.ended;
  await copyTheFirst();
  backup = await copyDatabase(scheduler.databaseUrl);
  await restoreDatabase(scheduler.databaseUrl, backup);
  // The repair loop may not have had a first pass yet, from which the gap would begin.
  await declareRestore(scheduler.databaseUrl, { from: new Date().toISOString() });
  await startEmptyTemporal();
  const startedAt = Date.now();
  await scheduler.startProcess();
  await expect.poll(repairedJobs, { timeout: PATIENCE_MS, interval: 500 }).toBe(JOBS);
  await expect.poll(countSchedules).toBe(JOBS);
  console.log(`${JOBS} Schedules were there again ${(Date.now() - startedAt) / 1_000} s after the start`);
  await scheduler.execution(
    'due',
    ({ status, scheduled_for: at }) => status === 'completed' && Date.parse(at!) > startedAt,
  );
}, 480_000);

async function copyTheFirst(): Promise<void> {
  for (const table of ['job_schedules', 'job_definitions']) {
    await query(`
      insert into ${table} select copy.* from ${table} one, generate_series(${REGISTERED}, ${JOBS - 1}) n,
        lateral jsonb_populate_record(one, jsonb_build_object('job_name', 'job-' || n)) copy
      where one.job_name = 'job-0'`);
  }
}

async function repairedJobs(): Promise<number> {
  const [row] = await query(
    `select count(distinct job_name) as jobs from job_events where action = 'schedule repaired' and actor = 'reconcile'`,
  );
  return Number(row?.['jobs']);
}

async function query(text: string): Promise<Record<string, unknown>[]> {
  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  try {
    return (await database.query<Record<string, unknown>>(text)).rows;
  } finally {
    await database.end();
  }
}

async function countSchedules(): Promise<number> {
  let count = 0;
  for await (const { scheduleId } of scheduler.temporal.schedule.list({ pageSize: 1_000 })) {
    if (scheduleId.startsWith('job:')) count += 1;
  }
  return count;
}
