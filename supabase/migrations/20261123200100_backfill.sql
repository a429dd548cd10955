-- Backfill, and runs at one instant. Both write queued rows that may not ask for a place yet: `awaits` says what for.
-- The runs of a backfill follow one another, oldest first; the end of one frees the next, in the transaction that ends it. A
-- backfill does not take the job's turn: whatever is due or triggered meanwhile waits for the one run under way and goes first.
-- A run at one instant is judged by the overlap rule when the instant has come, as every due run.

create table public.backfills (
  id uuid primary key,
  job_name text not null references public.job_schedules,
  from_at timestamptz not null,
  to_at timestamptz not null,
  total integer not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  reason text,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  request_hash text not null
);
comment on table public.backfills is 'Requests to make up occurrences; their runs are rows of scheduled_jobs with this backfill_id.';
create index backfills_job on public.backfills (job_name, created_at desc);
select scheduler_internal.restrict_table('backfills');

alter table public.scheduled_jobs add column backfill_id uuid references public.backfills;
create index scheduled_jobs_backfill on public.scheduled_jobs (backfill_id, scheduled_for) where backfill_id is not null;
alter table public.job_schedules add column run_at_planned timestamptz;
comment on column public.job_schedules.run_at_planned is 'The run_at that has its row.';
create index job_schedules_unplanned on public.job_schedules (job_name) where run_at is not null;

create or replace function scheduler_internal.execution_json(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', execution.id,
    'job_name', execution.job_name,
    'job_type', (select j.job_type from public.job_schedules j where j.job_name = execution.job_name),
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
    'error_message', execution.error_message,
    'reason', execution.reason,
    'metadata', execution.metadata,
    'triggered_by', execution.triggered_by,
    'triggered_by_user', execution.triggered_by_user,
    'trigger_reason', execution.trigger_reason,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'config', execution.config,
    'timeout_seconds', execution.timeout_seconds,
    'priority', execution.priority,
    'attempts', execution.attempts,
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
    'awaits', execution.awaits)
$$;

-- Runs of the job that wait in line; those of a backfill or of an instant to come are not.
create function scheduler_internal.in_line(name text) returns bigint
language sql stable set search_path = '' as $$
  select count(*) from public.scheduled_jobs e
  where e.job_name = name and e.status = 'queued' and e.awaits is null and e.backfill_id is null
$$;

-- Whether a backfill's run has the job's slot.
create function scheduler_internal.backfill_runs(name text) returns boolean
language sql stable set search_path = '' as $$
  select exists (select from public.scheduled_jobs e where e.job_name = name and e.backfill_id is not null
    and (e.status = 'running' or (e.status = 'queued' and e.admitted_at is not null)))
$$;

