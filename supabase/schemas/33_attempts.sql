-- Attempts of a run, and runs that report their own end. An attempt ends once: by the worker that made the
-- call, by the service's callback, or because no report came. Later ends get the recorded one as the answer.
-- Texts are cut where they are written.

-- The fields of an execution that its call needs.
create function scheduler_internal.service_call(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'executionId', execution.id,
    'jobName', execution.job_name,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'config', execution.config,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'triggeredBy', execution.triggered_by,
    'triggeredByUser', execution.triggered_by_user,
    'cancelRequested', execution.cancel_requested_at is not null)
$$;

-- {executionId, attempt, tokenHash} -> {call: service_call}. The same hash again gets the same answer.
-- Another hash is refused (SJ007), so that no call is sent twice; SJ008 when the execution is not running.
create function public.start_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  stored text;
begin
  if execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ008',
      format('execution %s is %s, not running', execution.id, execution.status));
  end if;
  insert into public.attempt_tokens values (execution.id, (args->>'attempt')::integer, args->>'tokenHash')
    on conflict do nothing;
  if found then
    update public.scheduled_jobs set
      attempts = scheduler_internal.last_attempts(attempts || jsonb_build_object(
        'attempt', (args->>'attempt')::integer, 'started_at', scheduler_internal.iso(clock_timestamp()))),
      progress = null, heartbeat_at = null
    where id = execution.id returning * into execution;
  else
    select token_hash into stored from public.attempt_tokens
      where execution_id = execution.id and attempt = (args->>'attempt')::integer;
    if stored <> args->>'tokenHash' then
      perform scheduler_internal.refuse('SJ007',
        format('attempt %s of execution %s was already sent', args->>'attempt', execution.id));
    end if;
  end if;
  return jsonb_build_object('call', scheduler_internal.service_call(execution));
end $$;

-- {executionId, attempt, class, httpStatus?, message?, retryAfterMs?, result?: {itemsProcessed,
-- itemsSucceeded, itemsFailed, error, metadata}} -> {end: {class, httpStatus, message, retryAfterMs} or
-- null}: the end that counts, which is the service's own if it reported one; null when the execution is no
-- longer running.
create function public.end_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return jsonb_build_object('end', scheduler_internal.close_attempt(
    scheduler_internal.locked_execution(args->>'executionId'),
    (args->>'attempt')::integer,
    args));
end $$;

-- {executionId, attempt} -> {end or null}: the service has answered 202 and will report the end. Its
-- heartbeats count from now. `end` is set when the report arrived before the 202.
create function public.accept_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  update public.scheduled_jobs set
    attempts = scheduler_internal.mark_attempt(attempts, number,
      jsonb_build_object('accepted_at', scheduler_internal.iso(clock_timestamp()))
        || case when known is null then '{"http_status": 202}' else '{}' end::jsonb),
    heartbeat_at = coalesce(heartbeat_at, clock_timestamp()),
    undelivered_since = null
  where id = execution.id;
  return jsonb_build_object('end', known);
end $$;

-- {executionId, attempt} -> {end: null, waitMs} while the service may go on; the next check is due in waitMs.
-- Else {end, waitMs: 0}: the service reported the end, is stuck (no progress for the job's heartbeatSeconds)
-- or has run out of time.
create function public.check_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known jsonb := scheduler_internal.attempt_end(execution, number);
  heartbeat_seconds integer;
  started_at timestamptz;
  wait_ms bigint;
  is_late boolean;
begin
  if known is null and execution.status = 'running' then
    select j.heartbeat_seconds into heartbeat_seconds from public.job_schedules j
      where j.job_name = execution.job_name;
    select (attempt->>'started_at')::timestamptz into started_at
      from jsonb_array_elements(execution.attempts) attempt
      where (attempt->>'attempt')::integer = number;
    wait_ms := ceil(1000 * extract(epoch from least(
      started_at + make_interval(secs => execution.timeout_seconds),
      execution.heartbeat_at + make_interval(secs => heartbeat_seconds)) - clock_timestamp()));
    if wait_ms > 0 then
      return jsonb_build_object('end', null, 'waitMs', wait_ms);
    end if;
    is_late := started_at + make_interval(secs => execution.timeout_seconds) <= clock_timestamp();
    known := jsonb_build_object('class', 'unknown', 'httpStatus', 202,
      'code', case when is_late then 'no_report' else 'stuck' end,
      'limitSeconds', case when is_late then execution.timeout_seconds else heartbeat_seconds end,
      'message', case when is_late
        then format('%s did not report its end within %s s; whether it did the work is unknown. '
            'Raise timeoutSeconds or make the job faster',
          execution.service, execution.timeout_seconds)
        else format('%s reported no progress for %s s and counts as stuck; '
            'whether it did the work is unknown. Report progress more often, or raise heartbeatSeconds',
          execution.service, heartbeat_seconds) end);
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, known), 'waitMs', 0);
end $$;

