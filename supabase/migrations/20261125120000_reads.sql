-- Questions to a large database: lists that an index serves whatever they are asked for, answers of a bounded
-- size, and counts that are kept as runs end instead of being counted. docs/decisions/0021 has the
-- arithmetic.

-- Without the setting that keeps such a function from being inlined: a list calls it several times per row.
-- Only functions with a search_path of their own call it.
create or replace function scheduler_internal.iso(instant timestamptz) returns text
language sql stable as $$ select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- How large the payloads are, without reading them.
alter table public.scheduled_jobs add column config_bytes integer, add column metadata_bytes integer;
comment on column public.scheduled_jobs.config_bytes is
  'Length of the config as JSON text; null in rows that are older than the column.';
create function scheduler_internal.note_payload() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.config_bytes := octet_length(new.config::text);
  end if;
  new.metadata_bytes := octet_length(new.metadata::text);
  return new;
end $$;
create trigger note_payload before insert or update of metadata on public.scheduled_jobs
  for each row execute function scheduler_internal.note_payload();

-- Every list of finished runs is a merge of index ranges, one for each status and origin that is asked for. A
-- run enters these indexes once, when it ends; running and queued ones are few and have indexes of their own.
drop index public.scheduled_jobs_feed, public.scheduled_jobs_outcome, public.scheduled_jobs_due;
create index scheduled_jobs_feed on public.scheduled_jobs
  (status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_feed_of_job on public.scheduled_jobs
  (job_name, status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_feed_of_service on public.scheduled_jobs
  (service, status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_outcome on public.scheduled_jobs (job_name, status, origin, due_at desc, id desc)
  include (duration_ms) where status not in ('queued', 'running');

-- Runs under way are so few that the planner takes one row for all of them, and then one of their indexes is
-- as good to it as the other. With a condition that only a question about a service implies, this one is not
-- read through for a job.
drop index public.scheduled_jobs_by_service;
create index scheduled_jobs_by_service on public.scheduled_jobs (service, priority, queued_at, id)
  where status in ('queued', 'running') and service is not null;

-- Jobs whose summaries change with those of others.
create index job_schedules_children on public.job_schedules (job_name) where after <> '[]';

-- What the purge looks for with every pass.
create index job_days_day on public.job_days (day);
create index job_definitions_ended on public.job_definitions (valid_to) where valid_to is not null;

-- A run's row is written four times, the first three of them within its page if there is room. Dead versions
-- of a table of millions are too many before a fifth of it has changed, which is when autovacuum would come
-- by default.
alter table public.scheduled_jobs set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table public.job_schedules set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.job_days set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- The audit by who, by what, by way of what, and by time.
create index job_events_actor on public.job_events (actor, id desc);
create index job_events_action on public.job_events (action, id desc);
create index job_events_source on public.job_events (source, id desc);
create index job_events_at on public.job_events (at);

-- What statistics and totals need of a day's runs.
alter table public.job_days
  add column executions integer not null default 0,
  add column began integer not null default 0,
  add column failed_begun integer not null default 0,
  add column cancelled_begun integer not null default 0,
  add column items_processed numeric not null default 0,
  add column items_succeeded numeric not null default 0,
  add column items_failed numeric not null default 0;
comment on column public.job_days.executions is
  'Rows that are kept: what the purge deletes, it takes off here.';
comment on column public.job_days.began is 'Those that began and were completed, failed or cancelled.';

-- Counts by day of the job's executions that are due in [from_at, to_at) and finished, row by row.
create function scheduler_internal.counted_rows(name text, from_at timestamptz, to_at timestamptz)
returns setof public.job_days
language sql stable set search_path = '' set enable_bitmapscan = off as $$
  select e.job_name, (e.due_at at time zone 'UTC')::date,
    count(*) filter (where e.status = 'completed')::integer,
    count(*) filter (where e.status = 'failed')::integer,
    count(*) filter (where e.status = 'cancelled')::integer,
    count(*) filter (where e.status = 'skipped')::integer,
    coalesce(sum(case when e.status = 'missed' then coalesce((e.metadata->>'missedOccurrences')::integer,
      1) end), 0)::integer,
    coalesce(sum(e.duration_ms) filter (where e.status in ('completed', 'failed')), 0)::bigint,
    count(*)::integer,
    count(*) filter (where e.started_at is not null and e.status in ('completed', 'failed',
      'cancelled'))::integer,
    count(*) filter (where e.started_at is not null and e.status = 'failed')::integer,
    count(*) filter (where e.started_at is not null and e.status = 'cancelled')::integer,
    coalesce(sum(e.items_processed), 0), coalesce(sum(e.items_succeeded), 0), coalesce(sum(e.items_failed), 0)
  from public.scheduled_jobs e
  where e.job_name = name and e.due_at >= from_at and e.due_at < to_at
    and e.status not in ('queued', 'running')
  group by 1, 2
$$;

-- Counts all days from the rows that are there; of what is purged already, the counts stay.
create function scheduler_internal.count_days_anew() returns void
language sql set search_path = '' as $$
  insert into public.job_days as d select counted.* from public.job_schedules j
    cross join lateral scheduler_internal.counted_rows(j.job_name, '-infinity', 'infinity') counted
  on conflict (job_name, day) do update set completed = greatest(d.completed, excluded.completed),
    failed = greatest(d.failed, excluded.failed), cancelled = greatest(d.cancelled, excluded.cancelled),
    skipped = greatest(d.skipped, excluded.skipped), missed = greatest(d.missed, excluded.missed),
    duration_ms = greatest(d.duration_ms, excluded.duration_ms), executions = excluded.executions,
    began = greatest(d.began, excluded.began), failed_begun = greatest(d.failed_begun, excluded.failed_begun),
    cancelled_begun = greatest(d.cancelled_begun, excluded.cancelled_begun),
    items_processed = greatest(d.items_processed, excluded.items_processed),
    items_succeeded = greatest(d.items_succeeded, excluded.items_succeeded),
    items_failed = greatest(d.items_failed, excluded.items_failed)
$$;
select scheduler_internal.count_days_anew();
-- Of days that are purged as a whole, as far as it is known.
update public.job_days set began = completed + failed, failed_begun = failed
  where executions = 0 and completed + failed > 0;

create or replace function scheduler_internal.count_day() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- A long run of missed occurrences shares one row.
  occurrences constant integer := coalesce((new.metadata->>'missedOccurrences')::integer, 1);
  has_begun constant boolean := new.started_at is not null;
begin
  insert into public.job_days as d (job_name, day, completed, failed, cancelled, skipped, missed, duration_ms,
    executions,
    began, failed_begun, cancelled_begun, items_processed, items_succeeded, items_failed)
  values (new.job_name, (new.due_at at time zone 'UTC')::date, (new.status = 'completed')::integer,
    (new.status = 'failed')::integer, (new.status = 'cancelled')::integer, (new.status = 'skipped')::integer,
    case when new.status = 'missed' then occurrences else 0 end,
    case when new.status in ('completed', 'failed') then coalesce(new.duration_ms, 0) else 0 end, 1,
    (has_begun and new.status in ('completed', 'failed', 'cancelled'))::integer,
    (has_begun and new.status = 'failed')::integer, (has_begun and new.status = 'cancelled')::integer,
    coalesce(new.items_processed, 0), coalesce(new.items_succeeded, 0), coalesce(new.items_failed, 0))
  on conflict (job_name, day) do update set completed = d.completed + excluded.completed, failed = d.failed
    + excluded.failed,
    cancelled = d.cancelled + excluded.cancelled, skipped = d.skipped + excluded.skipped, missed = d.missed
      + excluded.missed,
    duration_ms = d.duration_ms + excluded.duration_ms, executions = d.executions + 1, began = d.began
      + excluded.began,
    failed_begun = d.failed_begun + excluded.failed_begun, cancelled_begun = d.cancelled_begun
      + excluded.cancelled_begun,
    items_processed = d.items_processed + excluded.items_processed,
    items_succeeded = d.items_succeeded + excluded.items_succeeded, items_failed = d.items_failed
      + excluded.items_failed;
  return null;
end $$;

create function scheduler_internal.uncount_deleted() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_days d set executions = d.executions - gone.executions
  from (select e.job_name, (e.due_at at time zone 'UTC')::date as day, count(*) as executions from deleted e
    where e.status not in ('queued', 'running') group by 1, 2) gone
  where d.job_name = gone.job_name and d.day = gone.day;
  return null;
end $$;
create trigger uncount_deleted after delete on public.scheduled_jobs
  referencing old table as deleted for each statement execute function scheduler_internal.uncount_deleted();

-- A text and how long it was, when it is longer than so many characters.
create function scheduler_internal.cut(said text, characters integer) returns text
language sql immutable set search_path = '' as $$
  select case when length(said) <= characters then said
    else format('%s… (%s characters)', left(said, characters), to_char(length(said), 'FM999,999,999')) end
$$;

create function scheduler_internal.cut_attempts(attempts jsonb, characters integer) returns jsonb
language sql immutable set search_path = '' as $$
  select case when octet_length(attempts::text) <= characters then attempts else (
    select coalesce(jsonb_agg(case when length(attempt->>'error') > characters
      then attempt || jsonb_build_object('error', scheduler_internal.cut(attempt->>'error', characters))
        else attempt end
      order by place), '[]')
    from jsonb_array_elements(attempts) with ordinality listed (attempt, place)) end
$$;

-- What a list shows in place of a payload that is too large for it.
create function scheduler_internal.cut_mark(bytes integer) returns jsonb
language sql immutable set search_path = '' as $$ select jsonb_build_object('truncated', true,
  'originalBytes', bytes) $$;

-- The execution without its config and metadata. No search_path, so that it is inlined and reads the columns
-- it names: a whole row as an argument would be read with all its payloads. Its callers have one.
create function scheduler_internal.execution_head(execution public.scheduled_jobs, job_type text,
  error_message text, attempts jsonb)
returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', execution.id,
    'job_name', execution.job_name,
    'job_type', job_type,
    'status', execution.status,
    'outcome', execution.outcome,
    'origin', execution.origin,
    'scheduled_for', scheduler_internal.iso(execution.scheduled_for),
    'queued_at', scheduler_internal.iso(execution.queued_at),
    'started_at', scheduler_internal.iso(execution.started_at),
    'completed_at', scheduler_internal.iso(execution.completed_at),
    'duration_ms', execution.duration_ms,
    'items_processed', execution.items_processed,
    'items_succeeded', execution.items_succeeded,
    'items_failed', execution.items_failed,
    'error_message', error_message,
    'reason', execution.reason,
    'triggered_by', execution.triggered_by,
    'triggered_by_user', execution.triggered_by_user,
    'trigger_reason', execution.trigger_reason,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'timeout_seconds', execution.timeout_seconds,
    'priority', execution.priority,
    'attempts', attempts,
    'progress', execution.progress,
    'heartbeat_at', scheduler_internal.iso(execution.heartbeat_at),
    'cancel_requested_at', scheduler_internal.iso(execution.cancel_requested_at),
    'cancel_requested_by', execution.cancel_requested_by,
    'cancel_reason', execution.cancel_reason,
    'exclusive', execution.exclusive,
    'waiting_since', scheduler_internal.iso(execution.waiting_since),
    'admitted_by', execution.admitted_by,
    'parent_execution_ids', to_jsonb(execution.parent_execution_ids),
    'workflow_id', execution.workflow_id,
    'run_id', execution.run_id,
    'backfill_id', execution.backfill_id,
    'awaits', execution.awaits,
    'planned', execution.awaits is not distinct from 'instant' and execution.status = 'queued',
    'late_report', execution.late_report)
$$;

create or replace function scheduler_internal.execution_json(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.execution_head(execution,
      (select j.job_type from public.job_schedules j where j.job_name = execution.job_name),
        execution.error_message, execution.attempts)
    || jsonb_build_object('config', execution.config, 'metadata', execution.metadata)
$$;

-- The texts of a JSON array, or all there are.
create function scheduler_internal.asked(given jsonb, otherwise text[]) returns text[]
language sql immutable set search_path = '' as $$
  select case when given is null then otherwise
    else array(select distinct jsonb_array_elements_text(given)) end
$$;
create function scheduler_internal.all_statuses() returns text[] language sql immutable set search_path = ''
as $$ select array['queued', 'running', 'completed', 'failed', 'cancelled', 'skipped', 'missed'] $$;
create function scheduler_internal.all_origins() returns text[] language sql immutable set search_path = ''
as $$ select array['schedule', 'trigger', 'backfill', 'dependency'] $$;

-- Where a list that ends before `to_at` and goes on below `before_at` begins. Of two upper bounds of one
-- column, an index scan may begin at the one that comes first, and pass over all that lies between: so there
-- is one.
create function scheduler_internal.upper_end(to_at timestamptz, before_at timestamptz) returns timestamptz
language sql immutable set search_path = '' as $$
  select least(coalesce(to_at, 'infinity'), before_at + interval '1 microsecond')
$$;

-- The places of executions in a list, newest first, always in the order of an index (the planner may think
-- that to read and sort all is less): of `jobs` or `services` or all, by `instant` (an expression over e), as
-- args {statuses?, origins?, from?, to?, before?} say; `how_many` of them after `passed` ones.
create function scheduler_internal.listed_places(instant text, jobs text[], services text[], args jsonb,
  how_many bigint,
  passed bigint default 0)
returns table (at timestamptz, id uuid)
language plpgsql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  statuses constant text[] := scheduler_internal.asked(args->'statuses', scheduler_internal.all_statuses());
  owner constant text := case when jobs is not null then 'e.job_name' when services is not null
    then 'e.service' end;
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
begin
  return query execute format($list$
    select found.at, found.id from (
      select hit.at, hit.id
      from unnest($1::text[]) owners (name) cross join unnest($2::text[]) statuses (name)
        cross join unnest($3::text[]) origins (name)
      cross join lateral (select %1$s as at, e.id from public.scheduled_jobs e
        where %2$s and e.status = statuses.name and e.origin = origins.name and e.status not in ('queued',
          'running')
          and %1$s >= $4 and %1$s < $5 and (%1$s, e.id) < ($6, $7) and %4$s
        order by %1$s desc, e.id desc limit $8) hit
      union all
      select %1$s, e.id from public.scheduled_jobs e
      where %3$s and e.status in ('queued', 'running') and e.status = any ($9) and e.origin = any ($3)
        and %1$s >= $4 and %1$s < $5 and (%1$s, e.id) < ($6, $7) and %4$s) found
    order by found.at desc, found.id desc limit $8 - $10 offset $10 $list$,
    instant, coalesce(owner || ' = owners.name', 'true'), coalesce(owner || ' = any ($1)', 'true'),
    case when jobs is not null and services is not null then 'e.service = any ($11)' else 'true' end)
  using coalesce(jobs, services, array['']),
    array(select s from unnest(statuses) s where s not in ('queued', 'running')),
    scheduler_internal.asked(args->'origins', scheduler_internal.all_origins()),
    coalesce((args->>'from')::timestamptz, '-infinity'),
    scheduler_internal.upper_end((args->>'to')::timestamptz, before_at), before_at,
    coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    how_many + passed, array(select s from unnest(statuses) s where s in ('queued', 'running')),
    passed, services;
end $$;

-- The executions of `ids`, which are at `ats` in a list (newest first, at most `page_size`; one more says
-- that the list goes on), up to 2 MB of them. `payload`: none (sizes only), full, or cut at 16 KiB each (all of
-- them then, without payloads after 2 MB). -> {executions: JSON text of an array, next: {at, id} or null}
create function scheduler_internal.executions_page(ats timestamptz[], ids uuid[], page_size integer,
  payload text) returns jsonb
language sql stable set search_path = '' as $$
  with heads as materialized (
    select listed.place, listed.at, e.id,
      scheduler_internal.execution_head(e, (select j.job_type from public.job_schedules j
        where j.job_name = e.job_name),
        case when e.error_message is not null then
          scheduler_internal.cut(e.error_message, case payload when 'none' then 2000 else 16384 end) end,
        case when octet_length(e.attempts::text) <= case payload when 'none' then 200 else 2000 end
          then e.attempts
          else scheduler_internal.cut_attempts(e.attempts, case payload when 'none' then 200 else 2000 end)
        end)::text as head,
      coalesce(e.config_bytes, octet_length(e.config::text)) as config,
      coalesce(e.metadata_bytes, octet_length(e.metadata::text)) as metadata
    from unnest(ats[1:page_size], ids[1:page_size]) with ordinality listed (at, id, place)
    join public.scheduled_jobs e on e.id = listed.id),
  sized as (
    select h.*, sum(octet_length(h.head) + 64 + case payload when 'none' then 0
        when 'full' then h.config + coalesce(h.metadata, 0)
        -- A mark takes some 64 of them.
        else case when h.config > 16384 then 64 else h.config end
          + case when h.metadata > 16384 then 64 else coalesce(h.metadata, 0) end end)
        over (order by h.place) as bytes
    from heads h),
  -- Callers that go on by offset would pass over the runs that a shorter page lacks: it is cut of payloads only.
  kept as (select *, case when bytes <= 2000000 then 16384 else 64 end as most
    from sized where place = 1 or bytes <= 2000000 or payload = 'cut')
  select jsonb_build_object(
    'executions', '[' || coalesce(string_agg(left(kept.head, -1) || case payload
        when 'none' then format(', "config_bytes": %s, "metadata_bytes": %s}', kept.config,
          coalesce(kept.metadata::text, 'null'))
        else (select format(', "config": %s, "metadata": %s}',
          case when payload = 'cut' and kept.config > kept.most then scheduler_internal.cut_mark(kept.config)
            else e.config end,
          coalesce(case when payload = 'cut' and kept.metadata > kept.most
            then scheduler_internal.cut_mark(kept.metadata)
            else e.metadata end, 'null')) from public.scheduled_jobs e where e.id = kept.id) end,
      ',' order by kept.place), '') || ']',
    'next', case when max(kept.place) < cardinality(ids) then
      jsonb_build_object('at', ats[max(kept.place)], 'id', ids[max(kept.place)]) end)
  from kept
$$;

-- A page whose list is JSON text, as asked for; without `asText` with the list itself, for processes of the version
-- before, which go on while the database is migrated.
create function scheduler_internal.as_asked(args jsonb, page jsonb, list text) returns jsonb
language sql immutable set search_path = '' as $$
  select case when (args->>'asText')::boolean then page
    else page || jsonb_build_object(list, (page->>list)::jsonb) end
$$;

-- {jobs?, services?, statuses?, origins?: [text], from?, to?: ISO, before?: {at, id}, limit, full?, asText?:
-- boolean} -> {executions: JSON text, next: {at, id} or null}: of all jobs, newest first by when they began, or ended
-- without, or were queued.
create or replace function public.list_executions(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  ats timestamptz[];
  ids uuid[];
begin
  select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
  into ats, ids
  from scheduler_internal.listed_places(
    'coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for)',
    scheduler_internal.asked(args->'jobs', null), scheduler_internal.asked(args->'services', null), args,
    page_size + 1) p;
  return scheduler_internal.as_asked(args, scheduler_internal.executions_page(ats, ids, page_size,
    case when (args->>'full')::boolean or not args ? 'asText' then 'full' else 'none' end), 'executions');
end $$;

-- {jobName, limit, offset, before?: {at, id}, statuses?, origins?: [text], from?, to?: ISO, asText?: boolean}
-- -> {executions: JSON text, total, totalIsAtLeast, next}, newest first by when they were due; payloads over
-- 16 KiB are cut. The total is exact without filters, with them it is counted up to 10,000. Deleted jobs keep
-- theirs, SJ001 for a name never registered.
create or replace function public.list_history(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
set enable_bitmapscan = off set enable_sort = off as $$
declare
  most constant integer := 10000;
  name constant text := args->>'jobName';
  page_size constant integer := least((args->>'limit')::integer, 1000);
  passed constant bigint := coalesce((args->>'offset')::bigint, 0);
  from_at constant timestamptz := coalesce((args->>'from')::timestamptz, '-infinity');
  to_at constant timestamptz := coalesce((args->>'to')::timestamptz, 'infinity');
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
  before_id constant uuid := coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  ats timestamptz[];
  ids uuid[];
  total bigint;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name),
      jsonb_build_object('jobName', name));
  end if;
  if args ? 'statuses' or args ? 'origins' then
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from scheduler_internal.listed_places('e.due_at', array[name], null, args, page_size + 1, passed) p;
    select count(*) into total
      from scheduler_internal.listed_places('e.due_at', array[name], null, args - 'before', most + 1);
  else
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from (select e.due_at as at, e.id from public.scheduled_jobs e
      where e.job_name = name and e.due_at >= from_at
        and e.due_at < scheduler_internal.upper_end(to_at, before_at)
        and (e.due_at, e.id) < (before_at, before_id)
      order by e.due_at desc, e.id desc limit page_size + 1 offset passed) p;
    if args ? 'from' or args ? 'to' then
      select count(*) into total from (select from public.scheduled_jobs e
        where e.job_name = name and e.due_at >= from_at and e.due_at < to_at limit most + 1) counted;
    else
      total := (select coalesce(sum(d.executions), 0) from public.job_days d where d.job_name = name)
        + (select count(*) from public.scheduled_jobs e
          where e.job_name = name and e.status in ('queued', 'running'));
      return scheduler_internal.as_asked(args,
          scheduler_internal.executions_page(ats, ids, page_size, 'cut'), 'executions')
        || jsonb_build_object('total', total, 'totalIsAtLeast', false);
    end if;
  end if;
  return scheduler_internal.as_asked(args,
      scheduler_internal.executions_page(ats, ids, page_size, 'cut'), 'executions')
    || jsonb_build_object('total', least(total, most), 'totalIsAtLeast', total > most);
end $$;

-- Counts by day of the executions due in [from_at, to_at), those of days that are only partly in it as
-- differences: what is to be summed is right, a single line need not be.
create function scheduler_internal.counted_days(name text, from_at timestamptz, to_at timestamptz)
returns table (sign integer, day_counts public.job_days)
language plpgsql stable set search_path = '' as $$
declare
  last_day constant date := (to_at at time zone 'UTC')::date;
  end_of_last constant timestamptz := (last_day + 1)::timestamp at time zone 'UTC';
  -- The first day that is in it from its beginning.
  first_day constant date := ((from_at at time zone 'UTC')
    + interval '1 day' - interval '1 microsecond')::date;
  start_of_first constant timestamptz := first_day::timestamp at time zone 'UTC';
begin
  return query
    select 1, d from public.job_days d where d.job_name = name and d.day between first_day and last_day
    union all
    select 1, r from scheduler_internal.counted_rows(name, from_at, least(start_of_first, end_of_last)) r
    union all select -1, r from scheduler_internal.counted_rows(name, to_at, end_of_last) r;
end $$;

-- Durations of the newest completed and failed runs that were due in [from_at, to_at).
create function scheduler_internal.newest_durations(name text, from_at timestamptz, to_at timestamptz,
  how_many integer)
returns table (duration_ms bigint)
language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select newest.duration_ms
  from unnest(array['completed', 'failed']) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
  cross join lateral (select e.due_at, e.duration_ms from public.scheduled_jobs e
    where e.job_name = $1 and e.status = status.name and e.origin = origin.name
      and e.status not in ('queued', 'running') and e.due_at >= from_at and e.due_at < to_at
    order by e.due_at desc, e.id desc limit how_many) newest
  order by newest.due_at desc limit how_many
$$;

-- A sum as a number that every reader of JSON holds exactly, or the largest of those.
create function scheduler_internal.exact_sum(total numeric) returns bigint
language sql immutable set search_path = '' as $$
  select case when total > 9007199254740991 then 9007199254740991 else total::bigint end
$$;

-- The statistics of executions, as GET …/stats shows them. total = began and ended; durations are of
-- completed and failed ones, null when there are none; median and p95 are of the newest 10,000.
create or replace function scheduler_internal.stats_json(name text, from_at timestamptz, to_at timestamptz)
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
-- failed, cancelled, skipped, missed, itemsProcessed, medianDurationMs, p95DurationMs}]}. Executions due in
-- [from, to); `previous`: as long a time before. A day's median and p95 are of its newest 333 runs in a
-- month, of fewer over longer times.
create or replace function public.job_stats(args jsonb) returns jsonb
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

