-- Admission: which run may start now. A job's overlap rule and its service's limit are one decision. A run
-- that may not start waits as a `queued` row whose workflow asks again; it is admitted in the order of
-- priority, then age. An admitted row has its place, also in the count of what runs, until it begins; one
-- that does not begin within 60 s goes back. A limit holds for every run that asks after it was set: a run
-- that asked before, when there was none, holds no lock of it. No two decisions about a limited service are
-- made at once; whoever turns a row to running holds its job's lock and looks at the job's slot once more.

-- {kind: 'occurrence', executionId, jobName, revision, scheduledFor, workflowId, runId, nextRunAt?}
-- | {kind: 'execution', executionId, workflowId, runId}
-- -> {decision: 'run', executionId, jobName, service, endpoint, timeoutSeconds, retry, startDeadlineSeconds}
--  | {decision: 'queued', executionId, reason} | {decision: 'skipped', executionId, reason}
--  | {decision: 'nothing', reason} | {decision: 'definition', revision, cronExpression, timeZone}
-- Definition: another one was in force at the instant; check the instant against it and ask again. The same
-- run asking again gets the same answer.
create function public.begin_execution(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select case args->>'kind' when 'occurrence' then scheduler_internal.begin_occurrence(args)
    else scheduler_internal.begin_queued(args) end
$$;

create function scheduler_internal.begin_occurrence(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  instant constant timestamptz := args->>'scheduledFor';
  wanted constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  job constant public.job_schedules := locked.job;
  service_row constant public.services := locked.service;
  definition public.job_definitions;
  execution public.scheduled_jobs;
  why_not jsonb;
  told jsonb;
begin
  if job.job_name is null then
    return jsonb_build_object('decision', 'nothing', 'reason', format('job "%s" was never registered',
      args->>'jobName'));
  end if;
  select * into execution from public.scheduled_jobs where id = wanted;
  if found then
    return case when execution.status = 'queued' and execution.run_id = args->>'runId'
      then scheduler_internal.start_or_wait(service_row, job, wanted, args)
      else scheduler_internal.begin_answer(execution, args->>'runId') end;
  end if;
  select * into definition from public.job_definitions d
    where d.job_name = job.job_name and d.valid_from <= instant
      and (d.valid_to is null or instant < d.valid_to);
  if not found or not definition.active or instant < definition.paused_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'job "%s" had no schedule in force at %s (disabled, paused, deleted or not registered yet)',
        job.job_name, scheduler_internal.iso(instant)));
  end if;
  if definition.revision <> (args->>'revision')::bigint then
    return jsonb_build_object('decision', 'definition', 'revision', definition.revision,
      'cronExpression', definition.cron_expression, 'timeZone', definition.time_zone);
  end if;
  if instant + scheduler_internal.late_after(definition.jitter_seconds) < clock_timestamp()
    or instant <= job.ledger_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'it came %s s late; whether it still runs is decided by the job''s catch-up rule (%s, %s s)',
      round(extract(epoch from clock_timestamp() - instant)), definition.catchup,
        definition.catchup_seconds));
  end if;
  execution := scheduler_internal.new_execution(job, wanted, 'schedule');
  execution.scheduled_for := instant;
  execution.workflow_id := args->>'workflowId';
  execution.run_id := args->>'runId';
  why_not := scheduler_internal.skip_reason(job, service_row, wanted);
  if why_not is null and (scheduler_internal.is_limited(service_row) or job.overlap in ('queue',
    'cancel_running')
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name)))
  then
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    perform scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' then
      told := scheduler_internal.cancel_others(job, wanted);
    end if;
    return scheduler_internal.start_or_wait(service_row, job, wanted, args)
      || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(told, '[]')));
  end if;
  if why_not is null then
    execution.status := 'running';
    execution.started_at := clock_timestamp();
    execution.attempts_allowed := (job.retry->>'maxAttempts')::integer;
  else
    execution.status := 'skipped';
    execution.completed_at := clock_timestamp();
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
  end if;
  execution := scheduler_internal.insert_execution(execution);
  if execution.status = 'running' then
    perform scheduler_internal.mark_started(execution, args);
  end if;
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

