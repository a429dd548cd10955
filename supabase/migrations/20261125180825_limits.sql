set check_function_bodies = off;

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash,
-- parentExecutionIds?} -> {run: queued_run and {workflowId, status, planned}, job: {displayName, timeZone},
-- waits: service_paused | service_limit | overlap | null, effects: {cancel, start}}. Applies the overlap rule
-- at once, or at `runAt`. `cancel`: runs that end for this one. The same id again returns the same execution
-- (SJ004 when the request differs).
create or replace function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- Locked first when it has a limit: of runs accepted at the same moment, each counts those before it.
  service_row constant public.services := scheduler_internal.lock_service(
    (select service from public.job_schedules where job_name = args->>'jobName'));
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
  to_cancel jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = execution_id;
  if found then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
  else
    if args ? 'runAt' then
      null; -- The overlap rule is applied then.
    elsif job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, execution_id);
      if holder.id is not null then
        perform scheduler_internal.refuse('SJ003',
          format('job "%s" is already %s; wait for execution %s to end',
            job.job_name, holder.status, holder.id),
          jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
      end if;
    elsif job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
      perform scheduler_internal.refuse('SJ014',
        format('100 runs of job "%s" are waiting already; try again later', job.job_name),
        jsonb_build_object('jobName', job.job_name));
    end if;
    if exists (
      select from public.scheduled_jobs e
      where e.service = job.service
        and e.service is not null
        and e.status = 'queued'
        and e.origin = 'trigger'
      offset 9999 limit 1)
    then
      perform scheduler_internal.refuse('SJ014',
        format('10,000 triggered runs of service "%s" are waiting already; try again later', job.service),
        jsonb_build_object('service', job.service));
    end if;
    execution := scheduler_internal.new_execution(job, execution_id, 'trigger');
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    execution.triggered_by := args->>'triggeredBy';
    execution.triggered_by_user := args->>'userId';
    execution.trigger_reason := args->>'reason';
    execution.requested_by := args->>'actor';
    execution.config := coalesce(args->'config', job.config);
    execution.request_hash := args->>'requestHash';
    execution.parent_execution_ids :=
      array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid);
    if args ? 'runAt' then
      execution.scheduled_for := args->>'runAt';
      execution.awaits := 'instant';
      execution.exclusive := false;
      execution.reason_code := 'planned';
      execution.reason_details := jsonb_build_object('at', args->'runAt');
    end if;
    execution := scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' and not args ? 'runAt' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
  end if;
  return jsonb_build_object(
    'run', scheduler_internal.queued_run(execution) || jsonb_build_object(
      'workflowId', execution.workflow_id,
      'status', execution.status,
      'planned', execution.status = 'queued' and execution.awaits is not distinct from 'instant'),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'waits', scheduler_internal.waits_for(execution, job, service_row),
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', case
        when execution.status = 'queued' then jsonb_build_array(scheduler_internal.queued_run(execution))
        else '[]'
      end));
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression,
-- …}, expected?, actor, keepOwner?: boolean} -> {job, complete, effects: {start}, created,
-- unregisteredParents}. Settings that are not declared have their defaults. Overrides of operators stay.
-- `expected`, `complete`: see take_expected. With `keepOwner` the name of a deleted job stays its service's.
create or replace function public.register_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name constant text := args->>'name';
  caller constant text := args->>'service';
  variable constant text := scheduler_internal.service_url_variable(caller);
  declared constant jsonb := scheduler_internal.default_settings() || (args->'declared');
  instant constant timestamptz := clock_timestamp();
  old public.job_schedules;
  new public.job_schedules;
  other text;
  created boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('service ' || variable, 0));
  select s.service into other from public.services s
  where scheduler_internal.service_url_variable(s.service) = variable
    and s.service <> caller
    and exists (select from public.job_schedules j where j.service = s.service and j.deleted_at is null)
  limit 1;
  if found then
    perform scheduler_internal.refuse('SJ006',
      format('services "%s" and "%s" would both be called at %s; rename one of them',
        caller, other, variable),
      jsonb_build_object('service', caller, 'other', other, 'variable', variable));
  end if;

  -- Checked first: an upsert locks the row even when it changes nothing.
  if not exists (select from public.services s
    where s.service = caller and s.last_registered_at > instant - interval '10 seconds')
  then
    insert into public.services as s (service, registering_since, last_registered_at)
    values (caller, instant, instant)
    on conflict (service) do update set
      last_registered_at = instant,
      registering_since = case
        when s.last_registered_at > instant - interval '10 minutes' then s.registering_since
        else instant
      end;
  end if;

  select * into old from public.job_schedules where job_name = name for update;
  if not found then
    insert into public.job_schedules (
      job_name, display_name, description,
      job_type, service, endpoint,
      config, declared,
      enabled, cron_expression, time_zone,
      timeout_seconds,
      overlap,
      jitter_seconds)
    values (
      name, args->>'displayName', args->>'description',
      args->>'jobType', caller, args->>'endpoint',
      args->'config', declared,
      (declared->>'enabled')::boolean, declared->>'cronExpression', declared->>'timeZone',
      (declared->>'timeoutSeconds')::integer,
      declared->>'overlap',
      (declared->>'jitterSeconds')::integer)
    on conflict do nothing;
    select * into old from public.job_schedules where job_name = name for update;
  end if;
  created := old.version = 0 or old.deleted_at is not null;
  -- A deleted job's name, history and config do not pass to another service by that service's own token.
  if old.service <> caller and (not created or (args->>'keepOwner')::boolean) then
    perform scheduler_internal.refuse('SJ002',
      format('job "%s" %s service "%s"; choose another name, or %s',
        name,
        case when created then 'was deleted and belonged to' else 'belongs to' end,
        old.service,
        case when created then 'let an admin register it' else 'delete it there first' end),
      jsonb_build_object('jobName', name, 'service', old.service));
  end if;

  if created and exists (
    select from public.job_schedules j
    where j.service = caller and j.deleted_at is null and j.job_name <> name
    offset 9999 limit 1)
  then
    perform scheduler_internal.refuse('SJ026',
      format('service "%s" has 10,000 jobs, which is the most; delete those it does not need', caller),
      jsonb_build_object('service', caller));
  end if;

  update public.job_schedules set last_registered_at = instant where job_name = name returning * into old;
  new := old;
  new.display_name := args->>'displayName';
  new.description := args->>'description';
  new.job_type := args->>'jobType';
  new.service := caller;
  new.endpoint := args->>'endpoint';
  new.config := args->'config';
  new.declared := declared;
  new.deleted_at := null;
  new := scheduler_internal.save_job(old, new, args - 'reason' - 'bulkId', 'registered', 'registration');
  return scheduler_internal.changed_job(new, args->'expected')
    || jsonb_build_object(
      'created', created,
      'unregisteredParents', scheduler_internal.unregistered_parents(new));
end $$;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
