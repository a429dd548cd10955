-- Runs and audit of all jobs, and statistics by day.

-- When a run counts as having been: it began, or ended without, or is to come.
create function scheduler_internal.run_at(execution public.scheduled_jobs) returns timestamptz
language sql immutable set search_path = '' as $$
  select coalesce(execution.started_at, execution.completed_at, execution.queued_at, execution.scheduled_for)
$$;
create index scheduled_jobs_feed on public.scheduled_jobs
  ((coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc);

-- A text or null, or a list of texts: whether the value is among them; always when nothing is asked.
create function scheduler_internal.wanted(value text, among jsonb) returns boolean
language sql immutable set search_path = '' as $$ select among is null or among ? value $$;

-- {jobs?, services?, statuses?, origins?: [text], from?, to?: ISO, before?: {at, id}, limit} -> {executions, next: {at, id} or null}:
-- of all jobs, newest first.
create function public.list_executions(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
begin
  select array_agg(found_execution) into page from (
    select e as found_execution from public.scheduled_jobs e
    where scheduler_internal.wanted(e.job_name, args->'jobs') and scheduler_internal.wanted(e.service, args->'services')
      and scheduler_internal.wanted(e.status, args->'statuses') and scheduler_internal.wanted(e.origin, args->'origins')
      and coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) >= coalesce((args->>'from')::timestamptz, '-infinity')
      and coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) < coalesce((args->>'to')::timestamptz, 'infinity')
      and (coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for), e.id)
        < (coalesce((args->'before'->>'at')::timestamptz, 'infinity'), coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) desc, e.id desc limit page_size + 1) matching;
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(scheduler_internal.execution_json(e) order by scheduler_internal.run_at(e) desc, e.id desc)
      from unnest(page[1:page_size]) e), '[]'),
    'next', case when cardinality(page) > page_size then
      jsonb_build_object('at', scheduler_internal.run_at(page[page_size]), 'id', (page[page_size]).id) end);
end $$;

-- {jobName, limit, offset, before?: {at, id}, statuses?, origins?: [text], from?, to?: ISO} -> {executions, total, next}, newest
-- first by when they were due; deleted jobs keep theirs, SJ001 for a name never registered.
create or replace function public.list_history(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
  total bigint;
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  select array_agg(found_execution) into page from (
    select e as found_execution from public.scheduled_jobs e
    where e.job_name = args->>'jobName'
      and scheduler_internal.wanted(e.status, args->'statuses') and scheduler_internal.wanted(e.origin, args->'origins')
      and e.due_at >= coalesce((args->>'from')::timestamptz, '-infinity') and e.due_at < coalesce((args->>'to')::timestamptz, 'infinity')
      and (e.due_at, e.id) < (coalesce((args->'before'->>'at')::timestamptz, 'infinity'),
        coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by e.due_at desc, e.id desc limit page_size + 1 offset coalesce((args->>'offset')::bigint, 0)) matching;
  select count(*) into total from public.scheduled_jobs e
    where e.job_name = args->>'jobName'
      and scheduler_internal.wanted(e.status, args->'statuses') and scheduler_internal.wanted(e.origin, args->'origins')
      and e.due_at >= coalesce((args->>'from')::timestamptz, '-infinity') and e.due_at < coalesce((args->>'to')::timestamptz, 'infinity');
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(scheduler_internal.execution_json(e) order by e.due_at desc, e.id desc)
      from unnest(page[1:page_size]) e), '[]'),
    'total', total,
    'next', case when cardinality(page) > page_size then
      jsonb_build_object('at', (page[page_size]).due_at, 'id', (page[page_size]).id) end);
end $$;

-- A long run of missed occurrences shares one row.
create function scheduler_internal.missed_occurrences(execution public.scheduled_jobs) returns bigint
language sql immutable set search_path = '' as $$
  select case when execution.status = 'missed' then coalesce((execution.metadata->>'missedOccurrences')::bigint, 1) else 0 end
$$;

