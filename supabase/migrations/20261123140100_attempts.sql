-- Several attempts of a run, runs that report back by themselves, cancelling and repeating.
-- An attempt ends once: by the worker that made the call, by the service's callback, or because nothing was heard of it.
-- Whoever comes later is told the end that is recorded.

alter table public.scheduled_jobs
  add column outcome text generated always as (attempts->-1->>'class') stored,
  add column undelivered_since timestamptz,
  add column priority integer not null default 3,
  add column waiting_since timestamptz;
comment on column public.scheduled_jobs.outcome is 'Class of the last attempt: what is known of whether the service did the work.';
comment on column public.scheduled_jobs.undelivered_since is 'A callback ended the attempt then, and its workflow has not taken notice yet.';
comment on column public.scheduled_jobs.attempts is 'One object per HTTP call: attempt, started_at, accepted_at (202), ended_at, http_status, class, error.';
create index scheduled_jobs_undelivered on public.scheduled_jobs (undelivered_since) where undelivered_since is not null;

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
    'run_id', execution.run_id)
$$;

-- {executionId, parentId, config?, userId?, reason?, triggeredBy, requestHash} -> {execution, repeated}: a new execution of the
-- parent's job, with the parent's config unless one is given. SJ010 while the parent has not finished.
create function public.rerun_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare parent public.scheduled_jobs;
begin
  -- Not locked: what has finished stays so, and the job's row comes first in the order of locks.
  select * into parent from public.scheduled_jobs where id = (args->>'parentId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'parentId'));
  end if;
  if parent.status in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ010',
      format('execution %s is still %s; wait for its end or cancel it, then run it again', parent.id, parent.status),
      jsonb_build_object('executionId', parent.id, 'status', parent.status));
  end if;
  return public.accept_trigger(args || jsonb_build_object('jobName', parent.job_name,
    'config', coalesce(args->'config', parent.config), 'parentExecutionIds', jsonb_build_array(parent.id)));
end $$;

-- The execution, its row locked; SJ005 when there is none.
create function scheduler_internal.found_execution(wanted text) returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = wanted::uuid for update;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', wanted), jsonb_build_object('executionId', wanted));
  end if;
  return execution;
end $$;

-- {executionId, attempt, tokenHash} -> {execution}: what to call. The same hash again gets the same answer, another one is
-- refused (SJ007), so that no call is sent twice; SJ008 when the execution is not running.
create or replace function public.start_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
  stored text;
begin
  if execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ008', format('execution %s is %s, not running', execution.id, execution.status));
  end if;
  insert into public.attempt_tokens values (execution.id, (args->>'attempt')::integer, args->>'tokenHash') on conflict do nothing;
  if found then
    update public.scheduled_jobs set attempts = attempts || jsonb_build_object(
      'attempt', (args->>'attempt')::integer, 'started_at', scheduler_internal.iso(clock_timestamp())),
      progress = null, heartbeat_at = null
    where id = execution.id returning * into execution;
  else
    select token_hash into stored from public.attempt_tokens
      where execution_id = execution.id and attempt = (args->>'attempt')::integer;
    if stored <> args->>'tokenHash' then
      perform scheduler_internal.refuse('SJ007', format('attempt %s of execution %s was already sent', args->>'attempt', execution.id));
    end if;
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- How an attempt ended: {class, httpStatus, message, retryAfterMs}; null while it goes on or was never made.
create function scheduler_internal.attempt_end(execution public.scheduled_jobs, number integer) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('class', attempt->'class', 'httpStatus', attempt->'http_status', 'message', attempt->'error',
    'retryAfterMs', attempt->'retry_after_ms')
  from jsonb_array_elements(execution.attempts) attempt
  where (attempt->>'attempt')::integer = number and attempt ? 'ended_at'
$$;

drop function scheduler_internal.close_attempt(jsonb, integer, jsonb);

-- Adds fields to one attempt.
create function scheduler_internal.mark_attempt(attempts jsonb, number integer, fields jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(case when (attempt->>'attempt')::integer = number then attempt || fields else attempt end
    order by position), '[]')
  from jsonb_array_elements(attempts) with ordinality listed (attempt, position)
$$;

