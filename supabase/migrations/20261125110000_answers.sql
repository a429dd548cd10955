-- What a service answers and reports. Texts are bounded where they are written, attempts are kept by the last
-- 20, and a report that comes after an attempt has ended without it is kept beside that end.

alter table public.scheduled_jobs add column late_report jsonb;
comment on column public.scheduled_jobs.late_report is
  'End that the service reported of an attempt that had ended without it: at, attempt, class, message, '
  'itemsProcessed, itemsSucceeded, itemsFailed, sentence.';
comment on column public.scheduled_jobs.attempts is
  'One object for each of the last 20 HTTP calls: attempt, started_at, accepted_at (202), ended_at, '
  'http_status, class, error (500 characters), note. The number of the last one is that of all calls.';

create function scheduler_internal.shortened(text_ text, characters integer) returns text
language sql immutable set search_path = '' as $$
  select case when length(text_) > characters then left(text_, characters) || '…' else text_ end
$$;

create function scheduler_internal.last_attempts(attempts jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case when jsonb_array_length(attempts) <= 20 then attempts
    else jsonb_path_query_array(attempts, '$[last - 19 to last]') end
$$;

-- Rows that were written without these bounds.
update public.scheduled_jobs set
  error_message = scheduler_internal.shortened(error_message, 2000),
  attempts = (
    select coalesce(jsonb_agg(attempt || case when attempt ? 'error' then jsonb_build_object('error',
      scheduler_internal.shortened(attempt->>'error', 500)) else '{}' end order by position), '[]')
    from jsonb_array_elements(scheduler_internal.last_attempts(attempts))
      with ordinality listed (attempt, position))
where pg_column_size(attempts) > 4096 or length(error_message) > 4000;

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
    'awaits', execution.awaits,
    'late_report', execution.late_report)
$$;

-- {executionId, attempt, tokenHash} -> {execution}: what to call. The same hash again gets the same answer,
-- another one is refused (SJ007), so that no call is sent twice; SJ008 when the execution is not running.
create or replace function public.start_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
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
  -- All of it: workers of the version before, which go on while the database is migrated, would take less for no
  -- answer, and a run that they never called for one of unknown outcome.
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- How an attempt ended: {class, httpStatus, message, retryAfterMs}; null while it goes on or was never made. Of
-- one that is not among the last 20 any more only that it has ended, as others have begun since.
-- This goes through Temporal, whose histories hold little: 200 characters of the message, whose whole is in
-- the row.
create or replace function scheduler_internal.attempt_end(execution public.scheduled_jobs, number integer)
returns jsonb language sql immutable set search_path = '' as $$
  select coalesce((
    select jsonb_build_object('class', attempt->'class', 'httpStatus', attempt->'http_status',
      'message', scheduler_internal.shortened(attempt->>'error', 200),
      'retryAfterMs', attempt->'retry_after_ms')
    from jsonb_array_elements(execution.attempts) attempt
    where (attempt->>'attempt')::integer = number and attempt ? 'ended_at'),
    case when number < (execution.attempts->0->>'attempt')::integer then
      '{"class": "unknown", "httpStatus": null, "message": null, "retryAfterMs": null}'::jsonb end)
$$;

-- The whole of a message that attempt_end has shortened, with what was added to it since.
create function scheduler_internal.whole_message(message text, whole text) returns text
language sql immutable set search_path = '' as $$
  select case when length(whole) > 200 and starts_with(message, scheduler_internal.shortened(whole, 200))
    then whole || substr(message, length(scheduler_internal.shortened(whole, 200)) + 1) else message end
$$;

-- Records the end of an attempt of a running execution, whose row the caller has locked; answers the end that
-- counts: this one, or the one recorded before. Null when the execution is not running and nothing is
-- recorded.
create or replace function scheduler_internal.close_attempt(
  execution public.scheduled_jobs, number integer, ending jsonb) returns jsonb
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
      'ended_at', scheduler_internal.iso(clock_timestamp()), 'class', ending->'class',
      'error', scheduler_internal.shortened(ending->>'message', 500), 'note', ending->'note',
      'http_status', ending->'httpStatus', 'retry_after_ms', ending->'retryAfterMs'))),
    items_processed = (result->>'itemsProcessed')::bigint,
    items_succeeded = (result->>'itemsSucceeded')::bigint,
    items_failed = (result->>'itemsFailed')::bigint,
    metadata = nullif(result->'metadata', 'null'),
    error_message = ending->>'message'
  where id = execution.id returning * into execution;
  return scheduler_internal.attempt_end(execution, number);