-- Frees the backfill's next run when none of it is under way.
create function scheduler_internal.release_next(backfill uuid) returns void
language sql set search_path = '' as $$
  update public.scheduled_jobs set awaits = null, reason = null, queued_at = clock_timestamp()
  where id = (select e.id from public.scheduled_jobs e where e.backfill_id = backfill and e.awaits = 'turn' and e.status = 'queued'
    order by e.scheduled_for limit 1)
    and not exists (select from public.scheduled_jobs e where e.backfill_id = backfill
      and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
$$;

-- Who holds the job's slot by right: a backfill's run does not.
create or replace function scheduler_internal.slot_holder(name text, besides uuid) returns public.scheduled_jobs
language sql stable set search_path = '' as $$
  select e from public.scheduled_jobs e
  where e.job_name = name and e.id <> besides and (e.status = 'running' or (e.status = 'queued' and e.exclusive)) and e.backfill_id is null
  order by e.due_at limit 1
$$;

create or replace function scheduler_internal.job_slot_free(execution public.scheduled_jobs) returns boolean
language sql stable set search_path = '' as $$
  select (select j.overlap from public.job_schedules j where j.job_name = execution.job_name) = 'allow'
    or not exists (select from public.scheduled_jobs o where o.job_name = execution.job_name and o.id <> execution.id
      and (o.status = 'running' or (o.status = 'queued' and
        (o.admitted_at is not null or (execution.backfill_id is not null and o.exclusive)))))
$$;

-- Lets a queued execution begin, or wait. The caller holds the locks of service (if it limits) and job.
create or replace function scheduler_internal.start_or_wait(gate public.services, job public.job_schedules, wanted uuid, args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(wanted::text);
  limited constant boolean := scheduler_internal.limits(gate);
begin
  if execution.status <> 'queued' then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  if limited or job.overlap in ('queue', 'cancel_running') or execution.backfill_id is not null
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name))
  then
    update public.scheduled_jobs set waiting_since = coalesce(waiting_since, clock_timestamp()), asked_at = clock_timestamp(),
      workflow_id = args->>'workflowId', run_id = args->>'runId' where id = wanted;
    perform scheduler_internal.admit(gate, case when limited then null else job.job_name end, null);
    select * into execution from public.scheduled_jobs where id = wanted;
    -- The limit may have been lowered, or the slot been taken, since the place was given.
    if execution.admitted_at is not null and (gate.paused or not scheduler_internal.job_slot_free(execution)
      or gate.max_concurrent <= (select count(*) from public.scheduled_jobs where service = gate.service and status = 'running'))
    then
      update public.scheduled_jobs set admitted_at = null, admitted_by = null where id = wanted returning * into execution;
    end if;
    if execution.admitted_at is null then
      update public.scheduled_jobs set reason = case
        when gate.paused then format('service_paused: service %s was paused%s', gate.service, ': ' || gate.pause_reason)
        when not scheduler_internal.job_slot_free(execution) then 'overlap: another run of the job has not ended'
        else format('service_limit: service %s has %s runs at once, its limit', gate.service, gate.max_concurrent) end
      where id = wanted returning * into execution;
      return jsonb_build_object('decision', 'queued', 'executionId', wanted, 'reason', execution.reason);
    end if;
  end if;
  update public.scheduled_jobs set status = 'running', started_at = clock_timestamp(), reason = null,
    workflow_id = args->>'workflowId', run_id = args->>'runId',
    exclusive = job.overlap <> 'allow' and backfill_id is null
  where id = wanted returning * into execution;
  perform scheduler_internal.note_begin(execution, args);
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- overlap = cancel_running: asks the running ones to end and cancels those in line; the newest waits for the end. Answers the
-- workflows that must be told.
create or replace function scheduler_internal.make_way(job public.job_schedules, newest uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  waiting jsonb;
  running jsonb;
begin
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(),
      reason = format('overlap: execution %s of the same job came after it', newest)
    where job_name = job.job_name and status = 'queued' and id <> newest and awaits is null and backfill_id is null
    returning workflow_id, run_id)
  select coalesce(jsonb_agg(workflow_id), '[]') into waiting from ended where run_id is not null;
  update public.scheduled_jobs set cancel_requested_at = clock_timestamp(), cancel_requested_by = 'scheduler',
    cancel_reason = format('overlap: execution %s of the same job is due', newest)
  where job_name = job.job_name and status = 'running' and id <> newest and cancel_requested_at is null and backfill_id is null;
  select coalesce(jsonb_agg(workflow_id), '[]') into running from public.scheduled_jobs
    where job_name = job.job_name and status = 'running' and id <> newest and backfill_id is null;
  return waiting || running;
end $$;

create or replace function scheduler_internal.skip_reason(job public.job_schedules, gate public.services, wanted uuid) returns text
language plpgsql stable set search_path = '' as $$
begin
  if job.overlap = 'skip' then
    if gate.paused then
      return format('service_paused: service %s was paused%s', gate.service, ': ' || gate.pause_reason);
    end if;
    return scheduler_internal.overlap_reason(scheduler_internal.slot_holder(job.job_name, wanted));
  end if;
  if job.overlap = 'queue' and scheduler_internal.in_line(job.job_name) >= 100 then
    return 'queue_full: 100 runs of the job were waiting already';
  end if;
  return null;
end $$;

