-- The life of an execution: accepted or due, begun, attempted, finished; and the questions asked about it afterwards.
-- Lock order everywhere: the job's row, then the execution's.

-- Whoever holds the job's slot, other than the given execution; the caller holds the job's row lock.
create function scheduler_internal.slot_holder(name text, besides uuid) returns public.scheduled_jobs
language sql stable set search_path = '' as $$
  select e from public.scheduled_jobs e
  where e.job_name = name and e.id <> besides and (e.status = 'running' or (e.status = 'queued' and e.exclusive))
  order by e.due_at limit 1
$$;

-- {executionId, jobName, config?, userId?, reason?, triggeredBy, requestHash} -> {execution, repeated}.
-- Applies the overlap rule at once. The same id again answers the same execution (SJ004 when the request differs).
create function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = wanted;
  if found then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
    return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', true);
  end if;
  if job.overlap = 'skip' then
    holder := scheduler_internal.slot_holder(job.job_name, wanted);
    if holder.id is not null then
      perform scheduler_internal.refuse('SJ003',
        format('job "%s" is already %s; wait for execution %s to end', job.job_name, holder.status, holder.id),
        jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
    end if;
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, queued_at, triggered_by, triggered_by_user, trigger_reason,
    service, endpoint, config, timeout_seconds, exclusive, workflow_id, request_hash)
  values (wanted, job.job_name, 'queued', 'trigger', clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason',
    job.service, job.endpoint, coalesce(args->'config', job.config), job.timeout_seconds, job.overlap = 'skip',
    'run:' || wanted, args->>'requestHash')
  returning * into execution;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', false);
end $$;

-- What the workflow is told to do for an execution that has a row.
create function scheduler_internal.begin_answer(execution public.scheduled_jobs, run_id text) returns jsonb
language sql stable set search_path = '' as $$
  select case
    when execution.status = 'running' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'run', 'executionId', execution.id, 'jobName', execution.job_name, 'service', execution.service,
      'endpoint', execution.endpoint, 'timeoutSeconds', execution.timeout_seconds)
    when execution.status = 'skipped' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'skipped', 'executionId', execution.id, 'reason', execution.reason)
    else jsonb_build_object('decision', 'nothing', 'executionId', execution.id,
      'reason', format('execution %s is already %s', execution.id, execution.status))
  end
$$;

create function scheduler_internal.note_begin(execution public.scheduled_jobs, args jsonb) returns void
language sql set search_path = '' as $$
  update public.job_schedules set
    last_run_at = execution.started_at, last_run_execution_id = execution.id,
    last_run_status = execution.status, last_run_duration_ms = null,
    next_run_at = case when args ? 'nextRunAt' and enabled and deleted_at is null and revision = (args->>'revision')::bigint
      then (args->>'nextRunAt')::timestamptz else next_run_at end
  where job_name = execution.job_name
$$;

create function scheduler_internal.begin_occurrence(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  instant constant timestamptz := args->>'scheduledFor';
  wanted constant uuid := args->>'executionId';
  job public.job_schedules;
  definition public.job_definitions;
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found then
    return jsonb_build_object('decision', 'nothing', 'reason', format('job "%s" was never registered', args->>'jobName'));
  end if;
  select * into execution from public.scheduled_jobs where id = wanted;
  if found then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  select * into definition from public.job_definitions d
    where d.job_name = job.job_name and d.valid_from <= instant and (d.valid_to is null or instant < d.valid_to);
  if not found or not definition.active then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'job "%s" had no schedule in force at %s (disabled, deleted or not registered yet)', job.job_name, scheduler_internal.iso(instant)));
  end if;
  if definition.revision <> (args->>'revision')::bigint then
    return jsonb_build_object('decision', 'definition', 'revision', definition.revision,
      'cronExpression', definition.cron_expression, 'timeZone', definition.time_zone);
  end if;
  if job.overlap = 'skip' then
    holder := scheduler_internal.slot_holder(job.job_name, wanted);
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, started_at, completed_at, reason, triggered_by,
    service, endpoint, config, timeout_seconds, exclusive, workflow_id, run_id)
  values (wanted, job.job_name, case when holder.id is null then 'running' else 'skipped' end, 'schedule', instant,
    case when holder.id is null then clock_timestamp() end, case when holder.id is not null then clock_timestamp() end,
    case when holder.id is not null then format('overlap: execution %s, due at %s, was still %s',
      holder.id, scheduler_internal.iso(holder.due_at), holder.status) end,
    'scheduler', job.service, job.endpoint, job.config, job.timeout_seconds, job.overlap = 'skip', args->>'workflowId', args->>'runId')
  returning * into execution;
  if execution.status = 'running' then
    perform scheduler_internal.note_begin(execution, args);
  end if;
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