-- Records the end of an attempt of a running execution, whose row the caller has locked; answers the end that counts: this one,
-- or the one recorded before. Null when the execution is not running and nothing is recorded.
create function scheduler_internal.close_attempt(execution public.scheduled_jobs, number integer, ending jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
  result constant jsonb := ending->'result';
begin
  if known is not null or execution.status <> 'running' then
    if execution.undelivered_since is not null then
      update public.scheduled_jobs set undelivered_since = null where id = execution.id;
    end if;
    return known;
  end if;
  update public.scheduled_jobs set
    attempts = scheduler_internal.mark_attempt(attempts, number, jsonb_strip_nulls(jsonb_build_object(
      'ended_at', scheduler_internal.iso(clock_timestamp()), 'class', ending->'class', 'error', ending->'message',
      'http_status', ending->'httpStatus', 'retry_after_ms', ending->'retryAfterMs'))),
    items_processed = (result->>'itemsProcessed')::bigint,
    items_succeeded = (result->>'itemsSucceeded')::bigint,
    items_failed = (result->>'itemsFailed')::bigint,
    metadata = nullif(result->'metadata', 'null'),
    error_message = ending->>'message'
  where id = execution.id returning * into execution;
  return scheduler_internal.attempt_end(execution, number);
end $$;

-- {executionId, attempt, class, httpStatus?, message?, retryAfterMs?, result?: {itemsProcessed, itemsSucceeded, itemsFailed,
-- error, metadata}} -> {end: {class, httpStatus, message, retryAfterMs} or null}: the end that counts, which is the service's
-- own when it has reported one; null when the execution is not running any more.
create or replace function public.end_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return jsonb_build_object('end', scheduler_internal.close_attempt(
    scheduler_internal.found_execution(args->>'executionId'), (args->>'attempt')::integer, args));
end $$;

-- {executionId, attempt} -> {end or null}: the service has answered 202 and reports the end later. Its heartbeats count from
-- now. Not null when it had reported the end before its 202 arrived.
create function public.accept_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  update public.scheduled_jobs set
    attempts = scheduler_internal.mark_attempt(attempts, number, jsonb_build_object(
      'accepted_at', scheduler_internal.iso(clock_timestamp())) || case when known is null then '{"http_status": 202}' else '{}' end::jsonb),
    heartbeat_at = coalesce(heartbeat_at, clock_timestamp()),
    undelivered_since = null
  where id = execution.id;
  return jsonb_build_object('end', known);
end $$;

-- The attempt that a callback's token belongs to; SJ011 when it is of none, SJ012 when that attempt has ended.
create function scheduler_internal.attempt_of_token(execution public.scheduled_jobs, token_hash text) returns integer
language plpgsql set search_path = '' as $$
declare
  number integer;
  known jsonb;
begin
  select t.attempt into number from public.attempt_tokens t where t.execution_id = execution.id and t.token_hash = $2;
  if not found then
    perform scheduler_internal.refuse('SJ011',
      format('the callback token does not belong to execution %s; send the X-Scheduler-Callback-Token of the call', execution.id));
  end if;
  known := scheduler_internal.attempt_end(execution, number);
  if known is not null or execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ012',
      format('attempt %s of execution %s has already ended (%s); stop working on it', number, execution.id,
        coalesce(known->>'class', execution.status)),
      jsonb_build_object('executionId', execution.id, 'attempt', number, 'status', execution.status, 'class', known->'class',
        'message', known->'message'));
  end if;
  return number;
end $$;

-- {executionId, tokenHash, class: succeeded | failed, message?, result} -> {workflowId, jobName, attempt}: the service's report
-- of the end. The first end counts.
create function public.complete_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
  number constant integer := scheduler_internal.attempt_of_token(execution, args->>'tokenHash');
begin
  perform scheduler_internal.close_attempt(execution, number, args);
  update public.scheduled_jobs set undelivered_since = clock_timestamp(), heartbeat_at = clock_timestamp() where id = execution.id;
  return jsonb_build_object('workflowId', execution.workflow_id, 'jobName', execution.job_name, 'attempt', number);
end $$;