-- The statistics of executions, as GET …/stats shows them. total = began and ended; durations are of completed and failed ones,
-- null when there are none.
create function scheduler_internal.stats_json(name text, from_at timestamptz, to_at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'total_executions', count(*) filter (where e.started_at is not null and e.status in ('completed', 'failed', 'cancelled')),
    'successful_executions', count(*) filter (where e.status = 'completed'),
    'failed_executions', count(*) filter (where e.started_at is not null and e.status = 'failed'),
    'cancelled_executions', count(*) filter (where e.started_at is not null and e.status = 'cancelled'),
    'skipped_executions', count(*) filter (where e.status = 'skipped'),
    'missed_executions', coalesce(sum(scheduler_internal.missed_occurrences(e)), 0),
    'success_rate', scheduler_internal.success_rate(count(*) filter (where e.status = 'completed'),
      count(*) filter (where e.status = 'failed'), coalesce(sum(scheduler_internal.missed_occurrences(e)), 0)::bigint),
    'avg_duration_ms', round(avg(e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint,
    'median_duration_ms', round(percentile_cont(0.5) within group (order by e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint,
    'p95_duration_ms', round(percentile_cont(0.95) within group (order by e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint,
    'total_items_processed', coalesce(sum(e.items_processed), 0)::bigint,
    'total_items_succeeded', coalesce(sum(e.items_succeeded), 0)::bigint,
    'total_items_failed', coalesce(sum(e.items_failed), 0)::bigint)
  from public.scheduled_jobs e
  where e.job_name = name and e.due_at >= from_at and e.due_at < to_at
$$;

-- {jobName, from, to, bucket?: 'day', previous?: boolean} -> {stats, previous?, buckets?: [{day, completed, failed, cancelled, skipped,
-- missed, itemsProcessed, medianDurationMs, p95DurationMs}]}. Executions due in [from, to); `previous`: as long a time before.
create or replace function public.job_stats(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  name constant text := args->>'jobName';
  from_at constant timestamptz := args->>'from';
  to_at constant timestamptz := args->>'to';
  answer jsonb;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name), jsonb_build_object('jobName', name));
  end if;
  answer := jsonb_build_object('stats', scheduler_internal.stats_json(name, from_at, to_at));
  if (args->>'previous')::boolean then
    answer := answer || jsonb_build_object('previous', scheduler_internal.stats_json(name, from_at - (to_at - from_at), from_at));
  end if;
  if args->>'bucket' = 'day' then
    answer := answer || jsonb_build_object('buckets', (
      select coalesce(jsonb_agg(to_jsonb(bucket) order by bucket.day), '[]') from (
        select to_char(e.due_at at time zone 'UTC', 'YYYY-MM-DD') as day,
          count(*) filter (where e.status = 'completed') as completed,
          count(*) filter (where e.status = 'failed') as failed,
          count(*) filter (where e.status = 'cancelled') as cancelled,
          count(*) filter (where e.status = 'skipped') as skipped,
          coalesce(sum(scheduler_internal.missed_occurrences(e)), 0) as missed,
          coalesce(sum(e.items_processed), 0)::bigint as "itemsProcessed",
          round(percentile_cont(0.5) within group (order by e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint as "medianDurationMs",
          round(percentile_cont(0.95) within group (order by e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint as "p95DurationMs"
        from public.scheduled_jobs e where e.job_name = name and e.due_at >= from_at and e.due_at < to_at
        group by 1) bucket));
  end if;
  return answer;
end $$;

-- {jobs?, actors?, actions?: [text], from?, to?: ISO, machine?: boolean, limit, cursor?} -> {events, nextCursor, machineCount}, of all
-- jobs, newest first. Machine events: registrations and repairs; `machine: false` leaves them out and counts them (up to 1,000).
create function public.list_all_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_events[];
  machine_count integer := 0;
begin
  select array_agg(found_event) into page from (
    select v as found_event from public.job_events v
    where scheduler_internal.event_wanted(v, args) and (args->>'cursor' is null or v.id < (args->>'cursor')::bigint)
      and (not args ? 'machine' or scheduler_internal.event_source(v) in ('registration', 'reconcile') = (args->>'machine')::boolean)
    order by v.id desc limit page_size + 1) matching;
  if args->>'machine' = 'false' then
    select count(*) into machine_count from (select from public.job_events v
      where scheduler_internal.event_wanted(v, args) and scheduler_internal.event_source(v) in ('registration', 'reconcile') limit 1000) machine;
  end if;
  return jsonb_build_object(
    'events', coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'at', scheduler_internal.iso(v.at), 'jobName', v.job_name,
      'actor', v.actor, 'action', v.action, 'before', v.before, 'after', v.after, 'reason', v.reason,
      'source', scheduler_internal.event_source(v)) order by v.id desc) from unnest(page[1:page_size]) v), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id::text end,
    'machineCount', machine_count);
end $$;

create function scheduler_internal.event_wanted(event public.job_events, args jsonb) returns boolean
language sql stable set search_path = '' as $$
  select scheduler_internal.wanted(event.job_name, args->'jobs') and scheduler_internal.wanted(event.actor, args->'actors')
    and scheduler_internal.wanted(event.action, args->'actions')
    and event.at >= coalesce((args->>'from')::timestamptz, '-infinity') and event.at < coalesce((args->>'to')::timestamptz, 'infinity')
$$;

create function scheduler_internal.event_source(event public.job_events) returns text
language sql immutable set search_path = '' as $$
  select case when event.actor = 'reconcile' then 'reconcile' when event.action = 'registered' then 'registration' else 'api' end
$$;

-- {} -> {count, pending}: registered jobs, and those of which Temporal does not have the newest change yet.
create or replace function public.count_jobs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('count', count(*) filter (where deleted_at is null), 'pending', count(*) filter (where revision <> projected_revision))
  from public.job_schedules
$$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
