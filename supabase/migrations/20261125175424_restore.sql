set check_function_bodies = off;

create table public.history_gaps (
  id bigint generated always as identity primary key,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at >= from_at),
  declared_at timestamptz not null default clock_timestamp(),
  ended_runs integer not null
);
comment on table public.history_gaps is
  'Spans of time of which this database knows nothing, because it was restored to an earlier state. No '
  'occurrence in them is started.';
comment on column public.history_gaps.from_at is 'Not included: the state it was restored to.';
comment on column public.history_gaps.to_at is 'Included: when it went into service again.';
comment on column public.history_gaps.ended_runs is
  'Runs that were under way or waiting in that state, and were ended as of unknown outcome.';

alter table public.reconcile_lease add column outdated_schedules integer;
comment on column public.reconcile_lease.outdated_schedules is
  'Schedules that wait to be compiled anew, as the last pass found them.';

alter table public.scheduled_jobs
  drop constraint scheduled_jobs_reason_code_check,
  add constraint scheduled_jobs_reason_code_check check (reason_code in (
    'planned', 'backfill', 'service_limit', 'overlap', 'service_paused', 'queue_full', 'disabled', 'paused',
    'skipped', 'scheduler_down', 'schedule_outdated', 'catchup_passed', 'superseded', 'database_restored',
    'cancelled', 'newer_run', 'backfill_cancelled', 'job_deleted', 'workflow_cancelled', 'attempts_used',
    'not_retryable', 'start_deadline', 'workflow_lost', 'not_started', 'ended_before_begin'));

-- {from?, to?: ISO} -> {from, to, ended}: declares the gap. Without `from`, it begins with the last pass of
-- the repair loop that this database knows of (at most 15 s before its state), and without `to` it ends now.
-- Call it while no other process uses the database: it locks many jobs, in the order of their runs. One-off
-- runs that are due after the gap stay planned.
create or replace function public.declare_restore(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  from_at constant timestamptz := coalesce(
    (args->>'from')::timestamptz, (select last_success_at from public.reconcile_lease));
  to_at constant timestamptz := coalesce((args->>'to')::timestamptz, clock_timestamp());
  why constant jsonb := scheduler_internal.reason('database_restored',
    jsonb_build_object('restoredTo', scheduler_internal.iso(from_at)));
  message constant text := scheduler_internal.reason_sentence('database_restored', why->'details');
  unfinished record;
  ended integer := 0;
begin
  if from_at is null then
    raise 'no pass of the repair loop is known to this database; give `from`, the instant of its state';
  end if;
  -- Waiting runs first, so that the end of a running one admits none of them.
  for unfinished in
    select e.id, e.job_name, e.outcome from public.scheduled_jobs e
    where e.status in ('queued', 'running')
      and (e.awaits is distinct from 'instant' or e.scheduled_for <= to_at)
    order by e.status, e.job_name, e.id
  loop
    perform public.finish_execution(jsonb_build_object(
      'executionId', unfinished.id,
      'status', case when unfinished.outcome = 'succeeded' then 'completed' else 'failed' end,
      'reason', why,
      'message', message));
    -- Jobs after it may have had their runs.
    delete from public.dependency_arrivals a where a.execution_id = unfinished.id;
    perform scheduler_internal.record_event(unfinished.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', message),
      case when unfinished.outcome = 'succeeded' then 'run completed' else 'run failed' end,
      null, jsonb_build_object('executionId', unfinished.id), 'reconcile');
    ended := ended + 1;
  end loop;
  -- Ends of parents that a run of the child would follow now: it may have done so.
  delete from public.dependency_arrivals a
  where a.child in (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals)
      and scheduler_internal.arrivals_of_next_run(j) is not null);
  insert into public.history_gaps (from_at, to_at, ended_runs) values (from_at, to_at, ended);
  return jsonb_build_object(
    'from', scheduler_internal.iso(from_at), 'to', scheduler_internal.iso(to_at), 'ended', ended);
end $$;

