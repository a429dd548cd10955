-- The end of an execution, and the runs that may start because of it.

-- {executionId, status: completed | failed | cancelled, message?, reason?: {code, details}} -> {finished,
-- status, effects: {start, signal?, dependents}}. The first end wins. A repeat changes nothing and answers
-- the same effects: runs that this end admitted or released and that have not begun, and dependents that it
-- is to start and has not started.
create function public.finish_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  service_row public.services;
  is_first_end boolean;
  why jsonb;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  service_row := scheduler_internal.lock_service(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  is_first_end := execution.status in ('queued', 'running');
  if is_first_end then
    if not execution.attempts->-1 ? 'ended_at' then
      perform scheduler_internal.close_attempt(execution, (execution.attempts->-1->>'attempt')::integer,
        jsonb_build_object('class', 'unknown', 'message', args->'message'));
    end if;
    why := case
      when args->>'status' = 'failed' then args->'reason'
      when args->>'status' = 'cancelled' and execution.cancel_requested_at is null
        then scheduler_internal.reason('workflow_cancelled', jsonb_build_object(
          'message', coalesce(args->>'message', 'its workflow was cancelled')))
      when args->>'status' = 'cancelled'
        then scheduler_internal.reason('cancelled', jsonb_build_object(
          'by', execution.cancel_requested_by,
          'reason', execution.cancel_reason,
          'executionId', case
            when execution.reason_code = 'cancelled' then execution.reason_details->'executionId'
          end))
    end;
    update public.scheduled_jobs set
      status = args->>'status',
      completed_at = clock_timestamp(),
      duration_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000),
      error_message = case
        when args->>'status' <> 'completed' then coalesce(
          scheduler_internal.reason_sentence(
            args->'reason'->>'code', args->'reason'->'details', error_message),
          error_message,
          args->>'message')
      end,
      reason_code = why->>'code',
      reason_details = why->'details',
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
    perform scheduler_internal.release_next_run(execution.job_name);
  end if;
  answer := jsonb_build_object(
    'finished', is_first_end,
    'status', execution.status,
    'effects', jsonb_build_object(
      'dependents', (
        select coalesce(jsonb_agg(distinct a.child), '[]')
        from public.dependency_arrivals a where a.execution_id = execution.id),
      'start', case
        when execution.backfill_id is null then '[]'::jsonb
        else scheduler_internal.released_runs(execution.job_name)
      end));
  if not scheduler_internal.is_limited(service_row)
    and job.overlap in ('skip', 'allow')
    and not exists (
      select from public.scheduled_jobs e
      where e.job_name = job.job_name and e.status = 'queued' and e.waiting_since is not null)
  then
    return answer;
  end if;
  if is_first_end then
    perform scheduler_internal.admit(service_row,
      case when scheduler_internal.is_limited(service_row) then null else job.job_name end,
      execution.id);
  end if;
  return jsonb_set(answer, '{effects,signal}', (
    select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e
    where e.service = execution.service and e.status = 'queued' and e.admitted_by = execution.id));
end $$;

-- {executionId, how: gone | reset | ended, workflowStatus?} -> as finish_execution: ends an execution that
-- has lost its workflow. completed when the service had reported success, cancelled when that was requested,
-- else failed. Records an audit event.
create function public.finish_lost_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  why constant jsonb := scheduler_internal.reason('workflow_lost', args - 'executionId');
  message constant text := scheduler_internal.reason_sentence('workflow_lost', why->'details');
  execution public.scheduled_jobs;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  answer := public.finish_execution(jsonb_build_object(
    'executionId', args->'executionId',
    'reason', why,
    'message', message,
    'status', case
      when execution.outcome = 'succeeded' then 'completed'
      when execution.cancel_requested_at is not null then 'cancelled'
      else 'failed'
    end));
  if (answer->>'finished')::boolean then
    perform scheduler_internal.record_event(execution.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', message),
      'run ' || (answer->>'status'), null, jsonb_build_object('executionId', execution.id), 'reconcile');
  end if;
  return answer;
end $$;