create function scheduler_internal.begin_queued(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  service_row public.services;
  told jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing', 'reason',
      format('execution %s has no row', args->>'executionId'));
  end if;
  service_row := scheduler_internal.lock_service(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.found_execution(args->>'executionId');
  if execution.status = 'queued' and execution.awaits = 'instant' then
    execution := scheduler_internal.release_one_off(execution, job, service_row, args);
    if execution.status = 'queued' and job.overlap = 'cancel_running' then
      told := scheduler_internal.cancel_others(job, execution.id);
    end if;
  end if;
  return scheduler_internal.start_or_wait(service_row, job, execution.id, args)
    || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(told, '[]')));
end $$;

-- The instant of a run has come: it is in line from now on, or skipped.
create function scheduler_internal.release_one_off(execution public.scheduled_jobs, job public.job_schedules,
  service_row public.services, args jsonb)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare
  why_not constant jsonb := case
    when execution.origin = 'schedule' and not job.enabled
      then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
    when execution.origin = 'schedule' and job.paused_until > execution.scheduled_for
      then scheduler_internal.paused_reason(job)
    else scheduler_internal.skip_reason(job, service_row, execution.id) end;
begin
  update public.scheduled_jobs set awaits = null, reason_code = why_not->>'code',
    reason_details = why_not->'details', exclusive = why_not is null
    and job.overlap = 'skip',
    status = case when why_not is null then 'queued' else 'skipped' end,
    completed_at = case when why_not is not null then clock_timestamp() end,
    workflow_id = args->>'workflowId', run_id = args->>'runId'
  where id = execution.id returning * into execution;
  return execution;
end $$;

-- Why a due run of the job may not even wait; null when it may.
create function scheduler_internal.skip_reason(job public.job_schedules, service_row public.services, wanted
  uuid)
  returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if job.overlap = 'skip' then
    if service_row.paused then
      return scheduler_internal.service_paused_reason(service_row);
    end if;
    return scheduler_internal.overlap_reason(scheduler_internal.slot_holder(job.job_name, wanted));
  end if;
  if job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
    return scheduler_internal.reason('queue_full', '{"limit": 100}');
  end if;
  return null;
end $$;