-- {executionId, tokenHash, progress: {itemsProcessed?, itemsSucceeded?, itemsFailed?, message?, percent?}}
-- -> {cancelRequested, cancelReason, heartbeatSeconds}. What is not named stays as last reported.
create function public.report_progress(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
begin
  perform scheduler_internal.attempt_of_token(execution, args->>'tokenHash');
  update public.scheduled_jobs set heartbeat_at = clock_timestamp(),
    progress = coalesce(progress, '{}') || (args->'progress')
      || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
  where id = execution.id;
  return jsonb_build_object('cancelRequested', execution.cancel_requested_at is not null, 'cancelReason', execution.cancel_reason,
    'heartbeatSeconds', (select heartbeat_seconds from public.job_schedules where job_name = execution.job_name));
end $$;

-- {executionId, attempt} -> {end: null, waitMs} while the service may go on, and for how long without being asked about again;
-- or {end, waitMs: 0}: it has reported its end, is stuck (no progress for the job's heartbeatSeconds) or out of time.
create function public.check_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known jsonb := scheduler_internal.attempt_end(execution, number);
  heartbeat_seconds integer;
  started_at timestamptz;
  wait_ms bigint;
begin
  if known is null and execution.status = 'running' then
    select j.heartbeat_seconds into heartbeat_seconds from public.job_schedules j where j.job_name = execution.job_name;
    select (attempt->>'started_at')::timestamptz into started_at from jsonb_array_elements(execution.attempts) attempt
      where (attempt->>'attempt')::integer = number;
    wait_ms := ceil(1000 * extract(epoch from least(
      started_at + make_interval(secs => execution.timeout_seconds),
      execution.heartbeat_at + make_interval(secs => heartbeat_seconds)) - clock_timestamp()));
    if wait_ms > 0 then
      return jsonb_build_object('end', null, 'waitMs', wait_ms);
    end if;
    known := jsonb_build_object('class', 'unknown', 'httpStatus', 202, 'message',
      case when started_at + make_interval(secs => execution.timeout_seconds) <= clock_timestamp()
        then format('%s did not report its end within %s s; whether it did the work is unknown. Raise timeoutSeconds or make the job faster',
          execution.service, execution.timeout_seconds)
        else format('%s reported no progress for %s s and counts as stuck; whether it did the work is unknown. Report progress more often, or raise heartbeatSeconds',
          execution.service, heartbeat_seconds) end);
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, known), 'waitMs', 0);
end $$;

-- {executionId, attempt, class, message} -> {end or null, status}: what is known of an attempt whose worker was lost or that was
-- cancelled. The recorded end if there is one; of a call that was never made `not_delivered` (and it is refused from now on); else
-- the class given. Null when the execution is not running any more, as `status` says.
create function public.settle_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  ending jsonb := args;
begin
  if execution.status = 'running' then
    insert into public.attempt_tokens values (execution.id, number, 'settled before the call') on conflict do nothing;
    if found then
      update public.scheduled_jobs set attempts = attempts || jsonb_build_object(
        'attempt', number, 'started_at', scheduler_internal.iso(clock_timestamp()))
      where id = execution.id returning * into execution;
      if args->>'class' = 'unknown' then
        ending := jsonb_build_object('class', 'not_delivered', 'message', 'no call was made: the worker was lost before it');
      end if;
    end if;
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, ending), 'status', execution.status);
end $$;

-- {executionId, message} -> {finished, status}: ends an execution whose workflow is no more, as far as is known: completed when
-- the service had reported success, cancelled when that was asked for, else failed with the message.
create function public.finish_lost_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  return public.finish_execution(args || jsonb_build_object('status', case
    when execution.outcome = 'succeeded' then 'completed'
    when execution.cancel_requested_at is not null then 'cancelled'
    else 'failed' end));
end $$;

-- {executionId, actor, reason?} -> {execution}: a queued one is cancelled at once; of a running one the wish is recorded, and
-- its workflow must be told. SJ013 when it has finished. The first wish counts.
create function public.cancel_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
begin
  if execution.status not in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ013', format('execution %s is already %s', execution.id, execution.status),
      jsonb_build_object('executionId', execution.id, 'status', execution.status));
  end if;
  if execution.cancel_requested_at is null then
    update public.scheduled_jobs set cancel_requested_at = clock_timestamp(), cancel_requested_by = args->>'actor',
      cancel_reason = args->>'reason',
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason = case when status = 'queued' then format('cancelled by %s%s', args->>'actor', ': ' || (args->>'reason')) end
    where id = execution.id returning * into execution;
    perform scheduler_internal.record_event(execution.job_name, args->>'actor', 'run cancelled', null,
      jsonb_build_object('executionId', execution.id), args->>'reason');
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- {limit} -> {executions: [{executionId, workflowId, attempt}]}: ends reported more than 5 s ago that their workflows have not
-- taken notice of.
create function public.list_undelivered_ends(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('executions', coalesce(jsonb_agg(jsonb_build_object(
    'executionId', late.id, 'workflowId', late.workflow_id, 'attempt', jsonb_array_length(late.attempts))), '[]'))
  from (select * from public.scheduled_jobs where undelivered_since < now() - interval '5 seconds' and status = 'running'
    order by undelivered_since limit least((args->>'limit')::integer, 1000)) late
$$;
