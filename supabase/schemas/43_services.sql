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

create function scheduler_internal.service_json(service_row public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', service_row.service,
    'maxConcurrent', service_row.max_concurrent,
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
-- that are not named stay. A service need not have jobs yet.
create function public.set_service(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare service_row public.services;
begin
  insert into public.services (service) values (args->>'service') on conflict do nothing;
  perform from public.services where service = args->>'service' for no key update;
  update public.services set
    max_concurrent = case
      when args ? 'maxConcurrent' then (args->>'maxConcurrent')::integer
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