-- {} -> {lastSuccessAt, summary, totals, held, step, stepSince, failure, outdatedSchedules, now}
create or replace function public.get_reconcile_state(args jsonb) returns jsonb
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

-- {limit, cursor?} -> {jobs: [{jobName, revision, ledgerUntil, now, definitions: [{cronExpression, timeZone,
-- jitterSeconds, catchup, catchupSeconds, pausedUntil, active, validFrom, validTo}], gaps: [{from, to}]}],
-- nextCursor}, by name: jobs that catch-up has to check. Definitions in force after ledgerUntil, oldest
-- first, and the gaps in this database's history that end after it.
create or replace function public.list_catch_up_due(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page
  from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and j.ledger_due_at + scheduler_internal.late_after(j.jitter_seconds) < now()
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((
      select jsonb_agg(jsonb_build_object(
        'jobName', due.job_name,
        'revision', due.revision,
        'ledgerUntil', scheduler_internal.iso(due.ledger_until),
        'now', scheduler_internal.iso(now()),
        'definitions', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'cronExpression', d.cron_expression,
            'timeZone', d.time_zone,
            'jitterSeconds', d.jitter_seconds,
            'catchup', d.catchup,
            'catchupSeconds', d.catchup_seconds,
            'pausedUntil', scheduler_internal.iso(d.paused_until),
            'active', d.active,
            'validFrom', scheduler_internal.iso(d.valid_from),
            'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
          from (
            select * from public.job_definitions d
            where d.job_name = due.job_name and (d.valid_to is null or d.valid_to > due.ledger_until)
            order by d.valid_from
            limit 1000) d),
        'gaps', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'from', scheduler_internal.iso(g.from_at),
            'to', scheduler_internal.iso(g.to_at)) order by g.id), '[]')
          from public.history_gaps g
          where g.to_at > due.ledger_until)) order by due.job_name)
      from unnest(page[1:page_size]) due), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {inputs, limit} -> {schedules: [desired], count}: current Schedules that were compiled with other inputs,