-- The ids of audit events, newest first, as args {jobs?, actors?, actions?: [text], from?, to?: ISO,
-- machine?: boolean, cursor?} say. Ids and instants are given together, so that the ids of a time are known
-- but for those that were given within 10 s of its ends.
create function scheduler_internal.listed_events(args jsonb, how_many integer) returns setof bigint
language plpgsql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  machine constant text[] := array['registration', 'reconcile'];
  sources constant text[] := case (args->>'machine')::boolean when true then machine when false
    then array['portal', 'api'] end;
  from_at constant timestamptz := args->>'from';
  to_at constant timestamptz := args->>'to';
  owner constant text := case when args ? 'jobs' then 'job_name' when args ? 'actors' then 'actor'
    when args ? 'actions' then 'action' when sources is not null then 'source' end;
  first_id bigint := 0;
  before_id bigint := coalesce((args->>'cursor')::bigint, 9223372036854775807);
begin
  if from_at is not null then
    select v.id - 1000 into first_id from public.job_events v where v.at >= from_at - interval '10 seconds'
      order by v.at limit 1;
    if first_id is null then
      return;
    end if;
  end if;
  if to_at is not null then
    select least(before_id, v.id + 1000) into before_id
      from public.job_events v where v.at < to_at + interval '10 seconds' order by v.at desc limit 1;
  end if;
  return query execute format($list$
    select hit.id from unnest($1::text[]) owners (name) cross join lateral
      (select v.id from public.job_events v
      where %s and v.id < $2 and v.id >= $3 and ($4 is null or v.at >= $4) and ($5 is null or v.at < $5)
        and ($6 is null or v.job_name = any ($6)) and ($7 is null or v.actor = any ($7))
          and ($8 is null or v.action = any ($8))
        and ($9 is null or v.source = any ($9))
      order by v.id desc limit $10) hit
    order by hit.id desc limit $10 $list$, coalesce('v.' || owner || ' = owners.name', 'true'))
  using case owner when 'job_name' then scheduler_internal.asked(args->'jobs', null)
      when 'actor' then scheduler_internal.asked(args->'actors', null)
      when 'action' then scheduler_internal.asked(args->'actions', null) when 'source' then sources
        else array[''] end,
    before_id, first_id, from_at, to_at, scheduler_internal.asked(args->'jobs', null),
    scheduler_internal.asked(args->'actors', null), scheduler_internal.asked(args->'actions', null), sources,
      how_many;
