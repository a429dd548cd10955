set check_function_bodies = off;

-- The newest call of the service that it answered or left unanswered: among the last attempts of its 3 newest
-- runs of each status and origin, and of 20 that are running. Read from the indexes of the lists, so that no
-- call has to write it. Calls that nobody tried to send, or that were cancelled, say nothing.
create or replace function scheduler_internal.last_call(service_name text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'at', attempt.value->>'at',
    'httpStatus', attempt.value->'http_status',
    'message', scheduler_internal.shortened(attempt.value->>'error', 200),
    'executionId', recent.id,
    'jobName', recent.job_name)
  from (
    select finished.* from unnest(array['completed', 'failed']) wanted_status
      cross join unnest(scheduler_internal.all_origins()) wanted_origin
      cross join lateral (
        select e.id, e.job_name, e.attempts from public.scheduled_jobs e
        where e.service = service_name
          and e.status = wanted_status
          and e.origin = wanted_origin
          and e.status not in ('queued', 'running')
        order by coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) desc, e.id desc
        limit 3) finished
    union all
    (select e.id, e.job_name, e.attempts from public.scheduled_jobs e
    where e.service = service_name and e.status = 'running'
    limit 20)) recent
  cross join lateral (
    select value || jsonb_build_object('at', coalesce(value->>'accepted_at', value->>'ended_at')) as value
    from jsonb_array_elements(recent.attempts)
    where (value ? 'http_status' or value->>'code' in ('unreachable', 'no_answer', 'connection_lost'))
      and (value ? 'accepted_at' or value ? 'ended_at')) attempt
  order by attempt.value->>'at' desc
  limit 1
$$;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
