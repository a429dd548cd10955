-- Jobs: register, change, delete, list. One function, save_job, writes every change of a job.

-- Defaults of settings that a registration does not declare; src/contract has the same.
create function scheduler_internal.default_settings() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'enabled', true,
    'cronExpression', null,
    'timeZone', 'UTC',
    'timeoutSeconds', 300,
    'retry', jsonb_build_object(
      'maxAttempts', 1,
      'initialIntervalSeconds', 10,
      'backoffCoefficient', 2,
      'maxIntervalSeconds', 600),
    'startDeadlineSeconds', 300,
    'heartbeatSeconds', 60,
    'overlap', 'skip',
    'catchup', 'latest',
    'catchupSeconds', 3600,
    'jitterSeconds', 0,
    'priority', 3,
    'after', '[]'::jsonb,
    'runAt', null)
$$;

-- The job as the API shows it.
create function scheduler_internal.job_json(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', job.job_name,
    'displayName', job.display_name,
    'description', job.description,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'enabled', job.enabled,
    'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
    'isRunning', exists (select from public.scheduled_jobs e where e.job_name = job.job_name
      and e.status = 'running'),
    'jobType', job.job_type,
    'service', job.service,
    'endpoint', job.endpoint,
    'config', job.config,
    'timeoutSeconds', job.timeout_seconds,
    'retry', job.retry,
    'startDeadlineSeconds', job.start_deadline_seconds,
    'heartbeatSeconds', job.heartbeat_seconds,
    'overlap', job.overlap,
    'catchup', job.catchup,
    'catchupSeconds', job.catchup_seconds,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'after', job.after,
    'runAt', scheduler_internal.iso(job.run_at),
    'declared', job.declared,
    'overrides', job.overrides)
  || jsonb_build_object(
    'lastRunAt', scheduler_internal.iso(job.last_run_at),
    'lastRunStatus', job.last_run_status,
    'lastRunDuration', job.last_run_duration_ms,
    'nextRunAt', scheduler_internal.iso(scheduler_internal.next_run_at(job)),
    'totalRuns', job.total_runs,
    'successfulRuns', job.successful_runs,
    'failedRuns', job.failed_runs,
    'version', job.version,
    'revision', job.revision,
    'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
    'lastRegisteredAt', scheduler_internal.iso(job.last_registered_at),
    'droppedByService', (select scheduler_internal.dropped(job, s) from public.services s
      where s.service = job.service),
    'createdAt', scheduler_internal.iso(job.created_at),
    'updatedAt', scheduler_internal.iso(job.updated_at))
$$;

-- The next occurrence or one-off run of the job. One-off runs of a disabled job count when triggered by hand.
create function scheduler_internal.next_run_at(job public.job_schedules) returns timestamptz
language sql stable set search_path = '' as $$
  select least(
    job.next_run_at,
    (select min(e.scheduled_for)
      from public.scheduled_jobs e
      where e.job_name = job.job_name
        and e.status = 'queued'
        and e.awaits = 'instant'
        and (job.enabled or e.origin = 'trigger')))
$$;

-- The fields of a job that the audit compares. None of them needs a query of another table.
create function scheduler_internal.audited(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'displayName', job.display_name,
    'description', job.description,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'enabled', job.enabled,
    'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
    'jobType', job.job_type,
    'service', job.service,
    'endpoint', job.endpoint,
    'config', job.config,
    'timeoutSeconds', job.timeout_seconds,
    'retry', job.retry,
    'startDeadlineSeconds', job.start_deadline_seconds,
    'heartbeatSeconds', job.heartbeat_seconds,
    'overlap', job.overlap,
    'catchup', job.catchup,
    'catchupSeconds', job.catchup_seconds,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'after', job.after,
    'runAt', scheduler_internal.iso(job.run_at),
    'declared', job.declared,
    'overrides', job.overrides,
    'deleted', job.deleted_at is not null)
$$;

