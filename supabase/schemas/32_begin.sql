-- Admission: which run may start now. A job's overlap rule and its service's limit are one decision. A run
-- that may not start waits as a `queued` row whose workflow asks again. Waiting runs are admitted by
-- priority, then age. An admitted run holds its slot, and counts as running, until it begins; without a start
-- within 60 s it loses the slot. A new limit holds for every run that asks after it was set: a run that asked
-- before held no lock of the service. Decisions about a limited service are made one at a time. A row becomes
-- `running` only under its job's lock, after one more check of the job's slot.

-- {kind: 'occurrence', executionId, jobName, revision, scheduledFor, workflowId, runId, nextRunAt?}
-- | {kind: 'execution', executionId, workflowId, runId}
-- -> {decision: 'run', executionId, jobName, service, endpoint, timeoutSeconds, retry, startDeadlineSeconds}
--  | {decision: 'queued', executionId, reason} | {decision: 'skipped', executionId, reason}
--  | {decision: 'nothing', reason} | {decision: 'definition', revision, cronExpression, timeZone}
-- nothing: a no-op. definition: another definition was in force at the instant; check the instant against it
-- and ask again. The same run gets the same answer when it asks again.
create function public.begin_execution(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select case args->>'kind'
    when 'occurrence' then scheduler_internal.begin_occurrence(args)
    else scheduler_internal.begin_queued(args)
  end
$$;

create function scheduler_internal.begin_occurrence(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  instant constant timestamptz := args->>'scheduledFor';
  execution_id constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  job constant public.job_schedules := locked.job;
  service_row constant public.services := locked.service;
  definition public.job_definitions;
  execution public.scheduled_jobs;
  why_not jsonb;
  to_cancel jsonb;
begin
  if job.job_name is null then
    return jsonb_build_object('decision', 'nothing',
      'reason', format('job "%s" was never registered', args->>'jobName'));
  end if;
  select * into execution from public.scheduled_jobs where id = execution_id;
  if found then
    return case
      when execution.status = 'queued' and execution.run_id = args->>'runId'
        then scheduler_internal.start_or_wait(service_row, job, execution_id, args)
      else scheduler_internal.begin_answer(execution, args->>'runId')
    end;
  end if;

  select * into definition from public.job_definitions d
  where d.job_name = job.job_name
    and d.valid_from <= instant
    and (d.valid_to is null or instant < d.valid_to);
  if not found or not definition.active or instant < definition.paused_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'job "%s" had no schedule in force at %s (disabled, paused, deleted or not registered yet)',
      job.job_name, scheduler_internal.iso(instant)));
  end if;
  if definition.revision <> (args->>'revision')::bigint then
    return jsonb_build_object(
      'decision', 'definition',
      'revision', definition.revision,
      'cronExpression', definition.cron_expression,
      'timeZone', definition.time_zone);
  end if;
  if instant + scheduler_internal.late_after(definition.jitter_seconds) < clock_timestamp()
    or instant <= job.ledger_until
  then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'it came %s s late; whether it still runs is decided by the job''s catch-up rule (%s, %s s)',
      round(extract(epoch from clock_timestamp() - instant)),
      definition.catchup, definition.catchup_seconds));
  end if;

  execution := scheduler_internal.new_execution(job, execution_id, 'schedule');
  execution.scheduled_for := instant;
  execution.workflow_id := args->>'workflowId';
  execution.run_id := args->>'runId';
  why_not := scheduler_internal.skip_reason(job, service_row, execution_id);
  if why_not is null and scheduler_internal.needs_admission(service_row, job) then
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    perform scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
    return scheduler_internal.start_or_wait(service_row, job, execution_id, args)
      || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(to_cancel, '[]')));
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

-- Whether a run of the job starts only when it is admitted. Else it has a slot at once.
create function scheduler_internal.needs_admission(service_row public.services, job public.job_schedules)
returns boolean
language sql stable set search_path = '' as $$
  select scheduler_internal.is_limited(service_row)
    or job.overlap in ('queue', 'cancel_running')
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name))
$$;