end $$;

drop function scheduler_internal.attempt_of_token(public.scheduled_jobs, text);

-- The execution, its row locked, whose attempt a callback's token belongs to. SJ011 when there is none: for
-- an execution that does not exist as well, so that ids cannot be found out.
create function scheduler_internal.execution_of_token(
  args jsonb, out execution public.scheduled_jobs, out attempt integer)
language plpgsql set search_path = '' as $$
begin
  select * into execution from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid for update;
  select t.attempt into attempt from public.attempt_tokens t
    where t.execution_id = execution.id and t.token_hash = args->>'tokenHash';
  if not found then
    perform scheduler_internal.refuse('SJ011', format('the callback token does not belong to execution %s; '
      'send the X-Scheduler-Callback-Token of the call', args->>'executionId'));
  end if;
end $$;

-- {executionId, tokenHash, class: succeeded | failed, message?, note?, result} -> {workflowId, jobName,
-- attempt, ended}: the service's report of the end. The first end counts: `ended` {status, class, message,
-- kept} when there was one before. One that the service had no part in is only what was assumed, so the
-- report is kept beside it.
create or replace function public.complete_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
  assumed boolean;
  late text;
begin
  if known is null and execution.status = 'running' then
    perform scheduler_internal.close_attempt(execution, number, args);
    update public.scheduled_jobs set undelivered_since = clock_timestamp(), heartbeat_at = clock_timestamp()
      where id = execution.id;
    return jsonb_build_object('workflowId', execution.workflow_id, 'jobName', execution.job_name,
      'attempt', number, 'ended', null);
  end if;
  assumed := coalesce(known->>'class', 'unknown') in ('unknown', 'cancelled');
  if assumed and coalesce((execution.late_report->>'attempt')::integer, 0) < number then
    late := format('%s reported %s of attempt %s at %s, after it had %s', execution.service,
      case when args->>'class' = 'succeeded' then 'success' else 'a failure' end, number,
      scheduler_internal.iso(clock_timestamp()), case
        when known->>'class' = 'cancelled' then 'counted as cancelled'
        when known->>'message' like '%counts as stuck%' then 'counted as stuck'
        else 'counted as of unknown outcome' end);
    update public.scheduled_jobs set
      late_report = jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()), 'attempt', number,
        'class', args->'class', 'message', args->'message',
        'itemsProcessed', args->'result'->'itemsProcessed',
        'itemsSucceeded', args->'result'->'itemsSucceeded',
        'itemsFailed', args->'result'->'itemsFailed', 'sentence', late),
      reason = case when status in ('queued', 'running') then reason else concat_ws('; ', reason, late) end
    where id = execution.id;
  end if;
  return jsonb_build_object('workflowId', execution.workflow_id, 'jobName', execution.job_name,
    'attempt', number, 'ended', jsonb_build_object('status', execution.status, 'class', known->'class',
      'message', known->'message', 'kept', assumed));
end $$;

-- {executionId, tokenHash, progress: {itemsProcessed?, itemsSucceeded?, itemsFailed?, message?, percent?}} ->
-- {cancelRequested, cancelReason, heartbeatSeconds}. What is not named stays as last reported. SJ012 when the
-- attempt has ended.
create or replace function public.report_progress(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  if known is not null or execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ012',
      format('attempt %s of execution %s has already ended (%s); stop working on it', number, execution.id,
        coalesce(known->>'class', execution.status)),
      jsonb_build_object('executionId', execution.id, 'attempt', number, 'status', execution.status,
        'class', known->'class', 'message', known->'message'));
  end if;
  update public.scheduled_jobs set heartbeat_at = clock_timestamp(),
    progress = coalesce(progress, '{}') || (args->'progress')
      || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
  where id = execution.id;
  return jsonb_build_object('cancelRequested', execution.cancel_requested_at is not null,
    'cancelReason', execution.cancel_reason, 'heartbeatSeconds',
    (select heartbeat_seconds from public.job_schedules where job_name = execution.job_name));
