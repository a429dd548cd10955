// Questions to the database: every list is served by an index, whatever it is asked for, and says what a plain query would say.
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READS } from '../../bench/databaseReads.ts';
import { registration, seedDatabase } from '../../test/support/seedDatabase.ts';
import { openTestStore } from '../../test/support/testStore.ts';
import type { Execution, ListedExecution } from '../contract/executions.ts';
import { parseJsonText } from './jsonText.ts';
import type { FeedPosition } from '../contract/queries.ts';
import type { FeedRequest } from './verbs/executions.ts';
import type { Store } from './store.ts';

/** The ids of all pages. */
async function paged(
  ask: (page: FeedRequest) => Promise<{ executions: string; next: FeedPosition | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  let before: FeedPosition | undefined;
  do {
    const { executions, next } = await ask({ limit: 70, before });
    ids.push(...parseJsonText<ListedExecution[]>(executions).map(({ id }) => id));
    before = next ?? undefined;
  } while (before !== undefined);
  return ids;
}

describe('with 100,000 executions', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  const plans: string[] = [];
  beforeAll(async () => {
    opened = await openTestStore();
    await seedDatabase(opened.sql, { jobs: 1_000, executions: 90_000, ofOneJob: 10_000 });
    opened.sql.on('notice', ({ message }) => message?.includes('plan:') && plans.push(message));
    await opened.sql.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on; set client_min_messages = log`);
  });
  afterAll(() => opened.close());

  it.each(READS)('$name reads no table of runs or events from end to end', async ({ call, args }) => {
    // After five calls a function may keep a plan that knows no values.
    for (let round = 0; round < 7; round += 1) {
      plans.length = 0;
      await opened.sql.query(`select public.${call}($1)`, [args]);
    }
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter((plan) => /Seq Scan on (public\.)?(scheduled_jobs|job_events)/.test(plan))).toEqual(
      [],
    );
  });

  it('finds what is to be purged by an index, oldest first', async () => {
    plans.length = 0;
    const { rows } = await opened.sql.query<{ answer: { deleted: number } }>(
      `select public.purge_history('{"days": 3, "limit": 500}') as answer`,
    );
    expect(rows[0]?.answer.deleted).toBe(500);
    expect(plans.filter((plan) => /Seq Scan on (public\.)?scheduled_jobs/.test(plan))).toEqual([]);
    const { rows: left } = await opened.sql.query<{ total: string; counted: string }>(`
      select (select count(*) from scheduled_jobs where job_name = 'busy') as total,
        (select sum(executions) from job_days where job_name = 'busy') as counted`);
    expect(left).toEqual([{ total: '9500', counted: '9500' }]);
  });
});

describe('with runs of every kind', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let store: Store;
  let sql: Client;
  beforeAll(async () => {
    opened = await openTestStore();
    ({ store, sql } = opened);
    for (const [name, service] of [
      ['a', 'one'],
      ['b', 'one'],
      ['c', 'two'],
    ] as const) {
      await sql.query(`select public.register_job($1)`, [{ ...registration(name), service }]);
    }
    // Few instants, so that many runs share one; nobody holds a slot.
    await sql.query(`
      insert into scheduled_jobs (id, job_name, status, origin, scheduled_for, queued_at, started_at, completed_at, duration_ms,
        triggered_by, service, endpoint, config, timeout_seconds, exclusive, workflow_id)
      select gen_random_uuid(), job, status, origin, case when origin <> 'trigger' then at + n * interval '1 us' end, at,
        case when status not in ('queued', 'skipped', 'missed') then at end,
        case when status not in ('queued', 'running') then at + interval '1 minute' end, n,
        'scheduler', case job when 'c' then 'two' else 'one' end, '/run', '{}', 300, false, 'w'
      from generate_series(1, 900) n, lateral (select
        (array['a', 'b', 'c'])[1 + n % 3] as job,
        (array['queued', 'running', 'completed', 'failed', 'cancelled', 'skipped', 'missed'])[1 + n % 7] as status,
        (array['schedule', 'trigger', 'backfill', 'dependency'])[1 + n / 3 % 4] as origin,
        timestamptz '2026-11-20T00:00:00Z' + n % 40 * interval '1 hour' as at) run`);
  });
  afterAll(() => opened.close());

  const filters = {
    jobs: ['a', 'c'],
    services: ['one'],
    statuses: ['failed', 'running', 'skipped'],
    origins: ['trigger', 'backfill'],
    from: '2026-11-20T05:00:00.000Z',
    to: '2026-11-21T07:00:00.000Z',
  };
  type Filter = keyof typeof filters;
  const alone = Object.keys(filters) as Filter[];
  const pairs = alone.flatMap((one, index) => alone.slice(index + 1).map((other) => [one, other]));
  const combinations = [[], ...alone.map((one) => [one]), ...pairs, alone];
  const chosen = (names: string[]) =>
    Object.fromEntries(Object.entries(filters).filter(([name]) => names.includes(name)));

  /** What a query without any thought for speed finds. */
  async function plainly(instant: string, asked: Partial<typeof filters>): Promise<string[]> {
    const { rows } = await sql.query<{ id: string }>(
      `select id from scheduled_jobs e where ($1::text[] is null or job_name = any ($1)) and ($2::text[] is null or service = any ($2))
        and ($3::text[] is null or status = any ($3)) and ($4::text[] is null or origin = any ($4))
        and ($5::timestamptz is null or ${instant} >= $5) and ($6::timestamptz is null or ${instant} < $6)
      order by ${instant} desc, id desc`,
      [asked.jobs, asked.services, asked.statuses, asked.origins, asked.from, asked.to],
    );
    return rows.map(({ id }) => id);
  }

  it.each(combinations.map((names) => [names.join(' and ') || 'nothing', names] as const))(
    'lists the runs that a plain query finds, filtered by %s',
    async (_, names) => {
      const asked = chosen([...names]);
      expect(await paged((page) => store.listExecutions({ ...asked, ...page }))).toEqual(
        await plainly('coalesce(started_at, completed_at, queued_at, scheduled_for)', asked),
      );
    },
  );

  it.each(
    combinations
      .filter((names) => !names.includes('jobs') && !names.includes('services'))
      .map((names) => [names.join(' and ') || 'nothing', names] as const),
  )('lists the history that a plain query finds, filtered by %s, and counts it', async (_, names) => {
    const asked = chosen([...names]);
    const ids = await plainly('due_at', { ...asked, jobs: ['b'] });
    const request = { jobName: 'b', ...asked };
    expect(await paged((page) => store.listHistory({ ...request, ...page }))).toEqual(ids);
    const byOffset = await store.listHistory({ ...request, limit: 5, offset: 7 });
    expect(parseJsonText(byOffset.executions).map(({ id }) => id)).toEqual(ids.slice(7, 12));
    expect(byOffset).toMatchObject({ total: ids.length, totalIsAtLeast: false });
  });

  it('sums up whole and partial days as row by row', async () => {
    const period = { from: '2026-11-20T05:30:00.000Z', to: '2026-11-21T07:30:00.000Z' };
    const { stats, buckets } = await store.jobStats({ jobName: 'b', ...period, bucket: 'day' });
    const { rows } = await sql.query<Record<string, number>>(
      `select count(*) filter (where status in ('completed', 'failed', 'cancelled'))::integer as total_executions,
        count(*) filter (where status = 'completed')::integer as successful_executions,
        count(*) filter (where status = 'skipped')::integer as skipped_executions,
        count(*) filter (where status = 'missed')::integer as missed_executions,
        round(avg(duration_ms) filter (where status in ('completed', 'failed')))::integer as avg_duration_ms,
        round(percentile_cont(0.5) within group (order by duration_ms) filter (where status in ('completed', 'failed')))::integer
          as median_duration_ms
      from scheduled_jobs where job_name = 'b' and due_at >= $1 and due_at < $2`,
      [period.from, period.to],
    );
    expect(stats).toMatchObject(rows[0]!);
    expect(buckets?.map(({ day }) => day)).toEqual(['2026-11-20', '2026-11-21']);
    const skipped = buckets?.reduce((sum, bucket) => sum + bucket.skipped, 0);
    expect(skipped).toBe(rows[0]?.['skipped_executions']);
  });
});

describe('of a size without bounds', () => {
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let store: Store;
  beforeAll(async () => {
    opened = await openTestStore();
    ({ store } = opened);
    await opened.sql.query(`select public.register_job($1)`, [registration('large')]);
    await opened.sql.query(
      `insert into scheduled_jobs (id, job_name, status, origin, queued_at, started_at, completed_at, items_processed, error_message,
        metadata, attempts, triggered_by, service, endpoint, config, timeout_seconds, exclusive, workflow_id)
      select gen_random_uuid(), 'large', 'failed', 'trigger', now(), now(), now(), 9007199254740991, repeat('E', 900000),
        jsonb_build_object('text', repeat('m', 250000)), jsonb_build_array(jsonb_build_object('attempt', 1,
          'started_at', scheduler_internal.iso(now()), 'class', 'failed', 'error', repeat('e', 5000))),
        'manual', 'service-0', '/run', jsonb_build_object('text', repeat('c', 100000)), 300, false, 'w'
      from generate_series(1, 40)`,
    );
  });
  afterAll(() => opened.close());

  it('says how large payloads are instead of sending them', async () => {
    const { executions, next } = await store.listExecutions({ limit: 200 });
    expect(executions.length).toBeLessThan(200_000);
    expect(next).toBeNull();
    const [row] = parseJsonText(executions) as ListedExecution[];
    expect(row).toMatchObject({ config_bytes: 100_012, metadata_bytes: 250_012 });
    expect(row).not.toHaveProperty('config');
    expect(row).not.toHaveProperty('metadata');
    expect(row?.attempts[0]?.error).toBe(`${'e'.repeat(200)}… (5,000 characters)`);
    expect(row?.error_message).toBe(`${'E'.repeat(2_000)}… (900,000 characters)`);
  });

  it('ends a page of whole executions at 2 MB, with a place to go on from', async () => {
    const seen = new Set<string>();
    let before: FeedPosition | undefined;
    do {
      const { executions, next } = await store.listExecutions({ limit: 200, full: true, before });
      expect(executions.length).toBeLessThan(2_000_000);
      const rows = parseJsonText(executions) as Execution[];
      expect(rows[0]?.metadata).toEqual({ text: 'm'.repeat(250_000) });
      rows.forEach(({ id }) => seen.add(id));
      before = next ?? undefined;
    } while (before !== undefined);
    expect(seen.size).toBe(40);
  });

  it('leaves a mark in the history where a payload is over 16 KiB', async () => {
    const { executions, total } = await store.listHistory({ jobName: 'large', limit: 100 });
    const rows = parseJsonText(executions);
    expect(total).toBe(40);
    expect(rows).toHaveLength(40);
    expect(rows[0]?.metadata).toEqual({ truncated: true, originalBytes: 250_012 });
    expect(rows[0]?.config).toEqual({ truncated: true, originalBytes: 100_012 });
    expect(rows[0]?.error_message).toHaveLength(16_384 + '… (900,000 characters)'.length);
  });

  it('cuts a sum at the largest number that every reader holds', async () => {
    const to = new Date(Date.now() + 60_000).toISOString();
    const period = { from: new Date(Date.now() - 86_400_000).toISOString(), to };
    const { stats, buckets } = await store.jobStats({ jobName: 'large', ...period, bucket: 'day' });
    expect(stats.total_items_processed).toBe(Number.MAX_SAFE_INTEGER);
    expect(buckets?.[0]?.itemsProcessed).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('ends a page of jobs at 2 MB', async () => {
    await opened.sql.query(
      `insert into job_schedules select copy.* from job_schedules one, generate_series(1, 30) n, lateral jsonb_populate_record(one,
        jsonb_build_object('job_name', 'large-' || n, 'config', jsonb_build_object('text', repeat('c', 200000)))) copy`,
    );
    const names = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await store.listJobs({ cursor });
      expect(page.jobs.length).toBeLessThan(2_000_000);
      parseJsonText(page.jobs).forEach(({ name }) => names.add(name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names.size).toBe(31);
  });

  it('ends a page of the audit at 2 MB', async () => {
    await opened.sql.query(
      `insert into job_events (job_name, actor, action, before, after, source) select 'large', 'ana', 'settings changed',
        jsonb_build_object('text', repeat('b', 200000)), '{}', 'api' from generate_series(1, 30)`,
    );
    const page = await store.listAllEvents({ limit: 100, machine: false });
    expect(page.events).toHaveLength(9);
    expect(page.machineCount).toBe(1);
    const all = await store.listEvents({ jobName: 'large', limit: 100, cursor: page.nextCursor! });
    expect(all.events).toHaveLength(9);
  });

  it('has all runs of a page of the history, by whose length old callers go on', async () => {
    await opened.sql.query(`select public.register_job($1)`, [registration('wide')]);
    await opened.sql.query(
      `insert into scheduled_jobs (id, job_name, status, origin, queued_at, completed_at, metadata, triggered_by, service, endpoint,
        config, timeout_seconds, exclusive, workflow_id)
      select gen_random_uuid(), 'wide', 'completed', 'trigger', now(), now(), jsonb_build_object('text', repeat('m', 15000)),
        'manual', 'service-0', '/run', jsonb_build_object('text', repeat('c', 15000)), 300, false, 'w'
      from generate_series(1, 100)`,
    );
    const { executions, next } = await store.listHistory({ jobName: 'wide', limit: 100 });
    const rows = parseJsonText(executions);
    expect(rows).toHaveLength(100);
    expect(next).toBeNull();
    expect(executions.length).toBeLessThan(2_200_000);
    expect(rows[0]?.config).toEqual({ text: 'c'.repeat(15_000) });
    expect(rows[99]?.config).toEqual({ truncated: true, originalBytes: 15_012 });
    expect(rows[99]?.metadata).toEqual({ truncated: true, originalBytes: 15_012 });
  });
});

it('purges what was triggered of a job without a schedule, and nothing that the ledger has not passed', async () => {
  const { sql, store, close } = await openTestStore();
  const { declared, ...job } = registration('by-hand');
  await store.registerJob({ ...job, declared: { ...declared, cronExpression: null } });
  const insert = (origin: string, scheduled: string) =>
    sql.query(
      `insert into scheduled_jobs (id, job_name, status, origin, scheduled_for, queued_at, completed_at, triggered_by, service, endpoint,
        config, timeout_seconds, exclusive, workflow_id)
      values ($1, 'by-hand', 'completed', $2, ${scheduled}, now() - interval '40 days', now() - interval '40 days', 'manual', 's', '/', '{}',
        1, false, 'w')`,
      [randomUUID(), origin],
    );
  await sql.query(`update job_schedules set ledger_until = now() - interval '50 days'`);
  await insert('trigger', 'null');
  await insert('schedule', `now() - interval '40 days'`);
  expect(await store.purgeHistory({ days: 30, limit: 1_000 })).toEqual({ deleted: 1 });
  await sql.query(`update job_schedules set ledger_until = now()`);
  expect(await store.purgeHistory({ days: 30, limit: 1_000 })).toEqual({ deleted: 1 });
  await close();
});