end $$;

-- The events of `ids` (newest first, at most `page_size`; one more says that the list goes on), up to 2 MB of
-- them.
create function scheduler_internal.events_page(ids bigint[], page_size integer) returns jsonb
language sql stable set search_path = '' as $$
  with lines as materialized (
    select listed.place, v.id, jsonb_build_object(
      'id', v.id, 'at', scheduler_internal.iso(v.at), 'jobName', v.job_name, 'actor', v.actor,
      'action', v.action, 'before', v.before, 'after', v.after, 'reason', v.reason,
      'source', scheduler_internal.event_source(v)) as line
    from unnest(ids[1:page_size]) with ordinality listed (id, place)
      join public.job_events v on v.id = listed.id),
  sized as (select l.*, sum(octet_length(l.line::text)) over (order by l.place) as bytes from lines l),
  kept as (select * from sized where place = 1 or bytes <= 2000000)
  select jsonb_build_object('events', coalesce(jsonb_agg(kept.line order by kept.place), '[]'),
    'nextCursor', case when max(kept.place) < cardinality(ids) then min(kept.id)::text end)
  from kept
$$;

-- The actors of events whose names contain a text, whatever its case; by jumping from name to name in the index.
create function scheduler_internal.actors_like(part text) returns jsonb
language sql stable set search_path = '' as $$
  with recursive names (name) as (
    (select v.actor from public.job_events v order by v.actor limit 1)
    union all
    select (select v.actor from public.job_events v where v.actor > names.name order by v.actor limit 1)
    from names where names.name is not null)
  select coalesce(jsonb_agg(name), '[]') from (select name from names where name is not null limit 10000) known
  where strpos(lower(name), lower(part)) > 0
