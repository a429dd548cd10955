-- The repair loop: its lease, the rows it looks for, and its state for /health.

-- {holder, seconds, step?} -> {held}: takes or renews the reconcile lease, and records the step that begins.
create function public.hold_reconcile_lease(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set
    holder = args->>'holder',
    expires_at = clock_timestamp() + make_interval(secs => (args->>'seconds')::double precision),
    step = coalesce(args->>'step', step),
    step_since = case when args ? 'step' then clock_timestamp() else step_since end
  where holder is not distinct from args->>'holder' or expires_at < clock_timestamp();
  return jsonb_build_object('held', found);
end $$;

-- {holder, summary? | failure?: {step, code, error}} -> {}: records a complete pass (with summary) or a
-- failed one, or returns the lease (with neither).
create function public.end_reconcile_pass(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if args ? 'summary' then
    update public.reconcile_lease set
      last_success_at = clock_timestamp(),
      last_summary = args->'summary',
      totals = totals || coalesce((
        select jsonb_object_agg(key, coalesce((totals->>key)::bigint, 0) + value::bigint)
        from jsonb_each_text(args->'summary')), '{}'),
      step = null,
      step_since = null,
      failure = null
    where holder = args->>'holder';
  elsif args ? 'failure' then
    update public.reconcile_lease set
      step = null,
      step_since = null,
      failure = args->'failure' || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
    where holder = args->>'holder';
  else
    update public.reconcile_lease set
      holder = null,
      expires_at = '-infinity',
      step = null,
      step_since = null
    where holder = args->>'holder';
  end if;
  return '{}';
end $$;

-- {} -> {lastSuccessAt, summary, totals, held, step, stepSince, failure, outdatedSchedules, now}
create function public.get_reconcile_state(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'lastSuccessAt', scheduler_internal.iso(last_success_at),
    'summary', last_summary,
    'totals', totals,
    'held', expires_at > clock_timestamp(),
    'step', step,
    'stepSince', scheduler_internal.iso(step_since),
    'failure', failure,
    'outdatedSchedules', coalesce(outdated_schedules, 0),
    'now', scheduler_internal.iso(clock_timestamp()))
  from public.reconcile_lease
$$;

-- {status: running | queued, olderThanSeconds, limit, cursor?} -> {executions, nextCursor}. The caller has
-- just reached Temporal: the start deadline of a queued run counts from the first time it is listed. Not
-- listed: runs whose workflows asked to begin lately, and runs of a backfill that are not released. A one-off
-- run is listed from 60 s before its instant.
create function public.list_unfinished_executions(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
begin
  select array_agg(found_execution) into page
  from (
    select e as found_execution from public.scheduled_jobs e
    where e.status = args->>'status'
      and e.status in ('queued', 'running')
      and (args->>'cursor' is null or e.id > (args->>'cursor')::uuid)
      and (e.status = 'running' or e.asked_at is null or e.asked_at < now() - interval '90 seconds')
      and e.awaits is distinct from 'turn'
      and coalesce(
          e.started_at,
          case
            when e.awaits = 'instant' then greatest(e.queued_at, e.scheduled_for - interval '60 seconds')
          end,
          e.queued_at,
          e.due_at)
        < now() - make_interval(secs => (args->>'olderThanSeconds')::double precision)
    order by e.id
    limit page_size + 1) matching;
  -- Locked rows are left to the next pass.
  update public.scheduled_jobs set start_deadline_from = clock_timestamp()
  where id in (
    select e.id from public.scheduled_jobs e
    where e.id = any (array(select listed.id from unnest(page[1:page_size]) listed))
      and e.status = 'queued'
      and e.start_deadline_from is null
    for update skip locked);
  return jsonb_build_object(
    'executions', coalesce((
      select jsonb_agg(scheduler_internal.queued_run(e) || jsonb_build_object(
        'workflowId', e.workflow_id,
        'runId', e.run_id,
        'cancelRequested', e.cancel_requested_at is not null,
        'startDeadlineFrom', scheduler_internal.iso(coalesce(e.start_deadline_from, now())),
        'startDeadlineSeconds', j.start_deadline_seconds) order by e.id)
      from unnest(page[1:page_size]) e
      join public.job_schedules j on j.job_name = e.job_name), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id end);
end $$;

-- {days, limit} -> {deleted}: deletes executions that were due and finished before that, at most `limit`
-- (1,000), oldest first, and definitions and backfills that only they needed. A job's newest definition
-- stays, and so do occurrences that catch-up has not passed. Counts by day stay for two years. The purge
-- holds no job's lock, so it leaves days that another transaction is counting to the next pass.
create function public.purge_history(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  before constant timestamptz := now() - make_interval(days => (args->>'days')::integer);
  at_most constant integer := least((args->>'limit')::integer, 1000);
  deleted integer;
begin
  -- The inner query follows the index and the outer one tests the other conditions row by row. With all
  -- conditions at once the planner may read and sort every old row.
  with old as materialized (
    select oldest.id, oldest.job_name, oldest.day
    from unnest(scheduler_internal.all_statuses()) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.at, e.job_name, (e.due_at at time zone 'UTC')::date as day
      from (
        select e.id, e.job_name, e.origin, e.due_at, e.completed_at,
          coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) as at
        from public.scheduled_jobs e
        where e.status = status.name
          and e.origin = origin.name
          and e.status not in ('queued', 'running')
          and coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) < before
        order by coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for), e.id
        offset 0) e
      where e.due_at < before
        and e.completed_at < before
        and (e.origin <> 'schedule'
          or e.due_at < (select j.ledger_until from public.job_schedules j where j.job_name = e.job_name))
      limit at_most) oldest
    order by oldest.at, oldest.id
    limit at_most),
  days as materialized (
    select locked.job_name, locked.day
    from (select distinct old.job_name, old.day from old) o
    cross join lateral (
      select d.job_name, d.day from public.job_days d
      where d.job_name = o.job_name and d.day = o.day
      for update skip locked) locked)
  delete from public.scheduled_jobs e
  using old left join days on days.job_name = old.job_name and days.day = old.day
  where e.id = old.id
    and (days.day is not null or not exists (
      select from public.job_days d where d.job_name = old.job_name and d.day = old.day));
  get diagnostics deleted = row_count;
  delete from public.job_definitions d using public.job_schedules j
  where j.job_name = d.job_name and d.valid_to < before and d.valid_to < j.ledger_until;
  delete from public.backfills b
  where b.created_at < before
    and not exists (select from public.scheduled_jobs e where e.backfill_id = b.id);
  delete from public.job_days
  where ctid = any (array(
    select d.ctid from public.job_days d
    where d.day < (now() at time zone 'UTC')::date - 731 and d.executions = 0
    for update skip locked));
  return jsonb_build_object('deleted', deleted);
end $$;

-- {} -> {}: fails when the database refuses writes (read-only after a failover, or because its disk is nearly
-- full). Writes at most every 5 s, and never waits for another writer, whose write proves the same.
create function public.probe_writes(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set probed_at = clock_timestamp()
  where only_row in (
    select only_row from public.reconcile_lease
    where coalesce(probed_at, '-infinity') < clock_timestamp() - interval '5 seconds'
    for update skip locked);
  return '{}';
end $$;