create or replace function scheduler_internal.begin_occurrence(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  instant constant timestamptz := args->>'scheduledFor';
  wanted constant uuid := args->>'executionId';
  job public.job_schedules;
  gate public.services;
  definition public.job_definitions;
  execution public.scheduled_jobs;
  why_not text;
  told jsonb;
begin
  loop
    gate := scheduler_internal.service_gate((select service from public.job_schedules where job_name = args->>'jobName'));
    select * into job from public.job_schedules where job_name = args->>'jobName' for update;
    if not found then
      return jsonb_build_object('decision', 'nothing', 'reason', format('job "%s" was never registered', args->>'jobName'));
    end if;
    -- Deleted and registered by another service in between: the lock is not the right one.
    exit when job.service = gate.service;
  end loop;
  select * into execution from public.scheduled_jobs where id = wanted;
  if found then
    return case when execution.status = 'queued' and execution.run_id = args->>'runId'
      then scheduler_internal.start_or_wait(gate, job, wanted, args)
      else scheduler_internal.begin_answer(execution, args->>'runId') end;
  end if;
  select * into definition from public.job_definitions d
    where d.job_name = job.job_name and d.valid_from <= instant and (d.valid_to is null or instant < d.valid_to);
  if not found or not definition.active or instant < definition.paused_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'job "%s" had no schedule in force at %s (disabled, paused, deleted or not registered yet)', job.job_name, scheduler_internal.iso(instant)));
  end if;
  if definition.revision <> (args->>'revision')::bigint then
    return jsonb_build_object('decision', 'definition', 'revision', definition.revision,
      'cronExpression', definition.cron_expression, 'timeZone', definition.time_zone);
  end if;
  if instant + scheduler_internal.late_after(definition.jitter_seconds) < clock_timestamp() or instant <= job.ledger_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'it came %s s late; whether it still runs is decided by the job''s catch-up rule (%s, %s s)',
      round(extract(epoch from clock_timestamp() - instant)), definition.catchup, definition.catchup_seconds));
  end if;
  why_not := scheduler_internal.skip_reason(job, gate, wanted);
  if why_not is null and (scheduler_internal.limits(gate) or job.overlap in ('queue', 'cancel_running')
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name)))
  then
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, queued_at, triggered_by, service, endpoint, config,
      timeout_seconds, priority, exclusive, workflow_id, run_id)
    values (wanted, job.job_name, 'queued', 'schedule', instant, clock_timestamp(), 'scheduler', job.service, job.endpoint, job.config,
      job.timeout_seconds, job.priority, job.overlap = 'skip', args->>'workflowId', args->>'runId');
    if job.overlap = 'cancel_running' then
      told := scheduler_internal.make_way(job, wanted);
    end if;
    return scheduler_internal.start_or_wait(gate, job, wanted, args)
      || case when told is null then '{}' else jsonb_build_object('cancel', told) end;
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, started_at, completed_at, reason, triggered_by,
    service, endpoint, config, timeout_seconds, priority, exclusive, workflow_id, run_id)
  values (wanted, job.job_name, case when why_not is null then 'running' else 'skipped' end, 'schedule', instant,
    case when why_not is null then clock_timestamp() end, case when why_not is not null then clock_timestamp() end, why_not,
    'scheduler', job.service, job.endpoint, job.config, job.timeout_seconds, job.priority, job.overlap = 'skip',
    args->>'workflowId', args->>'runId')
  returning * into execution;
  if execution.status = 'running' then
    perform scheduler_internal.note_begin(execution, args);
  end if;
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