-- Null when nobody holds the slot.
create function scheduler_internal.overlap_reason(holder public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('overlap', jsonb_build_object('executionId', holder.id,
    'dueAt', scheduler_internal.iso(holder.due_at), 'status', holder.status))
  where holder.id is not null
$$;

create function scheduler_internal.paused_reason(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('paused', jsonb_build_object('jobName', job.job_name,
    'until', scheduler_internal.iso(job.paused_until)))
$$;

create function scheduler_internal.service_paused_reason(service_row public.services) returns jsonb
language sql immutable set search_path = '' as $$
  select scheduler_internal.reason('service_paused', jsonb_build_object('service', service_row.service,
    'reason', service_row.pause_reason))
$$;

-- Who holds the job's slot by right: a backfill's run does not.
create function scheduler_internal.slot_holder(name text, besides uuid) returns public.scheduled_jobs
language sql stable set search_path = '' as $$
  select e from public.scheduled_jobs e
  where e.job_name = name and e.id <> besides and (e.status = 'running'
    or (e.status = 'queued' and e.exclusive)) and e.backfill_id is null
  order by e.due_at limit 1
$$;

-- Runs of the job that wait in line; those of a backfill or of an instant to come are not.
create function scheduler_internal.queue_length(name text) returns bigint
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

-- Whether no other run of the job has its slot; always, when runs may overlap.
create function scheduler_internal.job_slot_free(execution public.scheduled_jobs) returns boolean
language sql stable set search_path = '' as $$
  select (select j.overlap from public.job_schedules j where j.job_name = execution.job_name) = 'allow'
    or not exists (select from public.scheduled_jobs o where o.job_name = execution.job_name
      and o.id <> execution.id
      and (o.status = 'running' or (o.status = 'queued' and
        (o.admitted_at is not null or (execution.backfill_id is not null and o.exclusive)))))
$$;

-- Lets a queued execution begin, or wait. The caller holds the locks of service (if it limits) and job.
create function scheduler_internal.start_or_wait(service_row public.services, job public.job_schedules,
  wanted uuid,
  args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(wanted::text);
  limited constant boolean := scheduler_internal.is_limited(service_row);
  waits_for jsonb;
begin
  if execution.status <> 'queued' then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  if limited or job.overlap in ('queue', 'cancel_running') or execution.backfill_id is not null
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name))
  then
    update public.scheduled_jobs set waiting_since = coalesce(waiting_since, clock_timestamp()),
      asked_at = clock_timestamp(),
      workflow_id = args->>'workflowId', run_id = args->>'runId' where id = wanted;
    perform scheduler_internal.admit(service_row, case when limited then null else job.job_name end, null);
    select * into execution from public.scheduled_jobs where id = wanted;
    -- The limit may have been lowered, or the slot been taken, since the place was given.
    if execution.admitted_at is not null and (service_row.paused or not
      scheduler_internal.job_slot_free(execution)
      or service_row.max_concurrent <= (select count(*) from public.scheduled_jobs where service =
        service_row.service
        and status = 'running'))
    then
      update public.scheduled_jobs set admitted_at = null, admitted_by = null where id = wanted returning *
        into execution;
    end if;
    if execution.admitted_at is null then
      waits_for := case
        when service_row.paused then scheduler_internal.service_paused_reason(service_row)
        when not scheduler_internal.job_slot_free(execution) then scheduler_internal.reason('overlap')
        else scheduler_internal.reason('service_limit', jsonb_build_object('service', service_row.service,
          'limit', service_row.max_concurrent)) end;
      update public.scheduled_jobs set reason_code = waits_for->>'code', reason_details = waits_for->'details'
      where id = wanted returning * into execution;
      return jsonb_build_object('decision', 'queued', 'executionId', wanted, 'reason', execution.reason);
    end if;
  end if;
  update public.scheduled_jobs set status = 'running', started_at = clock_timestamp(),
    reason_code = null, reason_details = null, attempts_allowed = (job.retry->>'maxAttempts')::integer,
    workflow_id = args->>'workflowId', run_id = args->>'runId',
    exclusive = job.overlap <> 'allow' and backfill_id is null
  where id = wanted returning * into execution;
  perform scheduler_internal.mark_started(execution, args);
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- Gives places to waiting runs of the service (or of one job only) while there are any. The caller holds the
-- service's lock if it limits anything, else the job's. A row that somebody else decides about at this moment
-- is left to them: while a limit is being set or lifted both locks are in use, and neither may wait for the
-- other.
create function scheduler_internal.admit(service_row public.services, only_job text, made_room uuid) returns
  void
language plpgsql set search_path = '' as $$
declare chosen uuid;
begin
  update public.scheduled_jobs set admitted_at = null, admitted_by = null
  where id in (select e.id from public.scheduled_jobs e
    where e.service = service_row.service and (only_job is null or e.job_name = only_job) and e.status =
      'queued'
      and e.admitted_at < clock_timestamp() - interval '60 seconds' for update skip locked);
  while not service_row.paused loop
    exit when service_row.max_concurrent <= (select count(*) from public.scheduled_jobs
      where service = service_row.service and (status = 'running'
        or (status = 'queued' and admitted_at is not null)));
    select e.id into chosen from public.scheduled_jobs e
    where e.service = service_row.service and (only_job is null or e.job_name = only_job) and e.status =
      'queued'
      and e.waiting_since is not null and e.admitted_at is null and scheduler_internal.job_slot_free(e)
    order by e.priority, e.queued_at, e.id limit 1 for update of e skip locked;
    exit when not found;
    update public.scheduled_jobs set admitted_at = clock_timestamp(), admitted_by = made_room
      where id = chosen;
  end loop;
end $$;

-- overlap = cancel_running: asks the running ones to end and cancels those in line; the newest waits for the
-- end. Answers the workflows that must be told.
create function scheduler_internal.cancel_others(job public.job_schedules, newest uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  waiting jsonb;
  running jsonb;
begin
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(),
      reason_code = 'newer_run', reason_details = jsonb_build_object('executionId', newest)
    where job_name = job.job_name and status = 'queued' and id <> newest and awaits is null
      and backfill_id is null
    returning workflow_id, run_id)
  select coalesce(jsonb_agg(workflow_id), '[]') into waiting from ended where run_id is not null;
  update public.scheduled_jobs set cancel_requested_at = clock_timestamp(), cancel_requested_by = 'scheduler',
    cancel_reason = format('overlap: execution %s of the same job is due', newest),
    reason_code = 'cancelled', reason_details = jsonb_build_object('by', 'scheduler', 'executionId', newest)
  where job_name = job.job_name and status = 'running' and id <> newest and cancel_requested_at is null
    and backfill_id is null;
  select coalesce(jsonb_agg(workflow_id), '[]') into running from public.scheduled_jobs
    where job_name = job.job_name and status = 'running' and id <> newest and backfill_id is null;
  return waiting || running;
end $$;

-- What the workflow is told to do for an execution that has a row. Retries follow the job's settings as they
-- are now.
create function scheduler_internal.begin_answer(execution public.scheduled_jobs, run_id text) returns jsonb
language sql stable set search_path = '' as $$
  select case
    when execution.status = 'running' and execution.run_id = $2 then (select jsonb_build_object(
        'decision', 'run', 'executionId', execution.id, 'jobName', execution.job_name, 'service',
          execution.service,
        'endpoint', execution.endpoint, 'timeoutSeconds', execution.timeout_seconds,
        'retry', j.retry || jsonb_build_object('maxAttempts',
          coalesce(to_jsonb(execution.attempts_allowed), j.retry->'maxAttempts')),
        'startDeadlineSeconds', j.start_deadline_seconds)
      from public.job_schedules j where j.job_name = execution.job_name)
    when execution.status = 'skipped' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'skipped', 'executionId', execution.id, 'reason', execution.reason)
    else jsonb_build_object('decision', 'nothing', 'executionId', execution.id,
      'reason', format('execution %s is already %s', execution.id, execution.status))
  end