$$;

-- {jobs?, actors?, actions?: [text], who?: text, from?, to?: ISO, machine?: boolean, limit, cursor?} ->
-- {events, nextCursor, machineCount}, of all jobs, newest first. `who` is any part of an actor's name, instead
-- of `actors`. Machine events: registrations and repairs; `machine: false` leaves them out and counts them (up
-- to 1,000).
create or replace function public.list_all_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  asked jsonb := args;
begin
  if args ? 'who' then
    asked := args || jsonb_build_object('actors', scheduler_internal.actors_like(args->>'who'));
    if asked->'actors' = '[]' then
      return '{"events": [], "nextCursor": null, "machineCount": 0}';
    end if;
  end if;
  return scheduler_internal.events_page(
      array(select scheduler_internal.listed_events(asked, page_size + 1) order by 1 desc), page_size)
    || jsonb_build_object('machineCount', case when args->>'machine' = 'false' then
      (select count(*) from scheduler_internal.listed_events(asked - 'cursor' || '{"machine": true}', 1000))
      else 0 end);
end $$;

-- {jobName, limit? (20), cursor?} -> {events, nextCursor}, newest first; deleted jobs keep theirs.
create or replace function public.list_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 20), 1000);
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return scheduler_internal.events_page(array(select scheduler_internal.listed_events(jsonb_build_object(
    'jobs', jsonb_build_array(args->'jobName'), 'cursor', args->'cursor'), page_size + 1) order by 1 desc),
      page_size);