create or replace function scheduler_internal.begin_queued(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  gate public.services;
  told jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing', 'reason', format('execution %s has no row', args->>'executionId'));
  end if;
  gate := scheduler_internal.service_gate(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.found_execution(args->>'executionId');
  if execution.status = 'queued' and execution.awaits = 'instant' then
    execution := scheduler_internal.meet_instant(execution, job, gate, args);
    if execution.status = 'queued' and job.overlap = 'cancel_running' then
      told := scheduler_internal.make_way(job, execution.id);
    end if;
  end if;
  return scheduler_internal.start_or_wait(gate, job, execution.id, args)
    || case when told is null then '{}' else jsonb_build_object('cancel', told) end;
end $$;

-- The instant of a run has come: it is in line from now on, or skipped.
create function scheduler_internal.meet_instant(execution public.scheduled_jobs, job public.job_schedules, gate public.services, args jsonb)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare
  why_not constant text := case
    when execution.origin = 'schedule' and not job.enabled then format('disabled: job "%s" is disabled', job.job_name)
    when execution.origin = 'schedule' and job.paused_until > execution.scheduled_for
      then format('paused: job "%s" is paused until %s', job.job_name, scheduler_internal.iso(job.paused_until))
    else scheduler_internal.skip_reason(job, gate, execution.id) end;
begin
  update public.scheduled_jobs set awaits = null, reason = why_not, exclusive = why_not is null and job.overlap = 'skip',
    status = case when why_not is null then 'queued' else 'skipped' end,
    completed_at = case when why_not is not null then clock_timestamp() end,
    workflow_id = args->>'workflowId', run_id = args->>'runId'
  where id = execution.id returning * into execution;
  return execution;
end $$;

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash, parentExecutionIds?} -> {execution,
-- repeated, cancel: [workflowId]}. Applies the overlap rule at once, or at `runAt`; `cancel`: runs that have to make way. The same
-- id again answers the same execution (SJ004 when the request differs).
create or replace function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
  told jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = wanted;
  if found then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
    return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', true, 'cancel', told);
  end if;
  if args ? 'runAt' then
    null; -- judged then
  elsif job.overlap = 'skip' then
    holder := scheduler_internal.slot_holder(job.job_name, wanted);
    if holder.id is not null then
      perform scheduler_internal.refuse('SJ003',
        format('job "%s" is already %s; wait for execution %s to end', job.job_name, holder.status, holder.id),
        jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
    end if;
  elsif job.overlap = 'queue' and scheduler_internal.in_line(job.job_name) >= 100 then
    perform scheduler_internal.refuse('SJ014', format('100 runs of job "%s" are waiting already; try again later', job.job_name),
      jsonb_build_object('jobName', job.job_name));
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, awaits, queued_at, triggered_by, triggered_by_user,
    trigger_reason, service, endpoint, config, timeout_seconds, priority, exclusive, workflow_id, request_hash, parent_execution_ids,
    reason)
  values (wanted, job.job_name, 'queued', 'trigger', (args->>'runAt')::timestamptz, case when args ? 'runAt' then 'instant' end,
    clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason', job.service, job.endpoint,
    coalesce(args->'config', job.config), job.timeout_seconds, job.priority, job.overlap = 'skip' and not args ? 'runAt',
    'run:' || wanted, args->>'requestHash', array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid),
    'planned: it runs at ' || (args->>'runAt'))
  returning * into execution;
  if job.overlap = 'cancel_running' and not args ? 'runAt' then
    told := scheduler_internal.make_way(job, wanted);
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', false, 'cancel', told);
end $$;

-- {jobName, executionId, runAt} -> {execution or null}: the row of the job's `runAt`; null when the job has another one by now, or
-- that instant is over and the catch-up rule does not reach back to it.
create function public.plan_run(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  wanted constant uuid := args->>'executionId';
  instant constant timestamptz := args->>'runAt';
  execution public.scheduled_jobs;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null for update;
  if not found or job.run_at is distinct from instant then
    return jsonb_build_object('execution', null);
  end if;
  update public.job_schedules set run_at_planned = instant where job_name = job.job_name;
  select * into execution from public.scheduled_jobs e where e.id = wanted
    or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = instant);
  if not found and instant >= clock_timestamp() - make_interval(secs => (case when job.catchup = 'none' then 60 else greatest(job.catchup_seconds, 60) end)) then
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, awaits, queued_at, triggered_by, service,
      endpoint, config, timeout_seconds, priority, exclusive, workflow_id, reason)
    values (wanted, job.job_name, 'queued', 'schedule', instant, 'instant', clock_timestamp(), 'scheduler', job.service, job.endpoint,
      job.config, job.timeout_seconds, job.priority, false, 'run:' || wanted, 'planned: it runs at ' || (args->>'runAt'))
    returning * into execution;
  end if;
  return jsonb_build_object('execution', case when execution.id is not null then scheduler_internal.execution_json(execution) end);
end $$;

-- {limit} -> {jobs: [{jobName, runAt}]}: jobs whose `runAt` has no row yet, because the process died after the change.
create function public.list_unplanned_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object('jobName', j.job_name, 'runAt', scheduler_internal.iso(j.run_at))), '[]'))
  from (select * from public.job_schedules where run_at is not null and run_at is distinct from run_at_planned and deleted_at is null
    order by job_name limit least((args->>'limit')::integer, 1000)) j
$$;

