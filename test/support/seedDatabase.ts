// A database as it is after months: many jobs with their runs, written by SQL in one go.
import type { Client } from 'pg';
import { JobSettings } from '../../src/contract/jobs.ts';

export interface SeedSize {
  jobs: number;
  /** Of all jobs, over the last 8 hours; one in 5,000 failed. */
  executions: number;
  /** Of the job `busy`, over the last 30 days. */
  ofOneJob: number;
}

export const SERVICES = 50;

/** Jobs are called `job-00000` and so on, `busy` and `idle` (which never ran); their services `service-0` and so on. */
export async function seedDatabase(sql: Client, size: SeedSize): Promise<void> {
  await sql.query(`select public.register_job($1)`, [registration('job-00000')]);
  // Triggers would take most of the time, and what they write is written below.
  await sql.query(`set session_replication_role = replica`);
  await seedJobs(sql, size.jobs);
  await withoutIndexes(sql, async () => {
    await seedExecutions(sql, {
      count: size.ofOneJob,
      job: `'busy'`,
      service: `'service-0'`,
      hours: 30 * 24,
    });
    await seedExecutions(sql, {
      count: size.executions,
      job: `'job-' || lpad((n % ${size.jobs})::text, 5, '0')`,
      service: `'service-' || (n % ${size.jobs}) % ${SERVICES}`,
      hours: 8,
    });
    await seedUnfinished(sql, Math.min(200, size.jobs));
  });
  await countDays(sql);
  await sql.query(`set session_replication_role = origin`);
  for (const table of ['scheduled_jobs', 'job_schedules', 'job_events', 'job_days', 'job_definitions']) {
    await sql.query(`vacuum analyze public.${table}`);
  }
}

export function registration(name: string, displayName = name) {
  return {
    name,
    displayName,
    description: 'Seeded.',
    jobType: 'other',
    service: 'service-0',
    endpoint: '/jobs/run',
    config: { batch: 100, region: 'eu-west', recipients: ['a@example.com', 'b@example.com'] },
    declared: JobSettings.parse({ cronExpression: '0 9 * * *' }),
    actor: 'service:service-0',
  };
}

async function seedJobs(sql: Client, count: number): Promise<void> {
  await sql.query(`
    create temporary table seeded as
      select case n when ${count} then 'busy' when ${count + 1} then 'idle' else 'job-' || lpad(n::text, 5, '0') end as name,
        'service-' || case when n < ${count} then n % ${SERVICES} else 0 end as service
      from generate_series(1, ${count + 1}) n;
    insert into public.services (service) select distinct service from seeded on conflict do nothing;
    insert into public.job_schedules
      select copy.* from public.job_schedules one, seeded, lateral jsonb_populate_record(one, jsonb_build_object(
        'job_name', seeded.name, 'display_name', 'Job ' || seeded.name, 'service', seeded.service, 'projected_revision', one.revision,
        'next_run_at', now() + interval '1 hour', 'next_run_revision', one.revision)) copy
      where one.job_name = 'job-00000';
    insert into public.job_definitions
      select copy.* from public.job_definitions one, seeded, lateral jsonb_populate_record(one, jsonb_build_object('job_name', seeded.name)) copy
      where one.job_name = 'job-00000';
    insert into public.job_events (at, job_name, actor, action, after, source)
      select clock_timestamp(), seeded.name, 'service:' || seeded.service, 'registered', one.after, 'registration'
      from public.job_events one, seeded where one.job_name = 'job-00000';
    insert into public.job_events (at, job_name, actor, action, before, after, reason, source)
      select clock_timestamp(), name, 'ana', 'disabled', '{"enabled": true}', '{"enabled": false}', 'seeded', 'portal'
      from seeded where name like '%00';
    drop table seeded`);
}

/** In the order of time, as they are written. */
async function seedExecutions(
  sql: Client,
  { count, job, service, hours }: { count: number; job: string; service: string; hours: number },
): Promise<void> {
  await sql.query(`
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, queued_at, started_at, completed_at,
      duration_ms, items_processed, items_succeeded, items_failed, error_message, reason_code, reason_details, metadata, triggered_by, service,
      endpoint, config, timeout_seconds, attempts, exclusive, workflow_id, run_id, changed_at)
    select gen_random_uuid(), job, status, case when n % 500 = 7 then 'trigger' else 'schedule' end,
      case when n % 500 <> 7 then due end, case when n % 500 = 7 then due end,
      case when status <> 'skipped' then due + interval '40 ms' end, due + took, extract(epoch from took) * 1000,
      n % 100, n % 100, 0, case when status = 'failed' then service || ' answered HTTP 503: try again later' end,
      case when status = 'skipped' then 'overlap' end, case when status = 'skipped' then '{}'::jsonb end,
      jsonb_build_object('batch', n, 'source', 'seed', 'regions', jsonb_build_array('eu-west', 'eu-north')),
      case when n % 500 = 7 then 'manual' else 'scheduler' end, service, '/jobs/run',
      '{"batch": 100, "region": "eu-west", "recipients": ["a@example.com", "b@example.com"]}', 300,
      jsonb_build_array(jsonb_build_object('attempt', 1, 'started_at', due, 'ended_at', due + took, 'http_status',
        case when status = 'failed' then 503 else 200 end, 'class', case when status = 'failed' then 'failed' else 'succeeded' end)),
      false, 'job:' || job || '-' || due, gen_random_uuid()::text, due + took
    from generate_series(1, ${count}) n,
    lateral (select ${job} as job, ${service} as service,
      date_trunc('milliseconds', now() - (${count} - n + 1) * interval '${hours} hours' / ${Math.max(1, count)}) as due,
      make_interval(secs => 0.2 + n % 97 * 0.05) as took,
      case when n % 5000 = 0 then 'failed' when n % 1000 = 1 then 'skipped' when n % 2000 = 3 then 'cancelled'
        else 'completed' end as status) run`);
}

async function seedUnfinished(sql: Client, count: number): Promise<void> {
  await sql.query(`
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, queued_at, started_at, triggered_by, service,
      endpoint, config, timeout_seconds, exclusive, workflow_id)
    select gen_random_uuid(), job_name, case when n % 2 = 0 then 'running' else 'queued' end, 'trigger', null, now(),
      case when n % 2 = 0 then now() end, 'manual', service, endpoint, config, 300, true, 'run:' || n
    from (select *, row_number() over (order by job_name) as n from public.job_schedules where job_name like 'job-%'
      order by job_name limit ${count}) job`);
}

async function countDays(sql: Client): Promise<void> {
  await sql.query(`
    insert into public.job_days select counted.* from public.job_schedules j
    cross join lateral scheduler_internal.counted_rows(j.job_name, '-infinity', 'infinity') counted`);
}

/** Takes the indexes away meanwhile: to build one is several times faster than to fill it row by row. */
async function withoutIndexes(sql: Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await sql.query<{ name: string; definition: string }>(`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = 'public.scheduled_jobs'::regclass and not i.indisprimary`);
  await sql.query(rows.map(({ name }) => `drop index ${name}`).join(';'));
  await work();
  await sql.query(`set maintenance_work_mem = '512MB'`);
  for (const { definition } of rows) await sql.query(definition);
}
