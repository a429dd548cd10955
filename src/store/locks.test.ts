// The order of locks (supabase/schemas/00_schema.sql), where two transactions meet.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { JobSettings } from '../contract/jobs.ts';

let opened: TestStore;
let store: TestStore['store'];
let sql: TestStore['sql'];

beforeAll(async () => {
  opened = await openTestStore();
  ({ store, sql } = opened);
});
afterAll(() => opened.close());

it('asks for the call again when a job passed to another service meanwhile', async () => {
  await register('moved', 'from');
  await register('elsewhere', 'to');
  await sql.query('begin');
  await sql.query(`update job_schedules set service = 'to' where job_name = 'moved'`);
  const begun = store.beginExecution({
    kind: 'occurrence',
    executionId: randomUUID(),
    jobName: 'moved',
    revision: 1,
    scheduledFor: new Date().toISOString(),
    workflowId: 'w',
    runId: 'r',
    nextRunAt: null,
  });
  const refused = expect(begun).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await waiting(1);
  await sql.query('commit');
  await refused;
});

it('locks all jobs of a bulk change before the runs of any of them', async () => {
  await register('bulk-a');
  await register('bulk-b');
  const executionId = await trigger('bulk-a');
  await sql.query('begin');
  await sql.query(`select from job_schedules where job_name = 'bulk-b' for update`);
  const changed = store.changeJobs({
    action: 'delete',
    names: ['bulk-b', 'bulk-a'],
    actor: 'ana',
    bulkId: randomUUID(),
  });
  await waiting(1);
  await sql.query(`select from scheduled_jobs where id = $1 for update nowait`, [executionId]);
  await sql.query('commit');
  expect((await changed).results.map(({ name }) => name)).toEqual(['bulk-a', 'bulk-b']);
});

/** Runs that were queued more than a minute ago. */
const ask = () => store.listUnfinishedExecutions({ status: 'queued', olderThanSeconds: 60, limit: 10 });

it('lists runs that do not go on without waiting for one that is decided about', async () => {
  await register('listed');
  const executionId = await trigger('listed');
  await sql.query(`update scheduled_jobs set queued_at = now() - interval '1 hour' where id = $1`, [
    executionId,
  ]);
  await sql.query('begin');
  await sql.query(`select from scheduled_jobs where id = $1 for update`, [executionId]);
  expect((await ask()).executions).toMatchObject([{ executionId }]);
  await sql.query('commit');
  await ask(); // which notes it
  const { startDeadlineFrom } = (await ask()).executions[0]!;
  expect((await ask()).executions[0]).toMatchObject({ startDeadlineFrom });
});

it('purges without waiting for the counts of a day, which the next pass then takes', async () => {
  await register('purged');
  const executionId = await trigger('purged');
  await sql.query(
    `update scheduled_jobs set status = 'cancelled', queued_at = now() - interval '100 days',
       completed_at = now() - interval '99 days' where id = $1`,
    [executionId],
  );
  const purge = () => store.purgeHistory({ days: 90, limit: 10 });
  await sql.query('begin');
  await sql.query(`select from job_days where job_name = 'purged' for update`);
  expect(await purge()).toEqual({ deleted: 0 });
  await sql.query('commit');
  expect(await purge()).toEqual({ deleted: 1 });
  const days = await sql.query(`select executions from job_days where job_name = 'purged'`);
  expect(days.rows).toEqual([{ executions: 0 }]);
});

async function register(name: string, service = 'mail') {
  await store.registerJob({
    name,
    displayName: name,
    description: '',
    jobType: 'other',
    service,
    endpoint: '/run',
    config: {},
    declared: JobSettings.parse({ cronExpression: null, overlap: 'allow' }),
    actor: 'test',
  });
}

async function trigger(jobName: string): Promise<string> {
  const executionId = randomUUID();
  await store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: 'h' });
  return executionId;
}

/** Until so many statements wait for a lock. */
async function waiting(count: number) {
  const waitingNow = `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await sql.query<{ count: number }>(waitingNow)).rows[0]!.count).toBe(count);
}