-- {executionId, status: completed | failed | cancelled, message?} -> {finished, status, admitted: [workflowId], dependents: [jobName],
-- released: [execution]}. The first ending wins; a repeat changes nothing and answers the same runs that its end made room for
-- and freed, as long as they have not begun, and the jobs that its end is to start and has not started.
create or replace function public.finish_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  gate public.services;
  wins boolean;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  gate := scheduler_internal.service_gate(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.found_execution(args->>'executionId');
  wins := execution.status in ('queued', 'running');
  if wins then
    if not execution.attempts->-1 ? 'ended_at' then
      perform scheduler_internal.close_attempt(execution, jsonb_array_length(execution.attempts),
        jsonb_build_object('class', 'unknown', 'message', args->'message'));
    end if;
    update public.scheduled_jobs set
      status = args->>'status',
      completed_at = clock_timestamp(),
      duration_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000),
      error_message = case when args->>'status' = 'completed' then null else coalesce(args->>'message', error_message) end,
      reason = case when args->>'status' = 'cancelled' then case
        when cancel_requested_at is null then coalesce(args->>'reason', args->>'message')
        else format('cancelled by %s%s', cancel_requested_by, ': ' || cancel_reason) end end,
      undelivered_since = null
    where id = execution.id
    returning * into execution;
    update public.job_schedules set
      total_runs = total_runs + (execution.started_at is not null)::integer,
      successful_runs = successful_runs + (execution.status = 'completed')::integer,
      failed_runs = failed_runs + (execution.started_at is not null and execution.status = 'failed')::integer,
      last_run_status = case when last_run_execution_id = execution.id then execution.status else last_run_status end,
      last_run_duration_ms = case when last_run_execution_id = execution.id then execution.duration_ms else last_run_duration_ms end
    where job_name = execution.job_name;
  end if;
  if execution.backfill_id is not null then
    perform scheduler_internal.release_next(execution.backfill_id);
  end if;
  answer := jsonb_build_object('finished', wins, 'status', execution.status, 'admitted', '[]'::jsonb,
    'dependents', (select coalesce(jsonb_agg(distinct a.child), '[]') from public.dependency_arrivals a where a.execution_id = execution.id),
    'released', (select coalesce(jsonb_agg(scheduler_internal.execution_json(e)), '[]') from public.scheduled_jobs e
      where e.backfill_id = execution.backfill_id and e.status = 'queued' and e.awaits is null and e.run_id is null));
  if not scheduler_internal.limits(gate) and job.overlap in ('skip', 'allow') and not exists (select from public.scheduled_jobs e
    where e.job_name = job.job_name and e.status = 'queued' and e.waiting_since is not null)
  then
    return answer;
  end if;
  if wins then
    perform scheduler_internal.admit(gate, case when scheduler_internal.limits(gate) then null else job.job_name end, execution.id);
  end if;
  return answer || jsonb_build_object('admitted', (select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e where e.service = execution.service and e.status = 'queued' and e.admitted_by = execution.id));
end $$;

create or replace function scheduler_internal.service_json(gate public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', gate.service, 'maxConcurrent', gate.max_concurrent, 'paused', gate.paused, 'pauseReason', gate.pause_reason,
    'jobs', (select count(*) from public.job_schedules j where j.service = gate.service and j.deleted_at is null),
    'running', (select count(*) from public.scheduled_jobs e where e.service = gate.service and e.status = 'running'),
    'queued', (select count(*) from public.scheduled_jobs e where e.service = gate.service and e.status = 'queued'
      and e.awaits is distinct from 'instant'),
    'updatedAt', scheduler_internal.iso(gate.updated_at), 'updatedBy', gate.updated_by)
$$;

-- {status: running | queued, olderThanSeconds, limit, cursor?} -> {executions, nextCursor}. Listing queued ones means that
-- Temporal was just reached: their start deadline counts from the first time. Those whose workflow has asked lately are not listed,
-- nor those that wait for their turn in a backfill; a run of an instant to come is, from 60 s before.
create or replace function public.list_unfinished_executions(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
begin
  select array_agg(found_execution) into page from (
    select e as found_execution from public.scheduled_jobs e
    where e.status = args->>'status' and e.status in ('queued', 'running')
      and (args->>'cursor' is null or e.id > (args->>'cursor')::uuid)
      and (e.status = 'running' or e.asked_at is null or e.asked_at < now() - interval '90 seconds')
      and e.awaits is distinct from 'turn'
      and coalesce(e.started_at, case when e.awaits = 'instant' then greatest(e.queued_at, e.scheduled_for - interval '60 seconds') end,
        e.queued_at, e.due_at) < now() - make_interval(secs => (args->>'olderThanSeconds')::double precision)
    order by e.id limit page_size + 1) matching;
  update public.scheduled_jobs e set start_deadline_from = clock_timestamp()
  from unnest(page[1:page_size]) listed
  where e.id = listed.id and e.status = 'queued' and e.start_deadline_from is null;
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(jsonb_build_object('executionId', e.id, 'jobName', e.job_name, 'service', e.service,
      'endpoint', e.endpoint, 'origin', e.origin, 'scheduledFor', scheduler_internal.iso(e.scheduled_for), 'priority', e.priority, 'workflowId', e.workflow_id, 'runId', e.run_id,
      'cancelRequested', e.cancel_requested_at is not null,
      'startDeadlineFrom', scheduler_internal.iso(coalesce(e.start_deadline_from, now())),
      'startDeadlineSeconds', j.start_deadline_seconds) order by e.id)
      from unnest(page[1:page_size]) e join public.job_schedules j on j.job_name = e.job_name), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id end);