$$;

create function scheduler_internal.mark_started(execution public.scheduled_jobs, args jsonb) returns void
language sql set search_path = '' as $$
  update public.job_schedules set
    last_run_at = execution.started_at, last_run_execution_id = execution.id,
    last_run_status = execution.status, last_run_duration_ms = null,
    next_run_at = case when args ? 'nextRunAt' and enabled and deleted_at is null
      and revision = (args->>'revision')::bigint
      then (args->>'nextRunAt')::timestamptz else next_run_at end
  where job_name = execution.job_name
$$;

-- {service} -> {effects: {signal}}: gives places to whoever can have one, and lists (at most 1,000) who
-- has one and has not begun.
create function public.admit_waiting(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  service_row constant public.services := scheduler_internal.lock_service(args->>'service');
  waiting record;
begin
  if scheduler_internal.is_limited(service_row) then
    perform scheduler_internal.admit(service_row, null, null);
  else
    for waiting in
      select distinct e.job_name from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'queued' and e.waiting_since is not null
        order by e.job_name
    loop
      perform from public.job_schedules where job_name = waiting.job_name for update skip locked;
      if found then
        perform scheduler_internal.admit(service_row, waiting.job_name, null);
      end if;
    end loop;
  end if;
  return jsonb_build_object('effects', jsonb_build_object('signal', (
    select coalesce(jsonb_agg(late.workflow_id), '[]') from (
    select workflow_id from public.scheduled_jobs where service = service_row.service and status = 'queued'
      and admitted_at is not null
    order by admitted_at limit 1000) late)));
end $$;

-- What the run that was just accepted will wait for, as far as can be told: service_paused, service_limit
-- (its places are taken by runs that go on or were accepted before), overlap; null = it begins at once.
create function scheduler_internal.waits_for(execution public.scheduled_jobs, job public.job_schedules,
  service_row public.services) returns text
language sql stable set search_path = '' as $$
  select case
    when execution.status <> 'queued' or execution.awaits is not null then null
    when service_row.paused then 'service_paused'
    when service_row.max_concurrent <= (select count(*) from public.scheduled_jobs e where e.service =
      service_row.service
      and e.id <> execution.id
      and (e.status = 'running' or (e.status = 'queued' and e.awaits is null))) then 'service_limit'
    when job.overlap in ('queue', 'cancel_running')
      and exists (select from public.scheduled_jobs e where e.job_name = job.job_name
      and e.id <> execution.id and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
        then 'overlap'
    when job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name) then 'overlap' end
$$;
