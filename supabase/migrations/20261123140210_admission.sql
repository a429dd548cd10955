-- Admission: which run may start now. A job's overlap rule and its service's limit are one decision.
-- A run that may not start waits as a `queued` row whose workflow asks again; it is admitted in the order of priority, then age.
-- An admitted row has its place, also in the count of what runs, until it begins; one that does not begin within 60 s goes back.
-- A limit holds for every run that asks after it was set: a run that asked before, when there was none, holds no lock of it.
-- Lock order: the service's row (only when it limits anything), the job's, the execution's. No two decisions about a limited
-- service are made at once; whoever turns a row to running holds its job's lock and looks at the job's slot once more.

alter table public.services add column pause_reason text, add column updated_by text;
alter table public.scheduled_jobs
  add column asked_at timestamptz,
  add column admitted_at timestamptz;
comment on column public.scheduled_jobs.waiting_since is 'When the run first asked to start and had to wait.';
comment on column public.scheduled_jobs.asked_at is 'When its workflow last asked.';
comment on column public.scheduled_jobs.admitted_at is 'It has its place since then and will begin.';
comment on column public.scheduled_jobs.admitted_by is 'The execution whose end made room; null when nobody had to end.';
create index scheduled_jobs_by_service on public.scheduled_jobs (service, priority, queued_at, id) where status in ('queued', 'running');

-- The service of a job or run. Its row is locked when it limits anything; limit and pause are as under the lock.
create function scheduler_internal.service_gate(name text) returns public.services
language plpgsql set search_path = '' as $$
declare gate public.services;
begin
  select * into gate from public.services where service = name;
  if gate.max_concurrent is not null or gate.paused then
    -- Not `for update`, which would wait for every job that names the service.
    select * into gate from public.services where service = name for no key update;
  end if;
  return gate;
end $$;

create function scheduler_internal.limits(gate public.services) returns boolean
language sql immutable set search_path = '' as $$ select gate.max_concurrent is not null or gate.paused $$;

-- Whether no other run of the job has its slot; always, when runs may overlap.
create function scheduler_internal.job_slot_free(execution public.scheduled_jobs) returns boolean
language sql stable set search_path = '' as $$
  select (select j.overlap from public.job_schedules j where j.job_name = execution.job_name) = 'allow'
    or not exists (select from public.scheduled_jobs o where o.job_name = execution.job_name and o.id <> execution.id
      and (o.status = 'running' or (o.status = 'queued' and o.admitted_at is not null)))
$$;

-- Gives places to waiting runs of the service (or of one job only) while there are any. The caller holds the service's lock if it
-- limits anything, else the job's. A row that somebody else decides about at this moment is left to them: while a limit is being set
-- or lifted both locks are in use, and neither may wait for the other.
create function scheduler_internal.admit(gate public.services, only_job text, made_room uuid) returns void
language plpgsql set search_path = '' as $$
declare chosen uuid;
begin
  update public.scheduled_jobs set admitted_at = null, admitted_by = null
  where id in (select e.id from public.scheduled_jobs e
    where e.service = gate.service and (only_job is null or e.job_name = only_job) and e.status = 'queued'
      and e.admitted_at < clock_timestamp() - interval '60 seconds' for update skip locked);
  while not gate.paused loop
    exit when gate.max_concurrent <= (select count(*) from public.scheduled_jobs
      where service = gate.service and (status = 'running' or (status = 'queued' and admitted_at is not null)));
    select e.id into chosen from public.scheduled_jobs e
    where e.service = gate.service and (only_job is null or e.job_name = only_job) and e.status = 'queued'
      and e.waiting_since is not null and e.admitted_at is null and scheduler_internal.job_slot_free(e)
    order by e.priority, e.queued_at, e.id limit 1 for update of e skip locked;
    exit when not found;
    update public.scheduled_jobs set admitted_at = clock_timestamp(), admitted_by = made_room where id = chosen;
  end loop;
end $$;

-- What the workflow is told to do for an execution that has a row. Retries follow the job's settings as they are now.
create or replace function scheduler_internal.begin_answer(execution public.scheduled_jobs, run_id text) returns jsonb
language sql stable set search_path = '' as $$
  select case
    when execution.status = 'running' and execution.run_id = $2 then (select jsonb_build_object(
        'decision', 'run', 'executionId', execution.id, 'jobName', execution.job_name, 'service', execution.service,
        'endpoint', execution.endpoint, 'timeoutSeconds', execution.timeout_seconds,
        'retry', j.retry, 'startDeadlineSeconds', j.start_deadline_seconds)
      from public.job_schedules j where j.job_name = execution.job_name)
    when execution.status = 'skipped' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'skipped', 'executionId', execution.id, 'reason', execution.reason)
    else jsonb_build_object('decision', 'nothing', 'executionId', execution.id,
      'reason', format('execution %s is already %s', execution.id, execution.status))
  end