create function scheduler_internal.begin_queued(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing', 'reason', format('execution %s has no row', args->>'executionId'));
  end if;
  perform from public.job_schedules where job_name = execution.job_name for update;
  update public.scheduled_jobs set status = 'running', started_at = clock_timestamp(), run_id = args->>'runId'
    where id = execution.id and status = 'queued';
  if found then
    select * into execution from public.scheduled_jobs where id = execution.id;
    perform scheduler_internal.note_begin(execution, '{}');
  else
    select * into execution from public.scheduled_jobs where id = execution.id;
  end if;
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- {kind: 'occurrence', executionId, jobName, revision, scheduledFor, workflowId, runId, nextRunAt?}
-- | {kind: 'execution', executionId, workflowId, runId}
-- -> {decision: 'run', executionId, jobName, service, endpoint, timeoutSeconds} | {decision: 'skipped', executionId, reason}
--  | {decision: 'nothing', reason} | {decision: 'definition', revision, cronExpression, timeZone} when another definition was
--    in force at the instant: check the instant against it and ask again. The same run asking again gets the same answer.
create function public.begin_execution(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select case args->>'kind' when 'occurrence' then scheduler_internal.begin_occurrence(args)
    else scheduler_internal.begin_queued(args) end
$$;

-- {executionId, attempt, tokenHash} -> {execution}: what to call. The same hash again gets the same answer, another one is
-- refused (SJ007), so that no call is sent twice; SJ008 when the execution is not running.
create function public.start_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  stored text;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid for update;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  if execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ008', format('execution %s is %s, not running', execution.id, execution.status));
  end if;
  insert into public.attempt_tokens values (execution.id, (args->>'attempt')::integer, args->>'tokenHash') on conflict do nothing;
  if found then
    update public.scheduled_jobs set attempts = attempts || jsonb_build_object(
      'attempt', (args->>'attempt')::integer, 'started_at', scheduler_internal.iso(clock_timestamp()))
    where id = execution.id;
  else
    select token_hash into stored from public.attempt_tokens
      where execution_id = execution.id and attempt = (args->>'attempt')::integer;
    if stored <> args->>'tokenHash' then
      perform scheduler_internal.refuse('SJ007', format('attempt %s of execution %s was already sent', args->>'attempt', execution.id));
    end if;
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- Writes how the given attempt ended, unless that is known already.
create function scheduler_internal.close_attempt(attempts jsonb, number integer, ending jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(case
      when (attempt->>'attempt')::integer = number and not attempt ? 'ended_at'
      then attempt || ending || jsonb_build_object('ended_at', scheduler_internal.iso(clock_timestamp()))
      else attempt end order by position), '[]')
  from jsonb_array_elements(attempts) with ordinality listed (attempt, position)
$$;

-- {executionId, attempt, class, httpStatus?, message?, result?: {itemsProcessed, itemsSucceeded, itemsFailed, error, metadata}}
-- -> {recorded}. Ignored when the execution is not running any more.
create function public.end_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.scheduled_jobs set
    attempts = scheduler_internal.close_attempt(attempts, (args->>'attempt')::integer, jsonb_build_object(
      'class', args->'class', 'http_status', args->'httpStatus', 'error', args->'message')),
    items_processed = (args->'result'->>'itemsProcessed')::bigint,
    items_succeeded = (args->'result'->>'itemsSucceeded')::bigint,
    items_failed = (args->'result'->>'itemsFailed')::bigint,
    metadata = nullif(args->'result'->'metadata', 'null'),
    error_message = args->>'message'
  where id = (args->>'executionId')::uuid and status = 'running';
  return jsonb_build_object('recorded', found);
end $$;

-- {executionId, status: completed | failed | cancelled, message?, reason?} -> {finished, status}. The first ending wins; a
-- repeat changes nothing.
create function public.finish_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  perform from public.job_schedules where job_name = execution.job_name for update;
  update public.scheduled_jobs set
    status = args->>'status',
    completed_at = clock_timestamp(),
    duration_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000),
    error_message = case when args->>'status' = 'completed' then null else coalesce(args->>'message', error_message) end,
    reason = args->>'reason',
    attempts = scheduler_internal.close_attempt(attempts, jsonb_array_length(attempts),
      jsonb_build_object('class', 'unknown', 'http_status', null, 'error', args->>'message'))
  where id = execution.id and status in ('queued', 'running')
  returning * into execution;
  if not found then
    return (select jsonb_build_object('finished', false, 'status', e.status)
      from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid);
  end if;
  update public.job_schedules set
    total_runs = total_runs + (execution.started_at is not null)::integer,
    successful_runs = successful_runs + (execution.status = 'completed')::integer,
    failed_runs = failed_runs + (execution.started_at is not null and execution.status = 'failed')::integer,
    last_run_status = case when last_run_execution_id = execution.id then execution.status else last_run_status end,
    last_run_duration_ms = case when last_run_execution_id = execution.id then execution.duration_ms else last_run_duration_ms end
  where job_name = execution.job_name;
  return jsonb_build_object('finished', true, 'status', execution.status);
end $$;

-- {executionId} -> {execution}; SJ005 when there is none.
create function public.get_execution(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- {jobName, limit, offset} -> {executions, total}, newest first; deleted jobs keep theirs, SJ001 for a name never registered.
create function public.list_history(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(scheduler_internal.execution_json(page) order by page.due_at desc, page.id desc) from (
      select * from public.scheduled_jobs e where e.job_name = args->>'jobName'
      order by e.due_at desc, e.id desc limit least((args->>'limit')::integer, 1000) offset (args->>'offset')::bigint) page), '[]'),
    'total', (select count(*) from public.scheduled_jobs e where e.job_name = args->>'jobName'));