end $$;
drop function scheduler_internal.event_wanted(public.job_events, jsonb);
drop function scheduler_internal.wanted(text, jsonb);
drop function scheduler_internal.run_at(public.scheduled_jobs);
drop function scheduler_internal.missed_occurrences(public.scheduled_jobs);

-- null when the job is not failing. Counts up to 1,000.
create or replace function scheduler_internal.failing(name text) returns jsonb
language sql stable set search_path = '' as $$
  with success as (
    select newest.id, newest.due_at from unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1 and e.status = 'completed' and e.origin = origin.name
        and e.status not in ('queued', 'running')
      order by e.due_at desc, e.id desc limit 1) newest
    order by newest.due_at desc, newest.id desc limit 1),
  bad as materialized (
    select hit.id, hit.due_at
    from unnest(array['failed', 'missed']) status (name)
      cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1 and e.status = status.name and e.origin = origin.name
        and e.status not in ('queued', 'running')
        and e.due_at > coalesce((select s.due_at from success s), '-infinity')
      order by e.due_at desc, e.id desc limit 1000) hit
    order by hit.due_at desc, hit.id desc limit 1000)
  select jsonb_build_object('since', scheduler_internal.iso(first.due_at), 'inARow',
    (select count(*) from bad),
    'firstExecutionId', first.id, 'latestExecutionId', latest.id,
    'latestError', (select scheduler_internal.cut(coalesce(e.error_message, e.reason), 2000)
      from public.scheduled_jobs e where e.id = latest.id),
    'lastSuccess', (select jsonb_build_object('executionId', s.id, 'at', scheduler_internal.iso(s.due_at))
      from success s))
  from (select b.id, b.due_at from bad b order by b.due_at, b.id limit 1) first,
    (select b.id from bad b order by b.due_at desc, b.id desc limit 1) latest