-- Writes every change of a job, whose row the caller has locked. Computes the effective settings, raises the
-- version (and the revision, with a new definition, when occurrences or the Schedule change) and records the
-- audit event with {actor, reason?, bulkId?} of args. Without a difference nothing is written and the version
-- stays.
create function scheduler_internal.save_job(
  old public.job_schedules,
  new public.job_schedules,
  args jsonb,
  action text,
  source text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  before jsonb;
  after jsonb;
  -- Rounded up to whole milliseconds, the precision in which instants leave the database: every reader judges
  -- by the same boundary, and it is never in the past.
  instant timestamptz := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
begin
  new.enabled := (effective->>'enabled')::boolean;
  new.cron_expression := effective->>'cronExpression';
  new.time_zone := effective->>'timeZone';
  new.timeout_seconds := (effective->>'timeoutSeconds')::integer;
  new.retry := effective->'retry';
  new.start_deadline_seconds := (effective->>'startDeadlineSeconds')::integer;
  new.heartbeat_seconds := (effective->>'heartbeatSeconds')::integer;
  new.overlap := effective->>'overlap';
  new.catchup := effective->>'catchup';
  new.catchup_seconds := (effective->>'catchupSeconds')::integer;
  new.jitter_seconds := (effective->>'jitterSeconds')::integer;
  new.priority := (effective->>'priority')::integer;
  new.after := effective->'after';
  new.run_at := effective->>'runAt';

  before := case when old.version > 0 then scheduler_internal.audited(old) else '{}' end;
  after := scheduler_internal.audited(new);
  if before = after then
    return old;
  end if;
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, value)
  into before, after
  from jsonb_each(after)
  where before->key is distinct from value;

  -- Only an `after` that grew, or comes back, can close a cycle.
  if new.deleted_at is null and new.after <> '[]'
    and (old.deleted_at is not null or old.version = 0 or exists (
      select edge->'job' from jsonb_array_elements(new.after) edge
      except
      select edge->'job' from jsonb_array_elements(old.after) edge))
  then
    perform scheduler_internal.refuse_cycle(new);
  end if;
  -- Arrivals from parents that `after` does not name any more.
  delete from public.dependency_arrivals a
  where a.child = new.job_name
    and (new.deleted_at is not null
      or not new.after @> jsonb_build_array(jsonb_build_object('job', a.parent)));
  -- The planned run of an earlier `runAt`.
  delete from public.scheduled_jobs e
  where e.job_name = new.job_name
    and e.status = 'queued'
    and e.awaits = 'instant'
    and e.origin = 'schedule'
    and (e.scheduled_for is distinct from new.run_at or new.deleted_at is not null);
  if new.run_at is distinct from old.run_at or new.deleted_at is not null then
    new.run_at_planned := null;
  end if;

  new.version := old.version + 1;
  new.updated_at := instant;
  if old.revision = 0
    or (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.jitter_seconds,
        old.catchup, old.catchup_seconds, old.priority, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.jitter_seconds,
        new.catchup, new.catchup_seconds, new.priority, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    if (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.deleted_at)
    then
      new.next_run_at := null;
    elsif old.next_run_revision = old.revision then
      new.next_run_revision := new.revision;
    end if;
    new.ledger_due_at := new.ledger_until;
    update public.job_definitions set valid_to = instant
    where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (
      job_name, revision, cron_expression, time_zone,
      jitter_seconds, catchup, catchup_seconds, paused_until,
      active,
      valid_from)
    values (
      new.job_name, new.revision, new.cron_expression, new.time_zone,
      new.jitter_seconds, new.catchup, new.catchup_seconds, new.paused_until,
      new.enabled and new.deleted_at is null and new.cron_expression is not null,
      instant);
  end if;

  update public.job_schedules set
    display_name = new.display_name,
    description = new.description,
    cron_expression = new.cron_expression,
    enabled = new.enabled,
    paused_until = new.paused_until,
    job_type = new.job_type,
    service = new.service,
    endpoint = new.endpoint,
    config = new.config,
    time_zone = new.time_zone,
    timeout_seconds = new.timeout_seconds,
    retry = new.retry,
    start_deadline_seconds = new.start_deadline_seconds,
    heartbeat_seconds = new.heartbeat_seconds,
    overlap = new.overlap,
    catchup = new.catchup,
    catchup_seconds = new.catchup_seconds,
    jitter_seconds = new.jitter_seconds,
    priority = new.priority,
    after = new.after,
    run_at = new.run_at,
    declared = new.declared,
    overrides = new.overrides,
    version = new.version,
    revision = new.revision,
    deleted_at = new.deleted_at,
    next_run_at = new.next_run_at,
    next_run_revision = new.next_run_revision,
    run_at_planned = new.run_at_planned,
    ledger_due_at = new.ledger_due_at,
    updated_at = new.updated_at
  where job_name = new.job_name
  returning * into new;
  perform scheduler_internal.record_event(new.job_name, args, action,
    case when old.version > 0 then before end, after, source);
  return new;
end $$;

-- The answer to a change of a job, after take_expected has applied `expected`.
create function scheduler_internal.changed_job(job public.job_schedules, expected jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare taken constant record := scheduler_internal.take_expected(job, expected);
begin
  return jsonb_build_object(
    'job', scheduler_internal.job_json(taken.job),
    'complete', taken.complete,
    'effects', taken.effects);
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression,
-- …}, expected?, actor, keepOwner?: boolean} -> {job, complete, effects: {start}, created,
-- unregisteredParents}. Settings that are not declared have their defaults. Overrides of operators stay.
-- `expected`, `complete`: see take_expected. With `keepOwner` the name of a deleted job stays its service's.
create function public.register_job(args jsonb) returns jsonb
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