create function scheduler_internal.begin_queued(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  service_row public.services;
  to_cancel jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing',
      'reason', format('execution %s has no row', args->>'executionId'));
  end if;
  service_row := scheduler_internal.lock_service(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  if execution.status = 'queued' and execution.awaits = 'instant' then
    execution := scheduler_internal.release_one_off(execution, job, service_row, args);
    if execution.status = 'queued' and job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution.id);
    end if;
  end if;
  return scheduler_internal.start_or_wait(service_row, job, execution.id, args)
    || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(to_cancel, '[]')));
end $$;

-- The instant of a one-off run has come: it competes for a slot from now on, or is skipped.
create function scheduler_internal.release_one_off(
  execution public.scheduled_jobs,
  job public.job_schedules,
  service_row public.services,
  args jsonb)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare
  why_not constant jsonb := case
    when execution.origin = 'schedule' and not job.enabled
      then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
    when execution.origin = 'schedule' and job.paused_until > execution.scheduled_for
      then scheduler_internal.paused_reason(job)
    else scheduler_internal.skip_reason(job, service_row, execution.id)
  end;
begin
  update public.scheduled_jobs set
    awaits = null,
    reason_code = why_not->>'code',
    reason_details = why_not->'details',
    exclusive = why_not is null and job.overlap = 'skip',
    status = case when why_not is null then 'queued' else 'skipped' end,
    completed_at = case when why_not is not null then clock_timestamp() end,
    workflow_id = args->>'workflowId',
    run_id = args->>'runId'
  where id = execution.id
  returning * into execution;
  return execution;
end $$;

