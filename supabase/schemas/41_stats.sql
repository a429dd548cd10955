-- Statistics. Runs are counted by day when they end: thirty days of a job that runs every minute are 43,200
-- rows.

-- Adds a finished execution to the counts of its day.
create function scheduler_internal.count_day() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- A row may stand for many missed occurrences.
  occurrences constant integer := coalesce((new.metadata->>'missedOccurrences')::integer, 1);
  has_begun constant boolean := new.started_at is not null;
begin
  insert into public.job_days as d (
    job_name, day,
    completed,
    failed,
    cancelled,
    skipped,
    missed,
    duration_ms,
    executions,
    began,
    failed_begun,
    cancelled_begun,
    items_processed,
    items_succeeded,
    items_failed)
  values (
    new.job_name, (new.due_at at time zone 'UTC')::date,
    (new.status = 'completed')::integer,
    (new.status = 'failed')::integer,
    (new.status = 'cancelled')::integer,
    (new.status = 'skipped')::integer,
    case when new.status = 'missed' then occurrences else 0 end,
    case when new.status in ('completed', 'failed') then coalesce(new.duration_ms, 0) else 0 end,
    1,
    (has_begun and new.status in ('completed', 'failed', 'cancelled'))::integer,
    (has_begun and new.status = 'failed')::integer,
    (has_begun and new.status = 'cancelled')::integer,
    coalesce(new.items_processed, 0),
    coalesce(new.items_succeeded, 0),
    coalesce(new.items_failed, 0))
  on conflict (job_name, day) do update set
    completed = d.completed + excluded.completed,
    failed = d.failed + excluded.failed,
    cancelled = d.cancelled + excluded.cancelled,
    skipped = d.skipped + excluded.skipped,
    missed = d.missed + excluded.missed,
    duration_ms = d.duration_ms + excluded.duration_ms,
    executions = d.executions + 1,
    began = d.began + excluded.began,
    failed_begun = d.failed_begun + excluded.failed_begun,
    cancelled_begun = d.cancelled_begun + excluded.cancelled_begun,
    items_processed = d.items_processed + excluded.items_processed,
    items_succeeded = d.items_succeeded + excluded.items_succeeded,
    items_failed = d.items_failed + excluded.items_failed;
  return null;
end $$;

-- Deferred, as rows of job_days come last in the order of locks.
create constraint trigger count_finished after update of status on public.scheduled_jobs
  deferrable initially deferred for each row
  when (not scheduler_internal.is_finished(old.status) and scheduler_internal.is_finished(new.status))
  execute function scheduler_internal.count_day();

create constraint trigger count_inserted after insert on public.scheduled_jobs
  deferrable initially deferred for each row
  when (scheduler_internal.is_finished(new.status)) execute function scheduler_internal.count_day();

create function scheduler_internal.uncount_deleted() returns trigger
language plpgsql security definer set search_path = '' as $$
declare deleted_of_day record;
begin
  -- Row by row, so that each has its own count. The caller has locked the days (purge_history) or the job.
  for deleted_of_day in
    select e.job_name, (e.due_at at time zone 'UTC')::date as day, count(*) as executions
    from deleted e
    where e.status not in ('queued', 'running')
    group by 1, 2
    order by 1, 2
  loop
    update public.job_days d set executions = d.executions - deleted_of_day.executions
    where d.job_name = deleted_of_day.job_name and d.day = deleted_of_day.day;
  end loop;
  return null;
end $$;

create trigger uncount_deleted after delete on public.scheduled_jobs
  referencing old table as deleted for each statement execute function scheduler_internal.uncount_deleted();