-- The job that an operator changes, its row locked. SJ009, with the current job, when its version is not one
-- of args.expectedVersions.
create function scheduler_internal.job_to_change(args jsonb) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
begin
  if args ? 'expectedVersions' and not args->'expectedVersions' @> to_jsonb(job.version) then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile and is at version %s; look at it, then send your change again',
        job.job_name, job.version),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  return job;
end $$;

-- An operator's change: `settings` become overrides, those in `dropped` return to the declared value. A value
-- equal to the declared one needs no override. A setting with parts (retry) keeps the parts that are not
-- named.
create function scheduler_internal.change_job(
  old public.job_schedules,
  new public.job_schedules,
  args jsonb,
  settings jsonb,
  dropped text[],
  action text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  select coalesce(jsonb_object_agg(key, override), '{}')
  into new.overrides
  from (
    select key, case
        when jsonb_typeof(value) = 'object' then (old.declared || old.overrides)->key || value
        else value
      end as override
    from jsonb_each((old.overrides - dropped) || settings)) merged
  where override is distinct from old.declared->key;
  new := scheduler_internal.save_job(old, new, args, action, scheduler_internal.source_of(args));
  return scheduler_internal.changed_job(new, args->'expected');
end $$;

-- {jobName, expected?, actor, reason?, expectedVersions?, onlyResume?: boolean} -> {job, complete, effects:
-- {start}}. Also ends a pause. SJ025 with `onlyResume`, for a job that is disabled and not only paused.
create function public.enable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  if (args->>'onlyResume')::boolean and not old.enabled then
    perform scheduler_internal.refuse('SJ025',
      format('job "%s" is disabled, and only an admin may enable it; an operator may end a pause',
        old.job_name),
      jsonb_build_object('jobName', old.job_name));
  end if;
  new.paused_until := null;
  return scheduler_internal.change_job(old, new, args, '{"enabled": true}', '{}', 'enabled');
end $$;

-- {jobName, expected?, actor, reason?, until?: ISO, expectedVersions?} -> {job, complete, effects}. With
-- `until` the job stays enabled, but has no occurrences before that instant.
create function public.disable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  new.paused_until := (args->>'until')::timestamptz;
  if new.paused_until is null then
    return scheduler_internal.change_job(old, new, args, '{"enabled": false}', '{}', 'disabled');
  end if;
  return scheduler_internal.change_job(old, new, args, '{}', '{}', 'paused');
end $$;

-- {jobName, cronExpression, expected?, actor, reason?, expectedVersions?} -> {job, complete, effects}
create function public.change_cron(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args,
    jsonb_build_object('cronExpression', args->'cronExpression'), '{}', 'cron changed');
end $$;

-- {jobName, settings, dropped: [name], expected?, actor, reason?, expectedVersions?} -> {job, complete,
-- effects, unregisteredParents}
create function public.change_settings(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args, args->'settings',
      array(select jsonb_array_elements_text(args->'dropped')), 'settings changed')
    || (select jsonb_build_object('unregisteredParents', scheduler_internal.unregistered_parents(j))
      from public.job_schedules j where j.job_name = old.job_name);
end $$;

-- {jobName, actor, reason?, expectedVersions?} -> {job, complete: true, cancelledExecutionIds, effects:
-- {cancel}}. History and counters stay. Overrides and a pause are dropped, and queued runs are cancelled;
-- `cancel`: their workflows.
create function public.delete_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
  cancelled_ids uuid[];
  to_cancel jsonb;
begin
  new.deleted_at := clock_timestamp();
  new.paused_until := null;
  new.overrides := '{}';
  new := scheduler_internal.save_job(old, new, args, 'deleted', scheduler_internal.source_of(args));
  with cancelled as (
    update public.scheduled_jobs set
      status = 'cancelled',
      completed_at = clock_timestamp(),
      reason_code = 'job_deleted',
      reason_details = '{}'
    where job_name = new.job_name and status = 'queued'
    returning id, workflow_id, run_id)
  select
    coalesce(array_agg(id), '{}'),
    coalesce(jsonb_agg(workflow_id) filter (where run_id is not null), '[]')
  into cancelled_ids, to_cancel
  from cancelled;
  return jsonb_build_object(
    'job', scheduler_internal.job_json(new),
    'complete', true,
    'cancelledExecutionIds', to_jsonb(cancelled_ids),
    'effects', jsonb_build_object('cancel', to_cancel));
end $$;

-- {action: enable | disable | delete, names, actor, reason?, until?, bulkId?} -> {results: [{name, job,
-- complete, effects} | {name, code, message}]}: the same change of many jobs.
create function public.change_jobs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name text;
  changed jsonb;
  results jsonb[] := '{}';
begin
  -- All jobs are locked before the first change, as delete_job locks executions.
  perform from public.job_schedules j where args->'names' ? j.job_name order by j.job_name for update;
  for name in select distinct jsonb_array_elements_text(args->'names') order by 1 loop
    begin
      changed := case args->>'action'
        when 'enable' then public.enable_job(args || jsonb_build_object('jobName', name))
        when 'disable' then public.disable_job(args || jsonb_build_object('jobName', name))
        when 'delete' then public.delete_job(args || jsonb_build_object('jobName', name))
      end;
      results := results || (changed || jsonb_build_object('name', name));
    exception when sqlstate 'SJ001' then
      results := results || jsonb_build_object('name', name, 'code', 'JOB_NOT_FOUND', 'message', sqlerrm);
    end;
  end loop;
  return jsonb_build_object('results', to_jsonb(results));
end $$;

-- {limit} -> {jobs: [{jobName, revision, cronExpression, timeZone, pausedUntil}]}: enabled jobs whose next
-- run is unknown or in the past.
create function public.list_stale_next_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object(
    'jobName', stale.job_name,
    'revision', stale.revision,
    'cronExpression', stale.cron_expression,
    'timeZone', stale.time_zone,
    'pausedUntil', scheduler_internal.iso(stale.paused_until))), '[]'))
  from (
    select * from public.job_schedules j
    where j.deleted_at is null
      and j.enabled
      and j.cron_expression is not null
      and (j.next_run_revision <> j.revision or j.next_run_at < now() - interval '5 seconds')
    order by j.job_name
    limit least((args->>'limit')::integer, 1000)) stale