-- or with unknown ones; those due next come first. `count` is the number of all, which /health shows.
create or replace function public.list_outdated_schedules(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare answer jsonb;
begin
  select jsonb_build_object(
    'schedules', coalesce(jsonb_agg(scheduler_internal.desired_schedule(found.job)), '[]'),
    'count', coalesce(max(found.count), 0))
  into answer
  from (
    select j as job, count(*) over () as count from public.job_schedules j
    where j.deleted_at is null
      and j.cron_expression is not null
      and j.revision = j.projected_revision
      and (j.schedule_inputs @> (args->'inputs')) is not true
    order by j.next_run_at nulls last, j.job_name
    limit least((args->>'limit')::integer, 1000)) found;
  update public.reconcile_lease set outdated_schedules = (answer->>'count')::integer
  where outdated_schedules is distinct from (answer->>'count')::integer;
  return answer;
end $$;

-- {jobName, revision, from, until, dueAt: ISO or null, cause, occurrences: [{executionId, scheduledFor, act:
-- start | miss | known, code, details, wait, status, startedAt, completedAt, workflowId}]} -> {state:
-- recorded, started, missed, skipped, known} | {state: changed}. All occurrences in (from, until], oldest
-- first; those that have a row are left alone. More than 1,000 missed in a row for the same cause become one
-- row. known: Temporal says how it ended. `wait`: when the slot is taken, leave this and all later ones for
-- the next time instead of skipping them. changed: another process has moved catch-up on; nothing is
-- recorded.
create or replace function public.record_occurrences(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  holder public.scheduled_jobs;
  why_not jsonb;
  occurrence jsonb;
  execution public.scheduled_jobs;
  missed_run jsonb[] := '{}';
  until timestamptz := args->>'until';
  due_at timestamptz := args->>'dueAt';
  started integer := 0;
  missed integer := 0;
  skipped integer := 0;
  known integer := 0;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found or scheduler_internal.iso(job.ledger_until) is distinct from args->>'from' then
    return jsonb_build_object('state', 'changed');
  end if;
  for occurrence in
    select listed from jsonb_array_elements(args->'occurrences') with ordinality all_of (listed, position)
    where not exists (
        select from public.scheduled_jobs e where e.id = (listed->>'executionId')::uuid)
      and not exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.origin = 'schedule'
          and e.scheduled_for = (listed->>'scheduledFor')::timestamptz)
    order by position
  loop
    if occurrence->>'act' = 'miss' then
      if missed_run[1]->>'code' <> occurrence->>'code' then
        perform scheduler_internal.record_missed_run(job, missed_run);
        missed_run := '{}';
      end if;
      missed_run := missed_run || occurrence;
      missed := missed + 1;
      continue;
    end if;
    if occurrence->>'act' = 'known' then
      -- A series of missed ones does not go on beyond it.
      perform scheduler_internal.record_missed_run(job, missed_run);
      missed_run := '{}';
      perform scheduler_internal.record_known(job, occurrence);
      known := known + 1;
      continue;
    end if;
    holder := null;
    if job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, (occurrence->>'executionId')::uuid);
    end if;
    if holder.id is not null and (occurrence->>'wait')::boolean then
      until := (occurrence->>'scheduledFor')::timestamptz - interval '1 millisecond';
      due_at := until;
      exit;
    end if;
    execution := scheduler_internal.new_execution(job, (occurrence->>'executionId')::uuid, 'schedule');
    execution.scheduled_for := occurrence->>'scheduledFor';
    execution.status := case when holder.id is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when holder.id is not null then clock_timestamp() end;
    why_not := scheduler_internal.overlap_reason(holder);
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    perform scheduler_internal.insert_execution(execution);
    started := started + (holder.id is null)::integer;
    skipped := skipped + (holder.id is not null)::integer;
  end loop;
  perform scheduler_internal.record_missed_run(job, missed_run);
  update public.job_schedules set
    ledger_until = greatest(until, ledger_until),
    ledger_due_at = case when revision = (args->>'revision')::bigint then due_at else until end
  where job_name = job.job_name;
  if started + missed + skipped + known > 0 then
    perform scheduler_internal.record_event(job.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', args->'cause'),
      'occurrences recorded', null, jsonb_build_object(
        'started', started,
        'missed', missed,
        'skipped', skipped,
        'known', known,
        'from', args->'from',
        'until', args->'until'),
      'reconcile');
  end if;
  return jsonb_build_object('state', 'recorded',
    'started', started, 'missed', missed, 'skipped', skipped, 'known', known);
end $$;

create or replace function scheduler_internal.missed_sentence(code text, d jsonb) returns text
language sql immutable set search_path = '' as $$
  select format('%s: %s, and %s%s',
    code,
    case
      when d ? 'outdatedUntil'
        then format('its Schedule had been compiled with other rules (zone data %s) until %s',
          d->>'zones', d->>'outdatedUntil')
      else 'nothing started it in time'
    end,
    case code
      when 'catchup_passed'
        then format('when that was found it was %s s old, older than the job''s catchupSeconds (%s)',
          d->>'lateSeconds', d->>'catchupSeconds')
      when 'superseded' then format('the occurrence of %s came after it (catchup: latest)', d->>'nextAt')
      else 'the job does not catch up (catchup: none)'
    end,
    scheduler_internal.series(d))
$$;