-- Why a due run of the job is skipped instead of queued; null when it is queued.
create function scheduler_internal.skip_reason(
  job public.job_schedules,
  service_row public.services,
  execution_id uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if job.overlap = 'skip' then
    if service_row.paused then
      return scheduler_internal.service_paused_reason(service_row);
    end if;
    return scheduler_internal.overlap_reason(scheduler_internal.slot_holder(job.job_name, execution_id));
  end if;
  if job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
    return scheduler_internal.reason('queue_full', '{"limit": 100}');
  end if;
  return null;
end $$;

-- Null when the slot is free.
create function scheduler_internal.overlap_reason(holder public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('overlap', jsonb_build_object(
    'executionId', holder.id,
    'dueAt', scheduler_internal.iso(holder.due_at),
    'status', holder.status))
  where holder.id is not null
$$;

create function scheduler_internal.paused_reason(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('paused', jsonb_build_object(
    'jobName', job.job_name,
    'until', scheduler_internal.iso(job.paused_until)))
$$;

create function scheduler_internal.service_paused_reason(service_row public.services) returns jsonb
language sql immutable set search_path = '' as $$
  select scheduler_internal.reason('service_paused', jsonb_build_object(
    'service', service_row.service,
    'reason', service_row.pause_reason))
$$;

-- The run that holds the job's slot. The runs of a backfill do not hold it against others.
create function scheduler_internal.slot_holder(name text, besides uuid) returns public.scheduled_jobs
language sql stable set search_path = '' as $$
  select e from public.scheduled_jobs e
  where e.job_name = name
    and e.id <> besides
    and (e.status = 'running' or (e.status = 'queued' and e.exclusive))
    and e.backfill_id is null
  order by e.due_at
  limit 1
$$;

-- Runs of the job that wait for a slot, without those of a backfill and one-off runs to come.
create function scheduler_internal.queue_length(name text) returns bigint
language sql stable set search_path = '' as $$
  select count(*) from public.scheduled_jobs e
  where e.job_name = name
    and e.status = 'queued'
    and e.awaits is null
    and e.backfill_id is null
$$;

-- Whether a backfill's run has the job's slot.
create function scheduler_internal.backfill_runs(name text) returns boolean
language sql stable set search_path = '' as $$
  select exists (
    select from public.scheduled_jobs e
    where e.job_name = name
      and e.backfill_id is not null
      and (e.status = 'running' or (e.status = 'queued' and e.admitted_at is not null)))
$$;

-- Whether no other run of the job has its slot. Always true when runs may overlap.
create function scheduler_internal.job_slot_free(execution public.scheduled_jobs) returns boolean
language sql stable set search_path = '' as $$
  select (select j.overlap from public.job_schedules j where j.job_name = execution.job_name) = 'allow'
    or not exists (
      select from public.scheduled_jobs o
      where o.job_name = execution.job_name
        and o.id <> execution.id
        and (o.status = 'running'
          or (o.status = 'queued' and (o.admitted_at is not null
            or (execution.backfill_id is not null and o.exclusive)))))
$$;

-- Starts a queued execution, or leaves it waiting. The caller holds the locks of the job and of the service
-- (if it is limited).
create function scheduler_internal.start_or_wait(
  service_row public.services,
  job public.job_schedules,
  execution_id uuid,
  args jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(execution_id::text);
  waits_for jsonb;
begin
  if execution.status <> 'queued' then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  if scheduler_internal.needs_admission(service_row, job) or execution.backfill_id is not null then
    update public.scheduled_jobs set
      waiting_since = coalesce(waiting_since, clock_timestamp()),
      asked_at = clock_timestamp(),
      workflow_id = args->>'workflowId',
      run_id = args->>'runId'
    where id = execution_id;
    perform scheduler_internal.admit(service_row,
      case when scheduler_internal.is_limited(service_row) then null else job.job_name end, null);
    select * into execution from public.scheduled_jobs where id = execution_id;
    -- Since its admission the limit may have been lowered, or the job's slot been taken.
    if execution.admitted_at is not null
      and (service_row.paused
        or not scheduler_internal.job_slot_free(execution)
        or service_row.max_concurrent <= (
          select count(*) from public.scheduled_jobs
          where service = service_row.service and status = 'running'))
    then
      update public.scheduled_jobs set admitted_at = null, admitted_by = null
      where id = execution_id
      returning * into execution;
    end if;
    if execution.admitted_at is null then
      waits_for := case
        when service_row.paused then scheduler_internal.service_paused_reason(service_row)
        when not scheduler_internal.job_slot_free(execution) then scheduler_internal.reason('overlap')
        else scheduler_internal.reason('service_limit', jsonb_build_object(
          'service', service_row.service,
          'limit', service_row.max_concurrent))
      end;
      update public.scheduled_jobs set
        reason_code = waits_for->>'code',
        reason_details = waits_for->'details'
      where id = execution_id
      returning * into execution;
      return jsonb_build_object(
        'decision', 'queued', 'executionId', execution_id, 'reason', execution.reason);
    end if;
  end if;
  update public.scheduled_jobs set
    status = 'running',
    started_at = clock_timestamp(),
    reason_code = null,
    reason_details = null,
    attempts_allowed = (job.retry->>'maxAttempts')::integer,
    workflow_id = args->>'workflowId',
    run_id = args->>'runId',
    exclusive = job.overlap <> 'allow' and backfill_id is null
  where id = execution_id
  returning * into execution;
  perform scheduler_internal.mark_started(execution, args);
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- Admits waiting runs of the service (or of one job) while slots are free. The caller holds the service's
-- lock if it is limited, else the job's. Rows that are locked are skipped: while a limit is being set or
-- lifted both locks are in use, and neither side may wait for the other.
create function scheduler_internal.admit(service_row public.services, only_job text, ended_execution uuid)
returns void
language plpgsql set search_path = '' as $$
declare chosen uuid;
begin
  update public.scheduled_jobs set admitted_at = null, admitted_by = null
  where id in (
    select e.id from public.scheduled_jobs e
    where e.service = service_row.service
      and (only_job is null or e.job_name = only_job)
      and e.status = 'queued'
      and e.admitted_at < clock_timestamp() - interval '60 seconds'
    for update skip locked);
  while not service_row.paused loop
    exit when service_row.max_concurrent <= (
      select count(*) from public.scheduled_jobs
      where service = service_row.service
        and (status = 'running' or (status = 'queued' and admitted_at is not null)));
    select e.id into chosen from public.scheduled_jobs e
    where e.service = service_row.service
      and (only_job is null or e.job_name = only_job)
      and e.status = 'queued'
      and e.waiting_since is not null
      and e.admitted_at is null
      and scheduler_internal.job_slot_free(e)
    order by e.priority, e.queued_at, e.id
    limit 1
    for update of e skip locked;
    exit when not found;
    update public.scheduled_jobs set admitted_at = clock_timestamp(), admitted_by = ended_execution
    where id = chosen;
  end loop;
end $$;

-- For overlap = cancel_running: requests the cancellation of running runs and cancels queued ones. The newest
-- run waits for their ends. -> workflows to cancel
create function scheduler_internal.cancel_others(job public.job_schedules, newest uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  waiting jsonb;
  running jsonb;
begin
  with cancelled as (
    update public.scheduled_jobs set
      status = 'cancelled',
      completed_at = clock_timestamp(),
      reason_code = 'newer_run',
      reason_details = jsonb_build_object('executionId', newest)
    where job_name = job.job_name
      and status = 'queued'
      and id <> newest
      and awaits is null
      and backfill_id is null
    returning workflow_id, run_id)
  select coalesce(jsonb_agg(workflow_id), '[]') into waiting from cancelled where run_id is not null;
  update public.scheduled_jobs set
    cancel_requested_at = clock_timestamp(),
    cancel_requested_by = 'scheduler',
    cancel_reason = format('overlap: execution %s of the same job is due', newest),
    reason_code = 'cancelled',
    reason_details = jsonb_build_object('by', 'scheduler', 'executionId', newest)
  where job_name = job.job_name
    and status = 'running'
    and id <> newest
    and cancel_requested_at is null
    and backfill_id is null;
  select coalesce(jsonb_agg(workflow_id), '[]') into running
  from public.scheduled_jobs
  where job_name = job.job_name
    and status = 'running'
    and id <> newest
    and backfill_id is null;
  return waiting || running;
end $$;

-- The decision for an execution that has a row. Retries follow the job's settings of this moment.
create function scheduler_internal.begin_answer(execution public.scheduled_jobs, run_id text) returns jsonb
language sql stable set search_path = '' as $$
  select case
    when execution.status = 'running' and execution.run_id = $2 then (
      select jsonb_build_object(
        'decision', 'run',
        'executionId', execution.id,
        'jobName', execution.job_name,
        'service', execution.service,
        'endpoint', execution.endpoint,
        'timeoutSeconds', execution.timeout_seconds,
        'retry', j.retry || jsonb_build_object(
          'maxAttempts', coalesce(to_jsonb(execution.attempts_allowed), j.retry->'maxAttempts')),
        'startDeadlineSeconds', j.start_deadline_seconds)
      from public.job_schedules j where j.job_name = execution.job_name)
    when execution.status = 'skipped' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'skipped',
      'executionId', execution.id,
      'reason', execution.reason)
    else jsonb_build_object(
      'decision', 'nothing',
      'executionId', execution.id,
      'reason', format('execution %s is already %s', execution.id, execution.status))
  end
$$;

create function scheduler_internal.mark_started(execution public.scheduled_jobs, args jsonb) returns void
language sql set search_path = '' as $$
  update public.job_schedules set
    last_run_at = execution.started_at,
    last_run_execution_id = execution.id,
    last_run_status = execution.status,
    last_run_duration_ms = null,
    next_run_at = case
      when args ? 'nextRunAt' and enabled and deleted_at is null and revision = (args->>'revision')::bigint
        then (args->>'nextRunAt')::timestamptz
      else next_run_at
    end
  where job_name = execution.job_name
$$;

-- {service} -> {effects: {signal}}: admits waiting runs, and lists (at most 1,000) admitted runs that have
-- not begun.
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
    select coalesce(jsonb_agg(admitted.workflow_id), '[]')
    from (
      select workflow_id from public.scheduled_jobs
      where service = service_row.service and status = 'queued' and admitted_at is not null
      order by admitted_at
      limit 1000) admitted)));
end $$;

-- Why a run that was just accepted will wait, as far as is known: service_paused, service_limit (running and
-- earlier runs take all slots), overlap; null = it begins at once.
create function scheduler_internal.waits_for(
  execution public.scheduled_jobs,
  job public.job_schedules,
  service_row public.services)
returns text
language sql stable set search_path = '' as $$
  select case
    when execution.status <> 'queued' or execution.awaits is not null then null
    when service_row.paused then 'service_paused'
    when service_row.max_concurrent <= (
        select count(*) from public.scheduled_jobs e
        where e.service = service_row.service
          and e.id <> execution.id
          and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
      then 'service_limit'
    when job.overlap in ('queue', 'cancel_running')
      and exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.id <> execution.id
          and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
      then 'overlap'
    when job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name) then 'overlap'
  end
$$;
