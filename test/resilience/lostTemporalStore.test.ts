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
const PATIENCE = { timeout: 180_000, interval: 1_000 };
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
  const names = Array.from({ length: JOBS - 1 }, (_, index) => `job-${index}`);
  const waiting = names.values();
  const lane = async () => {
    for (const name of waiting) await scheduler.register({ name, cronExpression: '0 0 1 1 *' });
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await scheduler.register({ name: 'due', cronExpression: '* * * * * *', overlap: 'allow' });

  // Everything is gone: a backup of Postgres and an empty Temporal are what is left.
  await scheduler.stopProcess();
  backup = await copyDatabase(scheduler.databaseUrl);
  server.kill();
  await server.ended;
  await restoreDatabase(scheduler.databaseUrl, backup);
  await declareRestore(scheduler.databaseUrl);
  await startEmptyTemporal();
  const startedAt = Date.now();
  await scheduler.startProcess();
  await expect.poll(countSchedules, PATIENCE).toBe(JOBS);
  console.log(`${JOBS} Schedules were there again ${(Date.now() - startedAt) / 1_000} s after the start`);
  await scheduler.execution(
    'due',
    ({ status, scheduled_for: at }) => status === 'completed' && Date.parse(at!) > startedAt,
  );

  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  await expect
    .poll(async () => {
      const { rows } = await database.query<{ jobs: string }>(
        `select count(distinct job_name) as jobs from job_events where action = 'schedule repaired' and actor = 'reconcile'`,
      );
      return Number(rows[0]?.jobs);
      // Those that Temporal did not answer for are repaired in the next pass.
    }, PATIENCE)
    .toBe(JOBS);
  await database.end();
}, 360_000);

async function countSchedules(): Promise<number> {
  let count = 0;
  for await (const { scheduleId } of scheduler.temporal.schedule.list({ pageSize: 1_000 })) {
    if (scheduleId.startsWith('job:')) count += 1;
  }
  return count;
}