end $$;

-- {jobName, from, to} -> {stats}. Executions due in [from, to). total = began and ended; the average covers completed and
-- failed ones and is null when there are none.
create function public.job_stats(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return (select jsonb_build_object('stats', jsonb_build_object(
      'total_executions', count(*) filter (where e.started_at is not null and e.status in ('completed', 'failed', 'cancelled')),
      'successful_executions', count(*) filter (where e.status = 'completed'),
      'failed_executions', count(*) filter (where e.started_at is not null and e.status = 'failed'),
      'cancelled_executions', count(*) filter (where e.started_at is not null and e.status = 'cancelled'),
      'skipped_executions', count(*) filter (where e.status = 'skipped'),
      'missed_executions', count(*) filter (where e.status = 'missed'),
      'avg_duration_ms', round(avg(e.duration_ms) filter (where e.status in ('completed', 'failed')))::bigint,
      'total_items_processed', coalesce(sum(e.items_processed), 0)::bigint,
      'total_items_succeeded', coalesce(sum(e.items_succeeded), 0)::bigint,
      'total_items_failed', coalesce(sum(e.items_failed), 0)::bigint))
    from public.scheduled_jobs e
    where e.job_name = args->>'jobName'
      and e.due_at >= (args->>'from')::timestamptz and e.due_at < (args->>'to')::timestamptz);
end $$;