$$;

-- Parents of a job, at most 10, of which no end waits for it: how their newest run ended.
create function scheduler_internal.waiting_for(name text, after jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('job', parent.edge->>'job', 'on', parent.edge->>'on',
    'lastStatus', newest.status, 'lastAt', scheduler_internal.iso(newest.due_at), 'executionId', newest.id)
      order by parent.place), '[]')
  from (select listed.edge, listed.place from jsonb_array_elements(after) with ordinality listed (edge, place)
    where not exists (select from public.dependency_arrivals a where a.child = name
      and a.parent = listed.edge->>'job')
    order by listed.place limit 10) parent
  left join lateral (select e.id, e.status, e.due_at from public.scheduled_jobs e
    where e.job_name = parent.edge->>'job' and e.status not in ('queued', 'running')
      and (e.due_at <= now() or e.started_at is not null)
    order by e.due_at desc, e.id desc limit 1) newest on true
$$;

-- {since?: ISO, jobName?, limit? (1000), cursor?} -> {jobs, deleted: [name], nextCursor, now}, by name: all
-- jobs, one of them, or those of which something has changed since then. SJ001 for a jobName that is not
-- registered.
create or replace function public.list_summaries(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  since constant timestamptz := args->>'since';
  after_name constant text := coalesce(args->>'cursor', '');
  names text[];
  page text[];
begin
  if args ? 'jobName' then
    names := array(select j.job_name from public.job_schedules j where j.job_name = args->>'jobName'
      and j.deleted_at is null);
    if names = '{}' then
      perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
        jsonb_build_object('jobName', args->'jobName'));
    end if;
  elsif since is null then
    names := array(select j.job_name from public.job_schedules j
      where j.deleted_at is null and j.job_name > after_name order by j.job_name limit page_size + 1);
  else
    -- What a job waits for changes with its parents.
    names := array(
      with changed as materialized (
        select j.job_name from public.job_schedules j where j.changed_at >= since
        union select e.job_name from public.scheduled_jobs e where e.changed_at >= since)
      select c.job_name from changed c where c.job_name > after_name
      union select child.job_name from public.job_schedules child
        where child.after <> '[]' and child.deleted_at is null and child.job_name > after_name and exists (
          select from jsonb_array_elements(child.after) parent join changed c on c.job_name = parent->>'job')
      order by 1 limit page_size + 1);
  end if;
  page := names[1:page_size];
  return jsonb_build_object(
    'jobs', (
      with unfinished as materialized (
        select e.job_name, count(*) filter (where e.status = 'running') as running,
          count(*) filter (where e.status = 'queued' and e.awaits is distinct from 'instant') as queued,
          min(e.scheduled_for) filter (where e.status = 'queued' and e.awaits = 'instant') as planned,
          min(e.scheduled_for) filter (where e.status = 'queued' and e.awaits = 'instant'
            and e.origin = 'trigger') as planned_by_hand,
          (array_agg(e.id order by e.started_at, e.id) filter (where e.status = 'running'))[1] as running_id
        from public.scheduled_jobs e
        where e.job_name = any (page) and e.status in ('queued', 'running') group by e.job_name),
      days as materialized (
        select d.job_name, jsonb_build_object('completed', sum(d.completed), 'failed', sum(d.failed),
          'cancelled', sum(d.cancelled),
          'skipped', sum(d.skipped), 'missed', sum(d.missed),
          'successRate', sum(d.completed)::double precision / nullif(sum(d.completed + d.failed + d.missed),
            0),
          'avgDurationMs', round(sum(d.duration_ms)
            / nullif(sum(d.completed + d.failed_begun), 0))) as counts
        from public.job_days d where d.job_name = any (page)
          and d.day > (now() at time zone 'UTC')::date - 30 group by d.job_name)
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', job.job_name, 'displayName', job.display_name, 'description', job.description,
        'service', job.service, 'endpoint', job.endpoint, 'jobType', job.job_type,
        'cronExpression', job.cron_expression, 'timeZone', job.time_zone,
        'after', job.after, 'runAt', scheduler_internal.iso(job.run_at), 'enabled', job.enabled,
        'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
        'stopped', case when not job.enabled or job.paused_until > now() then (
          select jsonb_build_object('by', v.actor, 'at', scheduler_internal.iso(v.at), 'reason', v.reason)
            from public.job_events v
          where v.job_name = job.job_name and v.action in ('disabled', 'paused') order by v.id desc
            limit 1) end,
        'status', case when unfinished.running > 0 then 'running' when unfinished.queued > 0 then 'queued'
          when job.paused_until > now() and job.enabled then 'paused' when not job.enabled then 'disabled'
            else 'enabled' end,
        'nextRunAt', scheduler_internal.iso(least(job.next_run_at,
          case when job.enabled then unfinished.planned else unfinished.planned_by_hand end)),
        'neverFires', job.cron_expression is not null and job.next_run_at is null
          and job.next_run_revision = job.revision
          and job.enabled,
        'overlap', job.overlap,
        'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
        'lastRun', case when last_run.id is not null then jsonb_build_object('executionId', last_run.id,
          'status', last_run.status, 'at', scheduler_internal.iso(last_run.started_at),
          'durationMs', last_run.duration_ms,
          'error', left(split_part(coalesce(last_run.error_message, last_run.reason), E'\n', 1), 500)) end,
        'lastFinished', case when last_finished.id is not null then jsonb_build_object(
          'executionId', last_finished.id, 'status', last_finished.status,
          'at', scheduler_internal.iso(last_finished.due_at), 'reason', last_finished.reason) end,
        'strip', coalesce(recent.strip, ''))
      || jsonb_build_object(
        'running', case when now_running.id is not null then jsonb_build_object('executionId', now_running.id,
          'startedAt', scheduler_internal.iso(now_running.started_at),
          'attempt', coalesce((now_running.attempts->-1->>'attempt')::integer, 0),
          'progress', now_running.progress, 'heartbeatAt', scheduler_internal.iso(now_running.heartbeat_at),
          'heartbeatSeconds', job.heartbeat_seconds,
          'cancelRequestedAt', scheduler_internal.iso(now_running.cancel_requested_at),
          'cancelRequestedBy', now_running.cancel_requested_by) end,
        'runningCount', coalesce(unfinished.running, 0),
        'queuedCount', coalesce(unfinished.queued, 0),
        'failing', case when last_finished.status <> 'completed'
          then scheduler_internal.failing(job.job_name) end,
        'waitingFor', case when job.after = '[]' then '[]'
          else scheduler_internal.waiting_for(job.job_name, job.after) end,
        'late', job.enabled and coalesce(job.paused_until, '-infinity') < now()
          and coalesce(job.next_run_at + make_interval(secs => 60 + job.jitter_seconds) < now(), false),
        'last30Days', coalesce(days.counts,
          '{"completed": 0, "failed": 0, "cancelled": 0, "skipped": 0, "missed": 0,
          "successRate": null, "avgDurationMs": null}'),
        'overridden', case when job.overrides = '{}' then '[]' else (select jsonb_agg(key order by key)
          from jsonb_object_keys(job.overrides) key) end,
        'overriddenBy', last_change.actor,
        'overriddenAt', scheduler_internal.iso(last_change.at),
        'version', job.version,
        'updatedAt', scheduler_internal.iso(job.updated_at))
      order by job.job_name), '[]')
      from public.job_schedules job
      left join unfinished on unfinished.job_name = job.job_name
      left join days on days.job_name = job.job_name
      left join public.scheduled_jobs last_run on last_run.id = job.last_run_execution_id
      left join public.scheduled_jobs now_running on now_running.id = unfinished.running_id
      -- Whatever is to come (a run that somebody skipped ahead of time, say) has not been.
      left join lateral (select e.id, e.status, e.due_at, e.reason from public.scheduled_jobs e
        where e.job_name = job.job_name and e.status not in ('queued', 'running')
          and (e.due_at <= now() or e.started_at is not null)
        order by e.due_at desc, e.id desc limit 1) last_finished on true
      left join lateral (select string_agg(case newest.status when 'completed' then 'C'
          when 'failed' then 'F' when 'running' then 'R' when 'queued' then 'Q' when 'skipped' then 'S'
          when 'missed' then 'M' else 'X' end, '' order by newest.due_at, newest.id) as strip
        from (select e.status, e.due_at, e.id from public.scheduled_jobs e
          where e.job_name = job.job_name and e.awaits is null and (e.due_at <= now()
            or e.started_at is not null)
          order by e.due_at desc, e.id desc limit 20) newest) recent on true
      left join lateral (select v.actor, v.at from public.job_events v where job.overrides <> '{}'
        and v.job_name = job.job_name
        and v.after ? 'overrides' order by v.id desc limit 1) last_change on true
      where job.job_name = any (page) and job.deleted_at is null),
    'deleted', (select coalesce(jsonb_agg(j.job_name order by j.job_name), '[]') from public.job_schedules j
      where j.job_name = any (page) and j.deleted_at is not null),
    'nextCursor', case when cardinality(names) > page_size then page[page_size] end,
    'now', scheduler_internal.iso(now()));
