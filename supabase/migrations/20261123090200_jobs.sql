-- Register, list, get, enable, disable, cron, delete. Every function takes and gives one JSON object and may be repeated.

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression, timeZone,
-- timeoutSeconds, overlap, jitterSeconds}, actor} -> {job, created}. What an operator has overridden stays.
create function public.register_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name constant text := args->>'name';
  owner constant text := args->>'service';
  variable constant text := scheduler_internal.service_url_variable(owner);
  old public.job_schedules;
  new public.job_schedules;
  other text;
  created boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('service ' || variable, 0));
  select j.service into other from public.job_schedules j
    where j.service <> owner and j.deleted_at is null and scheduler_internal.service_url_variable(j.service) = variable limit 1;
  if found then
    perform scheduler_internal.refuse('SJ006',
      format('services "%s" and "%s" would both be called at %s; rename one of them', owner, other, variable),
      jsonb_build_object('service', owner, 'other', other, 'variable', variable));
  end if;
  insert into public.services (service) values (owner) on conflict do nothing;
  insert into public.job_schedules (job_name, display_name, description, cron_expression, enabled, job_type, service,
    endpoint, config, time_zone, timeout_seconds, overlap, jitter_seconds, declared)
  values (name, args->>'displayName', args->>'description', args->'declared'->>'cronExpression',
    (args->'declared'->>'enabled')::boolean, args->>'jobType', owner, args->>'endpoint', args->'config',
    args->'declared'->>'timeZone', (args->'declared'->>'timeoutSeconds')::integer, args->'declared'->>'overlap',
    (args->'declared'->>'jitterSeconds')::integer, args->'declared')
  on conflict do nothing;
  select * into old from public.job_schedules where job_name = name for update;
  created := old.version = 0 or old.deleted_at is not null;
  if not created and old.service <> owner then
    perform scheduler_internal.refuse('SJ002',
      format('job "%s" belongs to service "%s"; choose another name, or delete it there first', name, old.service),
      jsonb_build_object('jobName', name, 'service', old.service));
  end if;
  new := old;
  new.display_name := args->>'displayName';
  new.description := args->>'description';
  new.job_type := args->>'jobType';
  new.service := owner;
  new.endpoint := args->>'endpoint';
  new.config := args->'config';
  new.declared := args->'declared';
  new.deleted_at := null;
  new := scheduler_internal.save_job(old, new, args->>'actor', 'registered', null);
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'created', created);
end $$;

-- {jobName} -> {job}; SJ001 when there is none.
create function public.get_job(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return jsonb_build_object('job', scheduler_internal.job_json(job));
end $$;

-- {search?, service?, status?: running | queued | enabled | disabled, limit? (1000), cursor?} -> {jobs, nextCursor}, by name.
create function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page from (
    select j as found_job from public.job_schedules j
    where j.deleted_at is null
      and j.job_name > coalesce(args->>'cursor', '')
      and (args->>'service' is null or j.service = args->>'service')
      and (args->>'search' is null or strpos(
        lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)), lower(args->>'search')) > 0)
      and (args->>'status' is null or args->>'status' = case
        when exists (select from public.scheduled_jobs e where e.job_name = j.job_name and e.status = 'running') then 'running'
        when exists (select from public.scheduled_jobs e where e.job_name = j.job_name and e.status = 'queued') then 'queued'
        when j.enabled then 'enabled' else 'disabled' end)
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((select jsonb_agg(scheduler_internal.job_json(j) order by j.job_name) from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {} -> {count}: how many jobs are registered.
create function public.count_jobs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('count', count(*)) from public.job_schedules where deleted_at is null
$$;

-- {jobName, actor, reason?} -> {job}
create function public.enable_job(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select scheduler_internal.override_setting(args, 'enabled', 'true', 'enabled')
$$;

-- {jobName, actor, reason?} -> {job}
create function public.disable_job(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select scheduler_internal.override_setting(args, 'enabled', 'false', 'disabled')
$$;

-- {jobName, cronExpression, actor, reason?} -> {job}
create function public.change_cron(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select scheduler_internal.override_setting(args, 'cronExpression', args->'cronExpression', 'cron changed')
$$;

-- {jobName, actor, reason?} -> {job, cancelledExecutionIds}. History and counters stay, overrides are dropped, and
-- triggers that have not begun are cancelled.
create function public.delete_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  new public.job_schedules := old;
  cancelled uuid[];
begin
  new.deleted_at := clock_timestamp();
  new.overrides := '{}';
  new := scheduler_internal.save_job(old, new, args->>'actor', 'deleted', args->>'reason');
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(), reason = 'job deleted'
    where job_name = new.job_name and status = 'queued' returning id)
  select coalesce(array_agg(id), '{}') into cancelled from ended;
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'cancelledExecutionIds', to_jsonb(cancelled));
end $$;

-- {jobName, revision, nextRunAt: ISO or null} -> {stored}. Counts only while the job still has that revision.
create function public.set_next_run(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules
  set next_run_at = case when enabled and deleted_at is null then (args->>'nextRunAt')::timestamptz end,
    next_run_revision = revision
  where job_name = args->>'jobName' and revision = (args->>'revision')::bigint;
  return jsonb_build_object('stored', found);
end $$;

-- {jobName, limit? (20), cursor?} -> {events, nextCursor}, newest first; deleted jobs keep theirs.
create function public.list_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 20), 1000);
  page public.job_events[];
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  select array_agg(found_event) into page from (
    select v as found_event from public.job_events v
    where v.job_name = args->>'jobName' and (args->>'cursor' is null or v.id < (args->>'cursor')::bigint)
    order by v.id desc limit page_size + 1) matching;
  return jsonb_build_object(
    'events', coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'at', scheduler_internal.iso(v.at), 'actor', v.actor,
      'action', v.action, 'before', v.before, 'after', v.after, 'reason', v.reason) order by v.id desc)
      from unnest(page[1:page_size]) v), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id::text end);
end $$;

-- {jobName, actor, action, reason} -> {}: what happened to a job outside the verbs above (repairs).
create function public.record_job_event(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform scheduler_internal.record_event(args->>'jobName', args->>'actor', args->>'action', args->'before', args->'after', args->>'reason');
  return '{}';
end $$;
