-- Services: their limits, whether they are paused, and jobs that they no longer register.

-- The environment variable that holds a service's address; domain/identifiers.ts has the same rule.
create function scheduler_internal.service_url_variable(service text) returns text
language sql immutable set search_path = '' as $$
  select upper(translate(service, '-.', '__')) || '_URL'
$$;

-- A registration looks for a service that would be called at the same address.
create index services_variable on public.services (scheduler_internal.service_url_variable(service));

-- Whether the service registered other jobs ten minutes or more after it last registered this one. Not in the
-- first minute of a start, when this job may be next. Inlined, as iso is.
create function scheduler_internal.dropped(job public.job_schedules, service public.services) returns boolean
language sql stable as $$
  select coalesce(service.registering_since < now() - interval '1 minute'
    and coalesce(job.last_registered_at, '-infinity') < service.last_registered_at - interval '10 minutes',
    false)
$$;

-- The newest call of the service that it answered or left unanswered: among the last attempts of its 3 newest
-- runs of each status and origin, and of 20 that are running. Read from the indexes of the lists, so that no
-- call has to write it. Calls that nobody tried to send, or that were cancelled, say nothing.
create function scheduler_internal.last_call(service_name text) returns jsonb
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

create function scheduler_internal.service_json(service_row public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', service_row.service,
    'maxConcurrent', service_row.max_concurrent,
    'declared', jsonb_build_object('maxConcurrent', service_row.declared_max_concurrent),
    'overrides', jsonb_strip_nulls(jsonb_build_object('maxConcurrent', service_row.max_concurrent_override)),
    'paused', service_row.paused,
    'pauseReason', service_row.pause_reason,
    'jobs', (
      select count(*) from public.job_schedules j
      where j.service = service_row.service and j.deleted_at is null),
    'running', (
      select count(*) from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'running'),
    'queued', (
      select count(*) from public.scheduled_jobs e
      where e.service = service_row.service
        and e.status = 'queued'
        and e.awaits is distinct from 'instant'),
    'lastRegisteredAt', scheduler_internal.iso(service_row.last_registered_at),
    'droppedJobs', (
      select coalesce(jsonb_agg(job_name order by job_name), '[]')
      from (
        select j.job_name from public.job_schedules j
        where j.service = service_row.service
          and j.deleted_at is null
          and scheduler_internal.dropped(j, service_row)
        order by j.job_name
        limit 100) dropped),
    'lastCall', scheduler_internal.last_call(service_row.service),
    'updatedAt', scheduler_internal.iso(service_row.updated_at),
    'updatedBy', service_row.updated_by)
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
    'services', coalesce((select jsonb_agg(scheduler_internal.service_json(s) order by s.service)
      from unnest(page[1:page_size]) s), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).service end);
end $$;

-- {service, maxConcurrent?: number or null, paused?, reason?, actor} -> {service, effects: {signal}}. Fields
-- that are not named stay; a limit of null returns to the declared one. A service need not have jobs yet.
create function public.set_service(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare service_row public.services;
begin
  insert into public.services (service) values (args->>'service') on conflict do nothing;
  perform from public.services where service = args->>'service' for no key update;
  update public.services set
    max_concurrent_override = case
      when args ? 'maxConcurrent' then (args->>'maxConcurrent')::integer
      else max_concurrent_override
    end,
    max_concurrent = case
      when args ? 'maxConcurrent' then coalesce((args->>'maxConcurrent')::integer, declared_max_concurrent)
      else max_concurrent
    end,
    paused = coalesce((args->>'paused')::boolean, paused),
    pause_reason = case
      when coalesce((args->>'paused')::boolean, paused) then coalesce(args->>'reason', pause_reason)
    end,
    updated_by = args->>'actor',
    updated_at = clock_timestamp()
  where service = args->>'service'
  returning * into service_row;
  perform scheduler_internal.admit(service_row, null, null);
  return jsonb_build_object(
    'service', scheduler_internal.service_json(service_row),
    'effects', jsonb_build_object('signal', (
      select coalesce(jsonb_agg(e.workflow_id), '[]')
      from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'queued' and e.admitted_at is not null)));
end $$;

-- {limits: {<service>: number}} -> {changed}: makes these the declared limits, of these services only. An
-- operator's limit stays. Runs that may start now are admitted by the next admit_waiting.
create function public.declare_limits(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  limits constant jsonb := args->'limits';
  name text;
  changed integer := 0;
begin
  insert into public.services (service)
    select key from jsonb_each(limits)
    where not exists (select from public.services s where s.service = key)
    order by key
    on conflict do nothing;
  for name in
    select s.service from public.services s
    where s.declared_max_concurrent is distinct from (limits->>s.service)::integer
    order by s.service
  loop
    update public.services set
      declared_max_concurrent = (limits->>service)::integer,
      max_concurrent = coalesce(max_concurrent_override, (limits->>service)::integer)
    where service = name;
    changed := changed + 1;
  end loop;
  return jsonb_build_object('changed', changed);
end $$;