$$;

-- Lets a queued execution begin, or wait. The caller holds the locks of service (if it limits) and job.
create function scheduler_internal.start_or_wait(gate public.services, job public.job_schedules, wanted uuid, args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(wanted::text);
  limited constant boolean := scheduler_internal.limits(gate);
begin
  if execution.status <> 'queued' then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  if limited or job.overlap in ('queue', 'cancel_running') then
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
    exclusive = job.overlap <> 'allow'
  where id = wanted returning * into execution;
  perform scheduler_internal.note_begin(execution, args);
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- overlap = cancel_running: asks the running ones to end and cancels those that wait; the newest waits for the end. Answers the
-- workflows that must be told.
create function scheduler_internal.make_way(job public.job_schedules, newest uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  waiting jsonb;
  running jsonb;
begin
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(),
      reason = format('overlap: execution %s of the same job came after it', newest)
    where job_name = job.job_name and status = 'queued' and id <> newest returning workflow_id, run_id)
  select coalesce(jsonb_agg(workflow_id), '[]') into waiting from ended where run_id is not null;
  update public.scheduled_jobs set cancel_requested_at = clock_timestamp(), cancel_requested_by = 'scheduler',
    cancel_reason = format('overlap: execution %s of the same job is due', newest)
  where job_name = job.job_name and status = 'running' and id <> newest and cancel_requested_at is null;
  select coalesce(jsonb_agg(workflow_id), '[]') into running from public.scheduled_jobs
    where job_name = job.job_name and status = 'running' and id <> newest;
  return waiting || running;
end $$;

-- Why a due run of the job may not even wait; null when it may.
create function scheduler_internal.skip_reason(job public.job_schedules, gate public.services, wanted uuid) returns text
language plpgsql stable set search_path = '' as $$
begin
  if job.overlap = 'skip' then
    if gate.paused then
      return format('service_paused: service %s was paused%s', gate.service, ': ' || gate.pause_reason);
    end if;
    return scheduler_internal.overlap_reason(scheduler_internal.slot_holder(job.job_name, wanted));
  end if;
  if job.overlap = 'queue' and
    (select count(*) from public.scheduled_jobs where job_name = job.job_name and status = 'queued') >= 100 then
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
  if why_not is null and (scheduler_internal.limits(gate) or job.overlap in ('queue', 'cancel_running')) then
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
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing', 'reason', format('execution %s has no row', args->>'executionId'));
  end if;
  gate := scheduler_internal.service_gate(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  return scheduler_internal.start_or_wait(gate, job, execution.id, args);
end $$;

-- {executionId, jobName, config?, userId?, reason?, triggeredBy, requestHash, parentExecutionIds?} -> {execution, repeated,
-- cancel: [workflowId]}. Applies the overlap rule at once; `cancel`: runs that have to make way. The same id again answers the same
-- execution (SJ004 when the request differs).
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
  if job.overlap = 'skip' then
    holder := scheduler_internal.slot_holder(job.job_name, wanted);
    if holder.id is not null then
      perform scheduler_internal.refuse('SJ003',
        format('job "%s" is already %s; wait for execution %s to end', job.job_name, holder.status, holder.id),
        jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
    end if;
  elsif job.overlap = 'queue' and
    (select count(*) from public.scheduled_jobs where job_name = job.job_name and status = 'queued') >= 100 then
    perform scheduler_internal.refuse('SJ014', format('100 runs of job "%s" are waiting already; try again later', job.job_name),
      jsonb_build_object('jobName', job.job_name));
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, queued_at, triggered_by, triggered_by_user, trigger_reason,
    service, endpoint, config, timeout_seconds, priority, exclusive, workflow_id, request_hash, parent_execution_ids)
  values (wanted, job.job_name, 'queued', 'trigger', clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason',
    job.service, job.endpoint, coalesce(args->'config', job.config), job.timeout_seconds, job.priority, job.overlap = 'skip',
    'run:' || wanted, args->>'requestHash',
    array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid))
  returning * into execution;
  if job.overlap = 'cancel_running' then
    told := scheduler_internal.make_way(job, wanted);
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', false, 'cancel', told);
end $$;

-- {executionId, status: completed | failed | cancelled, message?} -> {finished, status, admitted: [workflowId]}. The first ending
-- wins; a repeat changes nothing and answers the same runs that its end made room for, as long as they have not begun.
create or replace function public.finish_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  gate public.services;
  wins boolean;
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
  if not scheduler_internal.limits(gate) and job.overlap in ('skip', 'allow') then
    return jsonb_build_object('finished', wins, 'status', execution.status, 'admitted', '[]'::jsonb);
  end if;
  if wins then
    perform scheduler_internal.admit(gate, case when scheduler_internal.limits(gate) then null else job.job_name end, execution.id);
  end if;
  return jsonb_build_object('finished', wins, 'status', execution.status, 'admitted', (select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e where e.service = execution.service and e.status = 'queued' and e.admitted_by = execution.id));
end $$;

-- {service} -> {admitted: [workflowId]}: gives places to whoever can have one, and lists (at most 1,000) who has one and has not begun.
create function public.admit_waiting(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  gate constant public.services := scheduler_internal.service_gate(args->>'service');
  waiting record;
begin
  if scheduler_internal.limits(gate) then
    perform scheduler_internal.admit(gate, null, null);
  else
    for waiting in
      select distinct e.job_name from public.scheduled_jobs e
      where e.service = gate.service and e.status = 'queued' and e.waiting_since is not null order by e.job_name
    loop
      perform from public.job_schedules where job_name = waiting.job_name for update skip locked;
      if found then
        perform scheduler_internal.admit(gate, waiting.job_name, null);
      end if;
    end loop;
  end if;
  return jsonb_build_object('admitted', (select coalesce(jsonb_agg(late.workflow_id), '[]') from (
    select workflow_id from public.scheduled_jobs where service = gate.service and status = 'queued' and admitted_at is not null
    order by admitted_at limit 1000) late));
end $$;

-- {service, maxConcurrent?: number or null, paused?, reason?, actor} -> {service, admitted: [workflowId]}. What is not named stays.
-- A service need not have jobs yet.
create function public.set_service(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare gate public.services;
begin
  insert into public.services (service) values (args->>'service') on conflict do nothing;
  perform from public.services where service = args->>'service' for no key update;
  update public.services set
    max_concurrent = case when args ? 'maxConcurrent' then (args->>'maxConcurrent')::integer else max_concurrent end,
    paused = coalesce((args->>'paused')::boolean, paused),
    pause_reason = case when coalesce((args->>'paused')::boolean, paused) then coalesce(args->>'reason', pause_reason) end,
    updated_by = args->>'actor', updated_at = clock_timestamp()
  where service = args->>'service' returning * into gate;
  perform scheduler_internal.admit(gate, null, null);
  return jsonb_build_object('service', scheduler_internal.service_json(gate), 'admitted', (select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e where e.service = gate.service and e.status = 'queued' and e.admitted_at is not null));
end $$;

create function scheduler_internal.service_json(gate public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', gate.service, 'maxConcurrent', gate.max_concurrent, 'paused', gate.paused, 'pauseReason', gate.pause_reason,
    'jobs', (select count(*) from public.job_schedules j where j.service = gate.service and j.deleted_at is null),
    'running', (select count(*) from public.scheduled_jobs e where e.service = gate.service and e.status = 'running'),
    'queued', (select count(*) from public.scheduled_jobs e where e.service = gate.service and e.status = 'queued'),
    'updatedAt', scheduler_internal.iso(gate.updated_at), 'updatedBy', gate.updated_by)
$$;

-- {limit? (1000), cursor?} -> {services, nextCursor}, by name.
create function public.list_services(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  page public.services[];
begin
  select array_agg(found_service) into page from (
    select s as found_service from public.services s where s.service > coalesce(args->>'cursor', '')
    order by s.service limit page_size + 1) matching;
  return jsonb_build_object(
    'services', coalesce((select jsonb_agg(scheduler_internal.service_json(s) order by s.service) from unnest(page[1:page_size]) s), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).service end);
end $$;

-- {status: running | queued, olderThanSeconds, limit, cursor?} -> {executions, nextCursor}. Listing queued ones means that
-- Temporal was just reached: their start deadline counts from the first time. Those whose workflow has asked lately are not listed.
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
      and coalesce(e.started_at, e.queued_at, e.due_at) < now() - make_interval(secs => (args->>'olderThanSeconds')::double precision)
    order by e.id limit page_size + 1) matching;
  update public.scheduled_jobs e set start_deadline_from = clock_timestamp()
  from unnest(page[1:page_size]) listed
  where e.id = listed.id and e.status = 'queued' and e.start_deadline_from is null;
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(jsonb_build_object('executionId', e.id, 'jobName', e.job_name, 'service', e.service,
      'endpoint', e.endpoint, 'origin', e.origin, 'priority', e.priority, 'workflowId', e.workflow_id, 'runId', e.run_id,
      'cancelRequested', e.cancel_requested_at is not null,
      'startDeadlineFrom', scheduler_internal.iso(coalesce(e.start_deadline_from, now())),
      'startDeadlineSeconds', j.start_deadline_seconds) order by e.id)
      from unnest(page[1:page_size]) e join public.job_schedules j on j.job_name = e.job_name), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id end);
end $$;