-- {executionId, attempt, class, message?, httpStatus?, retryAfterMs?, result?} -> {end or null, status}: for
-- an attempt whose worker was lost, that was cancelled, or whose end could not be recorded. Answers the
-- recorded end if there is one; `not_delivered` for a call that was never made (and is refused from now on);
-- else the class given. `end` is null when the execution is no longer running; see `status`.
create function public.settle_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  ending jsonb := args;
begin
  if execution.status = 'running' then
    insert into public.attempt_tokens values (execution.id, number, 'settled before the call')
      on conflict do nothing;
    if found then
      update public.scheduled_jobs set
        attempts = scheduler_internal.last_attempts(attempts || jsonb_build_object(
          'attempt', number, 'started_at', scheduler_internal.iso(clock_timestamp())))
      where id = execution.id returning * into execution;
      if args->>'class' = 'unknown' then
        ending := jsonb_build_object('class', 'not_delivered',
          'message', 'no call was made: the worker was lost before it');
      end if;
    end if;
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, ending),
    'status', execution.status);
end $$;

-- {executionId, tokenHash, class: succeeded | failed, message?, note?, result} -> {workflowId, jobName,
-- attempt, ended}: the service reports the end. The first end counts: `ended` is {status, class, message,
-- kept} when there was one before. If that one was only assumed, without the service, the late report is
-- kept beside it.
create function public.complete_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
  assumed boolean;
  late jsonb;
begin
  if known is null and execution.status = 'running' then
    perform scheduler_internal.close_attempt(execution, number, args);
    update public.scheduled_jobs set undelivered_since = clock_timestamp(), heartbeat_at = clock_timestamp()
    where id = execution.id;
    return jsonb_build_object(
      'workflowId', execution.workflow_id,
      'jobName', execution.job_name,
      'attempt', number,
      'ended', null);
  end if;
  assumed := coalesce(known->>'class', 'unknown') in ('unknown', 'cancelled');
  if assumed and coalesce((execution.late_report->>'attempt')::integer, 0) < number then
    late := jsonb_build_object(
      'at', scheduler_internal.iso(clock_timestamp()),
      'attempt', number,
      'class', args->'class',
      'message', args->'message',
      'itemsProcessed', args->'result'->'itemsProcessed',
      'itemsSucceeded', args->'result'->'itemsSucceeded',
      'itemsFailed', args->'result'->'itemsFailed',
      'countedAs', case
        when known->>'class' = 'cancelled' then 'cancelled'
        when known->>'code' = 'stuck' then 'stuck'
        else 'unknown'
      end);
    update public.scheduled_jobs set
      late_report = late || jsonb_build_object(
        'sentence', scheduler_internal.late_sentence(execution.service, late))
    where id = execution.id;
  end if;
  return jsonb_build_object(
    'workflowId', execution.workflow_id,
    'jobName', execution.job_name,
    'attempt', number,
    'ended', jsonb_build_object(
      'status', execution.status,
      'class', known->'class',
      'message', known->'message',
      'kept', assumed));
end $$;

-- {executionId, tokenHash, progress: {itemsProcessed?, itemsSucceeded?, itemsFailed?, message?, percent?}} ->
-- {cancelRequested, cancelReason, heartbeatSeconds}. Fields that are not named keep their last values. SJ012
-- when the attempt has ended.
create function public.report_progress(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  if known is not null or execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ012',
      format('attempt %s of execution %s has already ended (%s); stop working on it',
        number, execution.id, coalesce(known->>'class', execution.status)),
      jsonb_build_object(
        'executionId', execution.id,
        'attempt', number,
        'status', execution.status,
        'class', known->'class',
        'message', known->'message'));
  end if;
  update public.scheduled_jobs set
    heartbeat_at = clock_timestamp(),
    progress = coalesce(progress, '{}') || (args->'progress')
      || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
  where id = execution.id;
  return jsonb_build_object(
    'cancelRequested', execution.cancel_requested_at is not null,
    'cancelReason', execution.cancel_reason,
    'heartbeatSeconds', (
      select heartbeat_seconds from public.job_schedules where job_name = execution.job_name));