end $$;

-- {executionId, attempt, class, message?, httpStatus?, retryAfterMs?, result?} -> {end or null, status}: what
-- is known of an attempt whose worker was lost, that was cancelled, or whose end could not be recorded. The
-- recorded end if there is one; of a call that was never made `not_delivered` (and it is refused from now
-- on); else the class given. Null when the execution is not running any more, as `status` says.
create or replace function public.settle_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.found_execution(args->>'executionId');
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

-- {limit} -> {executions: [{executionId, workflowId, attempt}]}: ends reported more than 5 s ago that their
-- workflows have not taken notice of.
create or replace function public.list_undelivered_ends(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('executions', coalesce(jsonb_agg(jsonb_build_object(
    'executionId', late.id, 'workflowId', late.workflow_id,
    'attempt', (late.attempts->-1->>'attempt')::integer)), '[]'))
  from (select * from public.scheduled_jobs
    where undelivered_since < now() - interval '5 seconds' and status = 'running'
    order by undelivered_since limit least((args->>'limit')::integer, 1000)) late
$$;

-- {executionId, status: completed | failed | cancelled, message?} -> {finished, status, admitted:
-- [workflowId], dependents: [jobName], released: [execution]}. The first ending wins; a repeat changes
-- nothing and answers the same runs that its end made room for and freed, as long as they have not begun, and
-- the jobs that its end is to start and has not started.
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
      perform scheduler_internal.close_attempt(execution, (execution.attempts->-1->>'attempt')::integer,
        jsonb_build_object('class', 'unknown', 'message', args->'message'));
    end if;
    update public.scheduled_jobs set
      status = args->>'status',
      completed_at = clock_timestamp(),
      duration_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000),
      error_message = case when args->>'status' <> 'completed'
        then coalesce(scheduler_internal.whole_message(args->>'message', error_message), error_message) end,
      reason = nullif(concat_ws('; ', case when args->>'status' = 'cancelled' then case
        when cancel_requested_at is null then coalesce(args->>'reason', args->>'message')
        else format('cancelled by %s%s', cancel_requested_by, ': ' || cancel_reason) end end,
        late_report->>'sentence'), ''),
      undelivered_since = null
    where id = execution.id
    returning * into execution;
    update public.job_schedules set
      total_runs = total_runs + (execution.started_at is not null)::integer,
      successful_runs = successful_runs + (execution.status = 'completed')::integer,
      failed_runs = failed_runs + (execution.started_at is not null and execution.status = 'failed')::integer,
      last_run_status = case
        when last_run_execution_id = execution.id then execution.status else last_run_status end,
      last_run_duration_ms = case
        when last_run_execution_id = execution.id then execution.duration_ms else last_run_duration_ms end
    where job_name = execution.job_name;
  end if;
  if execution.backfill_id is not null then
    perform scheduler_internal.release_next(execution.backfill_id);
  end if;
  answer := jsonb_build_object('finished', wins, 'status', execution.status, 'admitted', '[]'::jsonb,
    'dependents', (select coalesce(jsonb_agg(distinct a.child), '[]')
      from public.dependency_arrivals a where a.execution_id = execution.id),
    'released', case when execution.backfill_id is null then '[]'::jsonb
      else scheduler_internal.released(execution.job_name) end);
  if not scheduler_internal.limits(gate) and job.overlap in ('skip', 'allow')
    and not exists (select from public.scheduled_jobs e
      where e.job_name = job.job_name and e.status = 'queued' and e.waiting_since is not null)
  then
    return answer;
  end if;
  if wins then
    perform scheduler_internal.admit(gate,
      case when scheduler_internal.limits(gate) then null else job.job_name end, execution.id);
  end if;
  return answer || jsonb_build_object('admitted', (select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e
    where e.service = execution.service and e.status = 'queued' and e.admitted_by = execution.id));
end $$;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