end $$;

-- {search?, service?, status?: running | queued | enabled | paused | disabled, limit? (1000), cursor?, asText?}
-- -> {jobs: JSON text of an array, nextCursor}, by name, up to 2 MB of them.
create or replace function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  wanted constant text := args->>'status';
  owner constant text := args->>'service';
  sought constant text := lower(args->>'search');
  after_name constant text := coalesce(args->>'cursor', '');
  running text[];
  queued text[];
  names text[];
begin
  if wanted is not null then
    running := array(select distinct e.job_name from public.scheduled_jobs e where e.status = 'running');
    queued := array(select distinct e.job_name from public.scheduled_jobs e
      where e.status = 'queued' and e.awaits is distinct from 'instant');
  end if;
  names := array(select j.job_name from public.job_schedules j
    where j.deleted_at is null and j.job_name > after_name and (owner is null or j.service = owner)
      and (sought is null
        or strpos(lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)),
          sought) > 0)
      and (wanted is null or wanted = case when j.job_name = any (running) then 'running'
        when j.job_name = any (queued) then 'queued'
        when not j.enabled then 'disabled' when j.paused_until > now() then 'paused' else 'enabled' end)
    order by j.job_name limit page_size + 1);
  return (
    with lines as materialized (
      select j.job_name, scheduler_internal.job_json(j)::text as line from public.job_schedules j
      where j.job_name = any (names[1:page_size])),
    sized as (select l.*, sum(octet_length(l.line)) over (order by l.job_name) as bytes from lines l),
    kept as (select * from sized where bytes <= 2000000 or job_name = names[1])
    select scheduler_internal.as_asked(args, jsonb_build_object(
      'jobs', '[' || coalesce(string_agg(kept.line, ',' order by kept.job_name), '') || ']',
      'nextCursor', case when max(kept.job_name) < names[cardinality(names)] then max(kept.job_name) end),
      'jobs')
    from kept);
