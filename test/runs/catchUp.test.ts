// Every expected occurrence leaves exactly one row, also when nothing started it.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { acceptCalls, report, SUCCESS } from '../support/testService.ts';

/** Longer than any run waits for a worker before it counts as late. */
const AWAY_MS = 85_000;

let scheduler: TestScheduler;
/** Its worker goes away before the first test; the last one brings it back. */
let away: TestScheduler;
let goneAt: number;
let database: Client;
beforeAll(async () => {
  [scheduler, away] = await Promise.all([startTestScheduler(), startTestScheduler()]);
  await away.register({ name: 'waiting', cronExpression: '*/10 * * * * *', overlap: 'allow' });
  await vi.waitFor(
    async () =>
      expect(await away.history('waiting')).toContainEqual(expect.objectContaining({ status: 'completed' })),
    { timeout: 30_000, interval: 200 },
  );
  await away.stopProcess();
  goneAt = Date.now();
  database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await Promise.all([scheduler.stop(), away.stop()]);
});

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Hourly, 20 minutes ago and in 40: not while this file runs. */
const lastDue = Math.floor(Date.now() / MINUTE_MS - 20) * MINUTE_MS;
const HOURLY = `${new Date(lastDue).getUTCMinutes()} * * * *`;
/** Just after an occurrence of these jobs. */
const hoursAgo = (hours: number) => new Date(lastDue - hours * HOUR_MS + 1_000).toISOString();

/** What the database holds when nothing has run the job since an instant: as if the whole scheduler had been away. */
async function wasAwaySince(jobName: string, instant: string): Promise<void> {
  await database.query('begin');
  await database.query('update job_definitions set valid_from = $2 where job_name = $1', [jobName, instant]);
  await database.query('update job_schedules set ledger_until = $2, ledger_due_at = $2 where job_name = $1', [
    jobName,
    instant,
  ]);
  await database.query('commit');
}

async function rowsOf(name: string, count: number) {
  await expect.poll(async () => (await scheduler.history(name)).length).toBe(count);
  return (await scheduler.history(name)).toReversed();
}

it('starts the latest occurrence late and explains why the others are missed', async () => {
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.register({ name: 'latest', cronExpression: HOURLY, catchupSeconds: 90 * 60 });
  await wasAwaySince('latest', hoursAgo(3));
  const { workflow_id } = await scheduler.execution('latest', ({ status }) => status === 'completed');
  await captureHistory(scheduler.temporal, workflow_id, 'late-completed');
  const rows = await rowsOf('latest', 3);
  expect(rows).toMatchObject([
    {
      status: 'missed',
      origin: 'schedule',
      reason: expect.stringMatching(/^catchup_passed: .*catchupSeconds \(5400\)/),
      reason_code: 'catchup_passed',
      reason_details: { catchupSeconds: 5_400, lateSeconds: expect.any(Number) },
    },
    { status: 'missed', reason: expect.stringMatching(/^superseded: /) },
    {
      status: 'completed',
      origin: 'schedule',
      scheduled_for: new Date(lastDue).toISOString(),
      triggered_by: 'scheduler',
    },
  ]);
  const call = scheduler.service.callsTo('latest');
  expect(call.map(({ headers }) => headers['x-scheduler-scheduled-for'])).toEqual([rows[2]!.scheduled_for]);
  expect(await scheduler.job('latest'), 'missed ones are no runs').toMatchObject({
    totalRuns: 1,
    failedRuns: 0,
  });
  const { events } = await scheduler.store.listEvents({ jobName: 'latest' });
  expect(events[0]).toMatchObject({
    actor: 'reconcile',
    action: 'occurrences recorded',
    after: { started: 1, missed: 2, skipped: 0 },
  });
  const { stats } = (await scheduler.api('GET', '/api/jobs/latest/stats')).body;
  expect(stats).toMatchObject({ missed_executions: 2, total_executions: 1 });
});