end $$;

-- {search?, service?, status?: running | queued | enabled | paused | disabled, limit? (1000), cursor?} -> {jobs, nextCursor}, by name.
create or replace function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page from (
    select j as found_job from public.job_schedules j
    where j.deleted_at is null
      and j.job_name > coalesce(args->>'cursor', '')
      and (args->>'service' is null or j.service = args->>'service')
      and (args->>'search' is null or strpos(
        lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)), lower(args->>'search')) > 0)
      and (args->>'status' is null or args->>'status' = case
        when exists (select from public.scheduled_jobs e where e.job_name = j.job_name and e.status = 'running') then 'running'
        when exists (select from public.scheduled_jobs e where e.job_name = j.job_name and e.status = 'queued'
          and e.awaits is distinct from 'instant') then 'queued'
        when not j.enabled then 'disabled'
        when j.paused_until > now() then 'paused' else 'enabled' end)
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((select jsonb_agg(scheduler_internal.job_json(j) order by j.job_name) from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {jobName} -> {skipped: [instant], planned: [{executionId, scheduledFor}]}: occurrences to come that somebody skipped, and runs of
-- one instant, at most 1,000 of each.
create or replace function public.list_skipped_ahead(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'skipped', (select coalesce(jsonb_agg(scheduler_internal.iso(ahead.scheduled_for)), '[]') from (
      select e.scheduled_for from public.scheduled_jobs e
      where e.job_name = args->>'jobName' and e.origin = 'schedule' and e.status = 'skipped' and e.scheduled_for > now()
      order by e.scheduled_for limit 1000) ahead),
    'planned', (select coalesce(jsonb_agg(jsonb_build_object('executionId', ahead.id, 'scheduledFor', scheduler_internal.iso(ahead.scheduled_for))), '[]') from (
      select e.id, e.scheduled_for from public.scheduled_jobs e
      where e.job_name = args->>'jobName' and e.status = 'queued' and e.awaits = 'instant'
      order by e.scheduled_for limit 1000) ahead))
$$;

-- {jobName, from, to} -> {jobName, service, cronExpression, timeZone, definitions: [{cronExpression, timeZone, validFrom, validTo}]}:
-- what decides the occurrences of a backfill. The first definition's `validFrom` is when the job was first registered.
create function public.get_backfill_basis(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'), jsonb_build_object('jobName', args->'jobName'));
  end if;
  return jsonb_build_object('cronExpression', job.cron_expression, 'timeZone', job.time_zone,
    'definitions', (select coalesce(jsonb_agg(jsonb_build_object('cronExpression', d.cron_expression, 'timeZone', d.time_zone,
        'validFrom', scheduler_internal.iso(d.valid_from), 'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
      from (select * from public.job_definitions d where d.job_name = job.job_name
        and d.valid_from < (args->>'to')::timestamptz and (d.valid_to is null or d.valid_to > (args->>'from')::timestamptz)
        order by d.valid_from limit 1000) d));
end $$;

-- {jobName, instants: [ISO]} -> {occurrences: [{scheduledFor, status: or null}]}: those (of at most 1,000) that no run has completed
-- and none is making up, with what became of them; null = nothing is recorded.
create function public.list_incomplete(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('occurrences', coalesce(jsonb_agg(jsonb_build_object('scheduledFor', instant,
    'status', (select e.status from public.scheduled_jobs e where e.job_name = args->>'jobName' and e.due_at = instant::timestamptz
      and e.origin in ('schedule', 'backfill') order by e.completed_at desc limit 1)) order by instant), '[]'))
  from jsonb_array_elements_text(args->'instants') instant
  where not exists (select from public.scheduled_jobs e where e.job_name = args->>'jobName' and e.due_at = instant::timestamptz
    and e.origin in ('schedule', 'backfill') and e.status in ('queued', 'running', 'completed'))
$$;

-- {backfillId, jobName, from, to, occurrences: [{executionId, scheduledFor}], actor, reason?, triggeredBy, requestHash} ->
-- {backfill, first: execution or null}. At most 1,000, oldest first; those that a run has completed or makes up by now are left
-- out. The same id again answers the same backfill (SJ004 when the request differs).
create function public.accept_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'backfillId';
  backfill public.backfills;
begin
  select * into backfill from public.backfills where id = wanted;
  if found and backfill.request_hash <> args->>'requestHash' then
    perform scheduler_internal.refuse('SJ004',
      format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
      jsonb_build_object('backfillId', wanted));
  elsif not found then
    insert into public.backfills (id, job_name, from_at, to_at, total, created_by, reason, request_hash)
    values (wanted, job.job_name, (args->>'from')::timestamptz, (args->>'to')::timestamptz, 0, args->>'actor', args->>'reason', args->>'requestHash');
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, awaits, queued_at, triggered_by, triggered_by_user,
      trigger_reason, service, endpoint, config, timeout_seconds, priority, exclusive, workflow_id, backfill_id, reason)
    select (listed->>'executionId')::uuid, job.job_name, 'queued', 'backfill', (listed->>'scheduledFor')::timestamptz, 'turn',
      clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason', job.service, job.endpoint, job.config,
      job.timeout_seconds, job.priority, false, 'run:' || (listed->>'executionId'), wanted,
      'backfill: the runs before it have not ended'
    from jsonb_array_elements(args->'occurrences') listed
    where listed->>'scheduledFor' in (select occurrence->>'scheduledFor' from jsonb_array_elements(public.list_incomplete(
      jsonb_build_object('jobName', job.job_name, 'instants', (select jsonb_agg(o->'scheduledFor') from jsonb_array_elements(args->'occurrences') o)))->'occurrences') occurrence)
    order by listed->>'scheduledFor' limit 1000;
    update public.backfills set total = (select count(*) from public.scheduled_jobs e where e.backfill_id = wanted)
      where id = wanted returning * into backfill;
    if backfill.total = 0 then
      perform scheduler_internal.refuse('SJ017', format('job "%s" has no occurrence without a completed run from %s to %s',
        job.job_name, args->>'from', args->>'to'), jsonb_build_object('jobName', job.job_name, 'from', args->'from', 'to', args->'to'));
    end if;
    perform scheduler_internal.release_next(wanted);
    perform scheduler_internal.record_event(job.job_name, args->>'actor', 'backfill started', null,
      jsonb_build_object('backfillId', wanted, 'from', args->'from', 'to', args->'to', 'runs', backfill.total), args->>'reason');
  end if;
  return jsonb_build_object('backfill', scheduler_internal.backfill_json(backfill), 'first', (
    select scheduler_internal.execution_json(e) from public.scheduled_jobs e
    where e.backfill_id = wanted and e.status = 'queued' and e.awaits is null order by e.scheduled_for limit 1));
end $$;

-- Progress included; `running` counts those under way or next in line, `waiting` the rest.
create function scheduler_internal.backfill_json(backfill public.backfills) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', backfill.id, 'jobName', backfill.job_name,
    'status', case when counts.unfinished > 0 then case when backfill.cancelled_at is null then 'running' else 'cancelling' end
      when backfill.cancelled_at is not null then 'cancelled' else 'completed' end,
    'from', scheduler_internal.iso(backfill.from_at), 'to', scheduler_internal.iso(backfill.to_at), 'total', backfill.total,
    'waiting', counts.waiting, 'running', counts.unfinished - counts.waiting, 'completed', counts.completed, 'failed', counts.failed,
    'cancelled', counts.cancelled,
    'createdBy', backfill.created_by, 'createdAt', scheduler_internal.iso(backfill.created_at), 'reason', backfill.reason,
    'cancelledAt', scheduler_internal.iso(backfill.cancelled_at), 'cancelledBy', backfill.cancelled_by, 'cancelReason', backfill.cancel_reason)
  from (select count(*) filter (where e.status in ('queued', 'running')) as unfinished,
      count(*) filter (where e.status = 'queued' and e.awaits = 'turn') as waiting,
      count(*) filter (where e.status = 'completed') as completed,
      count(*) filter (where e.status = 'failed') as failed,
      count(*) filter (where e.status = 'cancelled') as cancelled
    from public.scheduled_jobs e where e.backfill_id = backfill.id) counts
$$;

create function scheduler_internal.found_backfill(wanted text) returns public.backfills
language plpgsql stable set search_path = '' as $$
declare backfill public.backfills;
begin
  select * into backfill from public.backfills where id = wanted::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ016', format('backfill %s does not exist', wanted), jsonb_build_object('backfillId', wanted));
  end if;
  return backfill;
end $$;

-- {backfillId} -> {backfill}
create function public.get_backfill(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfill', scheduler_internal.backfill_json(scheduler_internal.found_backfill(args->>'backfillId')))
$$;

-- {jobName, limit} -> {backfills}, newest first.
create function public.list_backfills(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfills', coalesce(jsonb_agg(scheduler_internal.backfill_json(b) order by b.created_at desc), '[]'))
  from (select * from public.backfills where job_name = args->>'jobName' order by created_at desc
    limit least((args->>'limit')::integer, 1000)) b
$$;

-- {backfillId, actor, reason?} -> {backfill, cancel: [workflowId]}: what has not begun is cancelled at once, of the run under way
-- the wish is recorded. The first wish counts; a finished backfill stays as it is.
create function public.cancel_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  backfill public.backfills := scheduler_internal.found_backfill(args->>'backfillId');
  told jsonb;
begin
  perform from public.job_schedules where job_name = backfill.job_name for update;
  if exists (select from public.scheduled_jobs where backfill_id = backfill.id and status in ('queued', 'running')) then
    update public.backfills set cancelled_at = coalesce(cancelled_at, clock_timestamp()), cancelled_by = coalesce(cancelled_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason') where id = backfill.id returning * into backfill;
    update public.scheduled_jobs set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
      cancel_requested_by = coalesce(cancel_requested_by, args->>'actor'), cancel_reason = coalesce(cancel_reason, args->>'reason', 'backfill cancelled'),
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason = case when status = 'queued' then format('backfill cancelled by %s%s', args->>'actor', ': ' || (args->>'reason')) else reason end
    where backfill_id = backfill.id and status in ('queued', 'running');
    perform scheduler_internal.record_event(backfill.job_name, args->>'actor', 'backfill cancelled', null,
      jsonb_build_object('backfillId', backfill.id), args->>'reason');
  end if;
  select coalesce(jsonb_agg(workflow_id), '[]') into told from public.scheduled_jobs e
    where e.backfill_id = backfill.id and e.run_id is not null and (e.status = 'running' or (e.status = 'cancelled' and e.started_at is null));
  return jsonb_build_object('backfill', scheduler_internal.backfill_json(backfill), 'cancel', told);
end $$;

-- {limit} -> {released}: frees the next runs of backfills whose run under way ended without saying so (it was cancelled before it
-- began, say).
create function public.release_backfills(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  stalled record;
  released integer := 0;
begin
  for stalled in
    select distinct e.backfill_id, e.job_name from public.scheduled_jobs e
    where e.status = 'queued' and e.awaits = 'turn' and not exists (select from public.scheduled_jobs o
      where o.backfill_id = e.backfill_id and (o.status = 'running' or (o.status = 'queued' and o.awaits is null)))
    order by e.job_name limit least((args->>'limit')::integer, 1000)
  loop
    perform from public.job_schedules where job_name = stalled.job_name for update skip locked;
    if found then
      perform scheduler_internal.release_next(stalled.backfill_id);
      released := released + 1;
    end if;
  end loop;
  return jsonb_build_object('released', released);
end $$;

-- {days, limit} -> {deleted}: executions due and finished before that, at most `limit` (1,000) of them, and definitions and backfills that
-- only they needed. A job's newest definition and whatever the ledger has not passed stay.
create or replace function public.purge_history(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  before constant timestamptz := now() - make_interval(days => (args->>'days')::integer);
  deleted integer;
begin
  with old as (
    select e.id from public.scheduled_jobs e
    where e.due_at < before and e.completed_at < before and e.status not in ('queued', 'running')
      and e.due_at < (select j.ledger_until from public.job_schedules j where j.job_name = e.job_name)
    order by e.due_at limit least((args->>'limit')::integer, 1000))
  delete from public.scheduled_jobs e using old where e.id = old.id;
  get diagnostics deleted = row_count;
  delete from public.job_definitions d using public.job_schedules j
    where j.job_name = d.job_name and d.valid_to < before and d.valid_to < j.ledger_until;
  delete from public.backfills b where b.created_at < before
    and not exists (select from public.scheduled_jobs e where e.backfill_id = b.id);
  return jsonb_build_object('deleted', deleted);
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