$$;

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

-- {search?, services?: [text], status?: running | queued | enabled | paused | disabled, limit? (1000),
-- cursor?}
-- -> {jobs: JSON text of an array, nextCursor}, by name, up to 2 MB of them.
create function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  job_status constant text := args->>'status';
  owners constant text[] := scheduler_internal.texts_or(args->'services', null);
  search_text constant text := lower(args->>'search');
  after_name constant text := coalesce(args->>'cursor', '');
  running text[];
  queued text[];
  names text[];
begin
  if job_status is not null then
    running := array(select distinct e.job_name from public.scheduled_jobs e where e.status = 'running');
    queued := array(select distinct e.job_name from public.scheduled_jobs e
      where e.status = 'queued' and e.awaits is distinct from 'instant');
  end if;
  names := array(
    select j.job_name from public.job_schedules j
    where j.deleted_at is null
      and j.job_name > after_name
      and (owners is null or j.service = any (owners))
      and (search_text is null or strpos(
        lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)),
        search_text) > 0)
      and (job_status is null or job_status = case
        when j.job_name = any (running) then 'running'
        when j.job_name = any (queued) then 'queued'
        when not j.enabled then 'disabled'
        when j.paused_until > now() then 'paused'
        else 'enabled'
      end)
    order by j.job_name
    limit page_size + 1);
  return (
    with lines as materialized (
      select j.job_name, scheduler_internal.job_json(j)::text as line
      from public.job_schedules j
      where j.job_name = any (names[1:page_size])),
    sized as (
      select l.*, sum(octet_length(l.line)) over (order by l.job_name) as bytes from lines l),
    kept as (
      select * from sized where bytes <= 2000000 or job_name = names[1])
    select jsonb_build_object(
      'jobs', '[' || coalesce(string_agg(kept.line, ',' order by kept.job_name), '') || ']',
      'nextCursor', case when max(kept.job_name) < names[cardinality(names)] then max(kept.job_name) end)
    from kept);