-- Fails with CASE_NOT_FOUND for an unknown code. `error`: how the last attempt of a failed run ended.
create or replace function scheduler_internal.reason_sentence(code text, d jsonb, error text default null) returns text
language plpgsql immutable set search_path = '' as $$
begin
  if code is null then
    return null;
  end if;
  case code
    when 'planned' then return format('planned: it runs at %s', d->>'at');
    when 'backfill' then return 'backfill: the runs before it have not ended';
    when 'service_limit' then
      return format('service_limit: service %s has %s runs at once, its limit', d->>'service', d->>'limit');
    when 'overlap' then
      return case
        when d ? 'executionId'
          then format('overlap: execution %s, due at %s, was still %s',
            d->>'executionId', d->>'dueAt', d->>'status')
        else 'overlap: another run of the job has not ended'
      end;
    when 'service_paused' then
      return format('service_paused: service %s was paused%s',
        d->>'service', scheduler_internal.after_colon(d->>'reason'));
    when 'queue_full' then return format('queue_full: %s runs of the job were waiting already', d->>'limit');
    when 'disabled' then return format('disabled: job "%s" is disabled', d->>'jobName');
    when 'paused' then return format('paused: job "%s" is paused until %s', d->>'jobName', d->>'until');
    when 'skipped' then
      return format('skipped by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'scheduler_down', 'schedule_outdated', 'catchup_passed', 'superseded' then
      return scheduler_internal.missed_sentence(code, d);
    when 'database_restored' then
      return format('database_restored: the database was set back to its state of %s, and %s%s',
        coalesce(d->>'restoredTo', 'an earlier time'),
        case
          when d ? 'workflowStatus'
            then format('Temporal knows this run as %s; the database had forgotten it', d->>'workflowStatus')
          else 'whether the service did the work is unknown: check there before running it again'
        end,
        scheduler_internal.series(d));
    when 'cancelled' then
      return format('cancelled by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'newer_run' then
      return format('overlap: execution %s of the same job came after it', d->>'executionId');
    when 'backfill_cancelled' then
      return format('backfill cancelled by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'job_deleted' then return 'job deleted';
    when 'workflow_cancelled' then return d->>'message';
    when 'attempts_used' then
      return error || case
        when (d->>'allowed')::integer > 1 then format(' (attempt %s of %s)', d->>'attempts', d->>'allowed')
        else ''
      end;
    when 'not_retryable' then return error;
    when 'start_deadline' then
      return case
        when (d->>'seconds')::integer = 0 then error
        else format('%s It was tried %s until its start deadline of %s s',
          error || case when error ~ '[.!?]$' then '' else '.' end,
          case when (d->>'tries')::integer = 1 then 'once' else format('%s times', d->>'tries') end,
          d->>'seconds')
      end;
    when 'workflow_lost' then
      return format(
        '%s before the run had finished; whether the service did the work is unknown: '
        'check there before running it again',
        case d->>'how'
          when 'gone' then 'its workflow is gone from Temporal'
          when 'reset'
            then format('its workflow was reset in Temporal, and ended there as %s', d->>'workflowStatus')
          else format('its workflow ended in Temporal as %s', d->>'workflowStatus')
        end);
    when 'not_started' then
      return format('it could not be started within %s s: %s', d->>'seconds', d->>'error');
    when 'ended_before_begin' then
      return format('its workflow ended in Temporal as %s before the run began; trigger the job again',
        d->>'workflowStatus');
  end case;
end $$;

-- Inserts the row of a run that this database has forgotten, as Temporal remembers it.
create or replace function scheduler_internal.record_known(job public.job_schedules, occurrence jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs :=
    scheduler_internal.new_execution(job, (occurrence->>'executionId')::uuid, 'schedule');
begin
  execution.scheduled_for := occurrence->>'scheduledFor';
  execution.status := occurrence->>'status';
  execution.started_at := case when occurrence->>'status' <> 'skipped' then occurrence->>'startedAt' end;
  execution.completed_at := occurrence->>'completedAt';
  execution.exclusive := false;
  execution.workflow_id := occurrence->>'workflowId';
  execution.reason_code := occurrence->>'code';
  execution.reason_details := occurrence->'details';
  perform scheduler_internal.insert_execution(execution);
end $$;

-- A row for many occurrences; an empty text for others.
create or replace function scheduler_internal.series(d jsonb) returns text
language sql immutable set search_path = '' as $$
  select case
    when d ? 'count'
      then format('; this row stands for %s occurrences from %s to %s', d->>'count', d->>'from', d->>'to')
    else ''
  end
$$;

select scheduler_internal.restrict_table('history_gaps');
select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