it('runs all of them one after the other when the job catches up with all', async () => {
  const accepted = acceptCalls();
  scheduler.service.respondWith(accepted.handler);
  const settings = { catchup: 'all', catchupSeconds: 86_400 };
  await scheduler.register({ name: 'all', cronExpression: HOURLY, ...settings });
  await wasAwaySince('all', hoursAgo(3));
  const instants: unknown[] = [];
  for (let run = 0; run < 3; run += 1) {
    const call = await accepted.next();
    instants.push(call.headers['x-scheduler-scheduled-for']);
    expect((await scheduler.history('all')).filter(({ status }) => status === 'running')).toHaveLength(1);
    await report(call, 'complete', SUCCESS);
  }
  const rows = await rowsOf('all', 3);
  expect(instants).toEqual(rows.map(({ scheduled_for }) => scheduled_for));
  await expect
    .poll(async () => (await scheduler.history('all')).map(({ status }) => status))
    .toEqual(Array(3).fill('completed'));
});

it('records all of them as missed when the job does not catch up', async () => {
  await scheduler.register({ name: 'none', cronExpression: HOURLY, catchup: 'none' });
  await wasAwaySince('none', hoursAgo(2));
  expect(await rowsOf('none', 2)).toMatchObject(
    Array.from({ length: 2 }, () => ({
      status: 'missed',
      outcome: null,
      reason: expect.stringContaining('scheduler_down: '),
    })),
  );
});

it('expects nothing of the time in which a job was disabled', async () => {
  await scheduler.register({ name: 'off', cronExpression: HOURLY, enabled: false });
  await scheduler.register({ name: 'marker', cronExpression: HOURLY, catchup: 'none' });
  await wasAwaySince('off', hoursAgo(5));
  await wasAwaySince('marker', hoursAgo(1));
  await rowsOf('marker', 1);
  expect(await scheduler.history('off')).toEqual([]);
});

it('summarises more than a thousand missed occurrences in a row', async () => {
  await scheduler.register({ name: 'secondly', cronExpression: '0-9 * * * * *', catchup: 'none' });
  await scheduler.api('POST', '/api/jobs/secondly/disable');
  await database.query(
    `update job_definitions set valid_to = null, valid_from = $2, active = true where job_name = $1 and revision = 1`,
    ['secondly', hoursAgo(15)],
  );
  await database.query(`update job_definitions set valid_from = $2 where job_name = $1 and revision = 2`, [
    'secondly',
    hoursAgo(0),
  ]);
  await database.query(`update job_definitions set valid_to = $2 where job_name = $1 and revision = 1`, [
    'secondly',
    hoursAgo(0),
  ]);
  await database.query('update job_schedules set ledger_until = $2, ledger_due_at = $2 where job_name = $1', [
    'secondly',
    hoursAgo(15),
  ]);
  // 15 hours of 600 occurrences an hour, less the first second, in plans of 5,000.
  const rows = await rowsOf('secondly', 2);
  const counts = rows.map(({ metadata }) => Number(metadata!['missedOccurrences']));
  expect(counts).toEqual([5_000, 3_999]);
  expect(rows[0]).toMatchObject({
    status: 'missed',
    reason: expect.stringMatching(/this row stands for 5000 occurrences from .* to /),
    reason_details: { count: 5_000, from: expect.any(String), to: expect.any(String) },
  });
});

it('runs exactly once what a worker that was away for more than a minute finds waiting', async () => {
  // Temporal goes on firing, and its workflows wait for a worker until they are late.
  await delay(goneAt + AWAY_MS - Date.now());
  await away.startProcess();
  const startedAt = Date.now();
  await away.execution(
    'waiting',
    (row) => row.status === 'completed' && Date.parse(row.scheduled_for!) > startedAt,
  );
  const expected: string[] = [];
  for (let at = Math.ceil(goneAt / 10_000) * 10_000; at <= startedAt; at += 10_000)
    expected.push(new Date(at).toISOString());
  await expect
    .poll(
      async () => {
        const known = new Set((await away.history('waiting')).map(({ scheduled_for }) => scheduled_for));
        return expected.filter((instant) => !known.has(instant));
      },
      { timeout: 90_000, interval: 500 },
    )
    .toEqual([]);
  const rows = (await away.history('waiting')).filter(({ scheduled_for }) =>
    expected.includes(scheduled_for!),
  );
  expect(rows).toHaveLength(expected.length);
  expect(rows.some(({ status }) => status === 'missed')).toBe(true);
  const calls = away.service.callsTo('waiting').map(({ body }) => body.executionId);
  expect(new Set(calls).size).toBe(calls.length);
}, 240_000);