-- Counts by day of the job's finished executions that were due in [from_at, to_at), from their rows.
create function scheduler_internal.counted_rows(name text, from_at timestamptz, to_at timestamptz)
returns setof public.job_days
language sql stable set search_path = '' set enable_bitmapscan = off as $$
  select
    e.job_name,
    (e.due_at at time zone 'UTC')::date,
    count(*) filter (where e.status = 'completed')::integer,
    count(*) filter (where e.status = 'failed')::integer,
    count(*) filter (where e.status = 'cancelled')::integer,
    count(*) filter (where e.status = 'skipped')::integer,
    coalesce(sum(case
      when e.status = 'missed' then coalesce((e.metadata->>'missedOccurrences')::integer, 1)
    end), 0)::integer,
    coalesce(sum(e.duration_ms) filter (where e.status in ('completed', 'failed')), 0)::bigint,
    count(*)::integer,
    count(*) filter (
      where e.started_at is not null and e.status in ('completed', 'failed', 'cancelled'))::integer,
    count(*) filter (where e.started_at is not null and e.status = 'failed')::integer,
    count(*) filter (where e.started_at is not null and e.status = 'cancelled')::integer,
    coalesce(sum(e.items_processed), 0),
    coalesce(sum(e.items_succeeded), 0),
    coalesce(sum(e.items_failed), 0)
  from public.scheduled_jobs e
  where e.job_name = name
    and e.due_at >= from_at
    and e.due_at < to_at
    and e.status not in ('queued', 'running')
  group by 1, 2
$$;

-- Counts by day of the executions due in [from_at, to_at). Days that are only partly in that time come as
-- differences (sign -1), so only sums of the lines are meaningful.
create function scheduler_internal.counted_days(name text, from_at timestamptz, to_at timestamptz)
returns table (sign integer, day_counts public.job_days)
language plpgsql stable set search_path = '' as $$
declare
  last_day constant date := (to_at at time zone 'UTC')::date;
  end_of_last constant timestamptz := (last_day + 1)::timestamp at time zone 'UTC';
  -- The first day that is in it from its beginning.
  first_day constant date :=
    ((from_at at time zone 'UTC') + interval '1 day' - interval '1 microsecond')::date;
  start_of_first constant timestamptz := first_day::timestamp at time zone 'UTC';
begin
  return query
    select 1, d from public.job_days d where d.job_name = name and d.day between first_day and last_day
    union all
    select 1, r from scheduler_internal.counted_rows(name, from_at, least(start_of_first, end_of_last)) r
    union all
    select -1, r from scheduler_internal.counted_rows(name, to_at, end_of_last) r;
end $$;

-- Durations of the newest completed and failed runs that were due in [from_at, to_at).
create function scheduler_internal.newest_durations(
  name text,
  from_at timestamptz,
  to_at timestamptz,
  how_many integer)
returns table (duration_ms bigint)
language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select newest.duration_ms
  from unnest(array['completed', 'failed']) status (name)
  cross join unnest(scheduler_internal.all_origins()) origin (name)
  cross join lateral (
    select e.due_at, e.duration_ms from public.scheduled_jobs e
    where e.job_name = $1
      and e.status = status.name
      and e.origin = origin.name
      and e.status not in ('queued', 'running')
      and e.due_at >= from_at
      and e.due_at < to_at
    order by e.due_at desc, e.id desc
    limit how_many) newest
  order by newest.due_at desc
  limit how_many
$$;

-- A sum, at most the largest integer that every JSON reader holds exactly.
create function scheduler_internal.exact_sum(total numeric) returns bigint
language sql immutable set search_path = '' as $$
  select case when total > 9007199254740991 then 9007199254740991 else total::bigint end
$$;