end $$;

-- {jobName} or {executionId} or {backfillId} -> {service}: whose job it belongs to, also a deleted one; null
-- when there is none.
create function public.find_owner(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('service', (
    select j.service from public.job_schedules j
    where j.job_name = coalesce(
      args->>'jobName',
      (select e.job_name from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid),
      (select b.job_name from public.backfills b where b.id = (args->>'backfillId')::uuid))))
$$;

-- {} -> {count, pending}: registered jobs, and jobs whose newest change has not reached Temporal.
create function public.count_jobs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'count', count(*) filter (where deleted_at is null),
    'pending', count(*) filter (where revision <> projected_revision))
  from public.job_schedules
$$;

-- {} -> {version}: changes whenever the list of all jobs does, also when a service's first minute after its
-- start is over.
create function public.jobs_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', md5(concat_ws(' ',
    (select concat_ws(' ',
        count(*),
        sum(hashtextextended(j.job_name || j.xmin::text, 0)),
        count(*) filter (where j.paused_until > now()))
      from public.job_schedules j),
    (select concat_ws(' ', sum(hashtextextended(concat_ws(' ', e.job_name, e.status, e.scheduled_for), 0)))
      from public.scheduled_jobs e
      where e.status = 'running' or (e.status = 'queued' and e.awaits = 'instant')),
    (select count(*) from public.services s where s.registering_since < now() - interval '1 minute'))))
$$;

-- {exceptJob?} -> {expressions: [{cronExpression, timeZone, jobName, jobs}], more}: the cron expressions of
-- enabled jobs and how many jobs have each, the most frequent first, at most 2,000. jobName is null unless
-- the expression may have an H.
create function public.count_expressions(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counted as (
    select j.cron_expression, j.time_zone, h.job_name, count(*) as jobs
    from public.job_schedules j
    cross join lateral (select case when j.cron_expression ~* 'h' then j.job_name end as job_name) h
    where j.deleted_at is null
      and j.enabled
      and j.cron_expression is not null
      and j.job_name is distinct from args->>'exceptJob'
    group by j.cron_expression, j.time_zone, h.job_name
    order by count(*) desc, j.cron_expression, j.time_zone, h.job_name
    limit 2001)
  select jsonb_build_object(
    'more', count(*) > 2000,
    'expressions', coalesce(
      jsonb_agg(jsonb_build_object(
        'cronExpression', c.cron_expression,
        'timeZone', c.time_zone,
        'jobName', c.job_name,
        'jobs', c.jobs)) filter (where c.position <= 2000), '[]'))
  from (select *, row_number() over () as position from counted) c
$$;