end $$;

-- {} -> {version}: another one whenever the list of all jobs is another one.
create function public.jobs_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', md5(concat_ws(' ',
    (select concat_ws(' ', count(*), sum(hashtextextended(j.job_name || j.xmin::text, 0)), count(*)
      filter (where j.paused_until > now()))
      from public.job_schedules j),
    (select concat_ws(' ', sum(hashtextextended(concat_ws(' ', e.job_name, e.status, e.scheduled_for), 0)))
      from public.scheduled_jobs e where e.status = 'running' or (e.status = 'queued'
        and e.awaits = 'instant')))))
$$;

-- {days, limit} -> {deleted}: executions due and finished before that, at most `limit` (1,000) of them,
-- oldest first, and definitions and backfills that only they needed. A job's newest definition stays, and
-- every occurrence that the ledger has not passed. Counts by day stay for two years.
create or replace function public.purge_history(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  before constant timestamptz := now() - make_interval(days => (args->>'days')::integer);
  at_most constant integer := least((args->>'limit')::integer, 1000);
  deleted integer;
begin
  -- The rest of the conditions is looked at row by row, in the order of the index: with all of them at once,
  -- the planner may read and sort every row that is old enough.
  with old as materialized (
    select oldest.id from unnest(scheduler_internal.all_statuses()) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.at from (
        select e.id, e.job_name, e.origin, e.due_at, e.completed_at,
          coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) as at
        from public.scheduled_jobs e
        where e.status = status.name and e.origin = origin.name and e.status not in ('queued', 'running')
          and coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) < before
        order by coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for), e.id offset 0) e
      where e.due_at < before and e.completed_at < before
        and (e.origin <> 'schedule'
          or e.due_at < (select j.ledger_until from public.job_schedules j where j.job_name = e.job_name))
      limit at_most) oldest
    order by oldest.at, oldest.id limit at_most)
  delete from public.scheduled_jobs e using old where e.id = old.id;
  get diagnostics deleted = row_count;
  delete from public.job_definitions d using public.job_schedules j
    where j.job_name = d.job_name and d.valid_to < before and d.valid_to < j.ledger_until;
  delete from public.backfills b where b.created_at < before
    and not exists (select from public.scheduled_jobs e where e.backfill_id = b.id);
  delete from public.job_days d where d.day < (now() at time zone 'UTC')::date - 731 and d.executions = 0;
  return jsonb_build_object('deleted', deleted);
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