-- The statistics of GET …/stats. total = began and ended. Durations are of completed and failed runs, null
-- when there are none; median and p95 are of the newest 10,000.
create function scheduler_internal.stats_json(name text, from_at timestamptz, to_at timestamptz)
  returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'total_executions', coalesce(sum(c.sign * (c.day_counts).began), 0),
    'successful_executions', coalesce(sum(c.sign * (c.day_counts).completed), 0),
    'failed_executions', coalesce(sum(c.sign * (c.day_counts).failed_begun), 0),
    'cancelled_executions', coalesce(sum(c.sign * (c.day_counts).cancelled_begun), 0),
    'skipped_executions', coalesce(sum(c.sign * (c.day_counts).skipped), 0),
    'missed_executions', coalesce(sum(c.sign * (c.day_counts).missed), 0),
    'success_rate', scheduler_internal.success_rate(sum(c.sign * (c.day_counts).completed),
      sum(c.sign * (c.day_counts).failed), sum(c.sign * (c.day_counts).missed)),
    'avg_duration_ms', scheduler_internal.exact_sum(round(sum(c.sign * (c.day_counts).duration_ms)
      / nullif(sum(c.sign * ((c.day_counts).completed + (c.day_counts).failed_begun)), 0))),
    'median_duration_ms', min(usual.median),
    'p95_duration_ms', min(usual.p95),
    'total_items_processed',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_processed), 0)),
    'total_items_succeeded',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_succeeded), 0)),
    'total_items_failed',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_failed), 0)))
  from (select round(percentile_cont(0.5) within group (order by d.duration_ms))::bigint as median,
      round(percentile_cont(0.95) within group (order by d.duration_ms))::bigint as p95
    from scheduler_internal.newest_durations(name, from_at, to_at, 10000) d) usual
  left join scheduler_internal.counted_days(name, from_at, to_at) c on true
$$;

-- {jobName, from, to, bucket?: 'day', previous?: boolean} -> {stats, previous?, buckets?: [{day, completed,
-- failed, cancelled, skipped, missed, itemsProcessed, medianDurationMs, p95DurationMs}]} of executions due in
-- [from, to). `previous`: the same length of time before. A day's median and p95 are of its newest 333 runs
-- when `to` is a month after `from`, of fewer when it is longer.
create function public.job_stats(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  name constant text := args->>'jobName';
  from_at constant timestamptz := args->>'from';
  to_at constant timestamptz := args->>'to';
  of_a_day constant integer := greatest(50, 10000 / greatest(1, extract(day from to_at - from_at)::integer));
  answer jsonb;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name),
      jsonb_build_object('jobName', name));
  end if;
  answer := jsonb_build_object('stats', scheduler_internal.stats_json(name, from_at, to_at));
  if (args->>'previous')::boolean then
    answer := answer || jsonb_build_object('previous', scheduler_internal.stats_json(name,
      from_at - (to_at - from_at), from_at));
  end if;
  if args->>'bucket' = 'day' then
    answer := answer || jsonb_build_object('buckets', (
      select coalesce(jsonb_agg(jsonb_build_object('day', to_char(counts.day, 'YYYY-MM-DD'),
        'completed', counts.completed, 'failed', counts.failed, 'cancelled', counts.cancelled,
        'skipped', counts.skipped, 'missed', counts.missed,
        'itemsProcessed', scheduler_internal.exact_sum(counts.items),
        'medianDurationMs', usual.median, 'p95DurationMs', usual.p95) order by counts.day), '[]')
      from (select (c.day_counts).day, sum(c.sign * (c.day_counts).completed) as completed,
          sum(c.sign * (c.day_counts).failed) as failed, sum(c.sign * (c.day_counts).cancelled) as cancelled,
          sum(c.sign * (c.day_counts).skipped) as skipped, sum(c.sign * (c.day_counts).missed) as missed,
          sum(c.sign * (c.day_counts).items_processed) as items
        from scheduler_internal.counted_days(name, from_at, to_at) c group by 1) counts,
      lateral (select round(percentile_cont(0.5) within group (order by d.duration_ms))::bigint as median,
          round(percentile_cont(0.95) within group (order by d.duration_ms))::bigint as p95
        from scheduler_internal.newest_durations(name,
          greatest(from_at, counts.day::timestamp at time zone 'UTC'),
          least(to_at, (counts.day + 1)::timestamp at time zone 'UTC'), of_a_day) d) usual
      where counts.completed + counts.failed + counts.cancelled + counts.skipped + counts.missed > 0));
  end if;
  return answer;
end $$;