end $$;

-- {limit} -> {executions: [{executionId, workflowId, attempt}]}: ends that were reported more than 5 s ago
-- and that the workflows have not acted on.
create function public.list_undelivered_ends(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('executions', coalesce(jsonb_agg(jsonb_build_object(
    'executionId', late.id,
    'workflowId', late.workflow_id,
    'attempt', (late.attempts->-1->>'attempt')::integer)), '[]'))
  from (
    select * from public.scheduled_jobs
    where undelivered_since < now() - interval '5 seconds' and status = 'running'
    order by undelivered_since
    limit least((args->>'limit')::integer, 1000)) late
$$;

-- The end of an attempt: {class, httpStatus, message, retryAfterMs, code}; null while it goes on or when it
-- was never made. An attempt older than the last 20 has ended, but no more is known of it. The message is cut
-- at 200 characters, as this passes through Temporal's history; the row has all of it.
create function scheduler_internal.attempt_end(execution public.scheduled_jobs, number integer)
returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(
    (select jsonb_build_object(
        'class', attempt->'class',
        'httpStatus', attempt->'http_status',
        'message', scheduler_internal.shortened(attempt->>'error', 200),
        'retryAfterMs', attempt->'retry_after_ms',
        'code', attempt->'code')
      from jsonb_array_elements(execution.attempts) attempt
      where (attempt->>'attempt')::integer = number and attempt ? 'ended_at'),
    case
      when number < (execution.attempts->0->>'attempt')::integer
        then '{"class": "unknown", "httpStatus": null, "message": null, "retryAfterMs": null}'::jsonb
    end)
$$;

-- Records the end of an attempt of a running execution, whose row the caller has locked. -> the end that
-- counts: this one, or one recorded before; null when the execution is not running and no end is recorded.
create function scheduler_internal.close_attempt(
  execution public.scheduled_jobs,
  number integer,
  ending jsonb)
returns jsonb
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
      'ended_at', scheduler_internal.iso(clock_timestamp()),
      'class', ending->'class',
      'error', scheduler_internal.shortened(ending->>'message', 500),
      'note', ending->'note',
      'code', ending->'code',
      'said', scheduler_internal.shortened(ending->>'said', 500),
      'limit_seconds', ending->'limitSeconds',
      'http_status', ending->'httpStatus',
      'retry_after_ms', ending->'retryAfterMs'))),
    items_processed = (result->>'itemsProcessed')::bigint,
    items_succeeded = (result->>'itemsSucceeded')::bigint,
    items_failed = (result->>'itemsFailed')::bigint,
    metadata = nullif(result->'metadata', 'null'),
    error_message = ending->>'message'
  where id = execution.id
  returning * into execution;
  return scheduler_internal.attempt_end(execution, number);
end $$;

-- Adds fields to one attempt.
create function scheduler_internal.mark_attempt(attempts jsonb, number integer, fields jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(
    case when (attempt->>'attempt')::integer = number then attempt || fields else attempt end
    order by position), '[]')
  from jsonb_array_elements(attempts) with ordinality listed (attempt, position)
$$;

-- The last 20 attempts; older ones are dropped.
create function scheduler_internal.last_attempts(attempts jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when jsonb_array_length(attempts) <= 20 then attempts
    else jsonb_path_query_array(attempts, '$[last - 19 to last]')
  end
$$;

-- The execution, its row locked, and the attempt that a callback's token belongs to. SJ011 when the token
-- does not match, also for an execution that does not exist, so that ids cannot be guessed.
create function scheduler_internal.execution_of_token(
  args jsonb,
  out execution public.scheduled_jobs,
  out attempt integer)
language plpgsql set search_path = '' as $$
begin
  select * into execution from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid for update;
  select t.attempt into attempt from public.attempt_tokens t
  where t.execution_id = execution.id and t.token_hash = args->>'tokenHash';
  if not found then
    perform scheduler_internal.refuse('SJ011',
      format('the callback token does not belong to execution %s; '
        'send the X-Scheduler-Callback-Token of the call', args->>'executionId'));
  end if;
end $$;
