-- Retry, deadlines, heartbeats, catch-up, priority, all overlap rules and pauses as settings of a job; operators may override
-- each setting.

alter table public.job_schedules
  add column retry jsonb not null
    default '{"maxAttempts": 1, "initialIntervalSeconds": 10, "backoffCoefficient": 2, "maxIntervalSeconds": 600}',
  add column start_deadline_seconds integer not null default 300 check (start_deadline_seconds between 0 and 86400),
  add column heartbeat_seconds integer not null default 60 check (heartbeat_seconds between 15 and 86400),
  add column catchup text not null default 'latest' check (catchup in ('latest', 'all', 'none')),
  add column catchup_seconds integer not null default 3600 check (catchup_seconds between 0 and 604800),
  add column priority integer not null default 3 check (priority between 1 and 5),
  drop constraint job_schedules_overlap_check,
  add constraint job_schedules_overlap_check check (overlap in ('skip', 'queue', 'allow', 'cancel_running')),
  add column ledger_until timestamptz not null default clock_timestamp(),
  add column ledger_due_at timestamptz default clock_timestamp();
-- What fell due while this migration was under way is looked at, too.
update public.job_schedules set ledger_until = now() - interval '10 minutes', ledger_due_at = now() - interval '10 minutes';
comment on column public.job_schedules.paused_until is 'No occurrence before this instant is expected, although the job is enabled.';
comment on column public.job_schedules.ledger_until is 'Every occurrence up to this instant has its row.';
comment on column public.job_schedules.ledger_due_at is 'The first occurrence after ledger_until, or an instant at which to look; null = none to come.';
create index job_schedules_ledger on public.job_schedules (ledger_due_at) where ledger_due_at is not null;

alter table public.job_definitions add column paused_until timestamptz;
create index job_definitions_from on public.job_definitions (job_name, valid_from);

-- What a registration that does not say otherwise declares; contract/job.ts has the same defaults.
create function scheduler_internal.default_settings() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'enabled', true, 'cronExpression', null, 'timeZone', 'UTC', 'timeoutSeconds', 300,
    'retry', jsonb_build_object('maxAttempts', 1, 'initialIntervalSeconds', 10, 'backoffCoefficient', 2, 'maxIntervalSeconds', 600),
    'startDeadlineSeconds', 300, 'heartbeatSeconds', 60, 'overlap', 'skip', 'catchup', 'latest', 'catchupSeconds', 3600,
    'jitterSeconds', 0, 'priority', 3)
$$;
update public.job_schedules set declared = scheduler_internal.default_settings() || declared;

create or replace function scheduler_internal.job_json(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', job.job_name,
    'displayName', job.display_name,
    'description', job.description,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'enabled', job.enabled,
    'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
    'isRunning', exists (select from public.scheduled_jobs e where e.job_name = job.job_name and e.status = 'running'),
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
    'declared', job.declared,
    'overrides', job.overrides,
    'lastRunAt', scheduler_internal.iso(job.last_run_at),
    'lastRunStatus', job.last_run_status,
    'lastRunDuration', job.last_run_duration_ms,
    'nextRunAt', scheduler_internal.iso(job.next_run_at))
  || jsonb_build_object(
    'totalRuns', job.total_runs,
    'successfulRuns', job.successful_runs,
    'failedRuns', job.failed_runs,
    'version', job.version,
    'revision', job.revision,
    'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
    'createdAt', scheduler_internal.iso(job.created_at),
    'updatedAt', scheduler_internal.iso(job.updated_at))
$$;

create or replace function scheduler_internal.desired_schedule(job public.job_schedules) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'jobName', job.job_name,
    'revision', job.revision,
    'projectedRevision', job.projected_revision,
    'exists', job.deleted_at is null and job.cron_expression is not null,
    'enabled', job.enabled,
    'pausedUntil', scheduler_internal.iso(job.paused_until),
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'service', job.service,
    'endpoint', job.endpoint,
    'conflictToken', job.schedule_conflict_token)
$$;

-- {jobName} -> {revision, projectedRevision, conflictToken}
create or replace function public.get_projection(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce((select jsonb_build_object('revision', revision, 'projectedRevision', projected_revision,
      'conflictToken', schedule_conflict_token) from public.job_schedules where job_name = args->>'jobName'),
    jsonb_build_object('revision', 0, 'projectedRevision', 0, 'conflictToken', null))
$$;

-- The one door for changes of a job, whose row the caller has locked. Computes the effective settings, raises version
-- (and revision with a new definition when occurrences or the Schedule change) and writes the audit event.
-- A change that changes nothing leaves no trace and keeps the version.
create or replace function scheduler_internal.save_job(old public.job_schedules, new public.job_schedules, actor text, action text, reason text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  audited constant text[] := array['displayName', 'description', 'cronExpression', 'timeZone', 'enabled', 'pausedUntil', 'jobType',
    'service', 'endpoint', 'config', 'timeoutSeconds', 'retry', 'startDeadlineSeconds', 'heartbeatSeconds', 'overlap', 'catchup',
    'catchupSeconds', 'jitterSeconds', 'priority', 'declared', 'overrides', 'deleted'];
  before jsonb;
  after jsonb;
  -- Rounded up to the precision in which instants leave the database: all judge by the same boundary, none by one in the past.
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
  if old.version > 0 then
    before := scheduler_internal.job_json(old) || jsonb_build_object('deleted', old.deleted_at is not null);
  end if;
  after := scheduler_internal.job_json(new) || jsonb_build_object('deleted', new.deleted_at is not null);
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, after->key) into before, after
    from unnest(audited) key where before->key is distinct from after->key;
  if after is null then
    return old;
  end if;
  new.version := old.version + 1;
  new.updated_at := instant;
  if old.revision = 0
    or (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.jitter_seconds, old.catchup, old.catchup_seconds,
        old.priority, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.jitter_seconds, new.catchup, new.catchup_seconds,
        new.priority, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    new.next_run_at := null;
    new.ledger_due_at := new.ledger_until;
    update public.job_definitions set valid_to = instant where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (job_name, revision, cron_expression, time_zone, jitter_seconds, catchup, catchup_seconds,
      paused_until, active, valid_from)
    values (new.job_name, new.revision, new.cron_expression, new.time_zone, new.jitter_seconds, new.catchup, new.catchup_seconds,
      new.paused_until, new.enabled and new.deleted_at is null and new.cron_expression is not null, instant);
  end if;
  update public.job_schedules set
    display_name = new.display_name, description = new.description, cron_expression = new.cron_expression,
    enabled = new.enabled, paused_until = new.paused_until, job_type = new.job_type, service = new.service,
    endpoint = new.endpoint, config = new.config, time_zone = new.time_zone, timeout_seconds = new.timeout_seconds,
    retry = new.retry, start_deadline_seconds = new.start_deadline_seconds, heartbeat_seconds = new.heartbeat_seconds,
    overlap = new.overlap, catchup = new.catchup, catchup_seconds = new.catchup_seconds, jitter_seconds = new.jitter_seconds,
    priority = new.priority,
    declared = new.declared, overrides = new.overrides, version = new.version, revision = new.revision,
    deleted_at = new.deleted_at, next_run_at = new.next_run_at, ledger_due_at = new.ledger_due_at, updated_at = new.updated_at
  where job_name = new.job_name returning * into new;
  perform scheduler_internal.record_event(new.job_name, actor, action, case when old.version > 0 then before end, after, reason);
  return new;
end $$;

-- The job that an operator changes, locked; SJ009 with the current job when it is at none of args.expectedVersions.
create function scheduler_internal.job_to_change(args jsonb) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
begin
  if args ? 'expectedVersions' and not args->'expectedVersions' @> to_jsonb(job.version) then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile and is at version %s; look at it, then send your change again', job.job_name, job.version),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  return job;
end $$;

drop function scheduler_internal.override_setting(jsonb, text, jsonb, text);

-- An operator's change: `settings` become overrides, those in `dropped` return to the declared value. A value equal to the
-- declared one needs no override; of a setting with parts (retry), the parts not named stay as they are.
create function scheduler_internal.change_job(old public.job_schedules, new public.job_schedules, args jsonb, settings jsonb, dropped text[], action text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  select coalesce(jsonb_object_agg(key, wanted), '{}') into new.overrides from (
    select key, case when jsonb_typeof(value) = 'object' then (old.declared || old.overrides)->key || value else value end as wanted
    from jsonb_each((old.overrides - dropped) || settings)) merged
  where wanted is distinct from old.declared->key;
  new := scheduler_internal.save_job(old, new, args->>'actor', action, args->>'reason');
  return jsonb_build_object('job', scheduler_internal.job_json(new));
end $$;

-- {jobName, actor, reason?, expectedVersions?} -> {job}. Ends a pause, too.
create or replace function public.enable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  new.paused_until := null;
  return scheduler_internal.change_job(old, new, args, '{"enabled": true}', '{}', 'enabled');
end $$;

-- {jobName, actor, reason?, until?: ISO, expectedVersions?} -> {job}. With `until` the job stays enabled and has no
-- occurrences before that instant.
create or replace function public.disable_job(args jsonb) returns jsonb
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

-- {jobName, cronExpression, actor, reason?, expectedVersions?} -> {job}
create or replace function public.change_cron(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args,
    jsonb_build_object('cronExpression', args->'cronExpression'), '{}', 'cron changed');
end $$;

-- {jobName, settings, dropped: [name], actor, reason?, expectedVersions?} -> {job}
create function public.change_settings(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args, args->'settings',
    array(select jsonb_array_elements_text(args->'dropped')), 'settings changed');
end $$;

-- {jobName, actor, reason?, expectedVersions?} -> {job, cancelledExecutionIds, cancel: [workflowId]}. History and counters stay,
-- overrides and a pause are dropped, and runs that have not begun are cancelled; `cancel`: those whose workflows wait.
create or replace function public.delete_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
  cancelled uuid[];
  told jsonb;
begin
  new.deleted_at := clock_timestamp();
  new.paused_until := null;
  new.overrides := '{}';
  new := scheduler_internal.save_job(old, new, args->>'actor', 'deleted', args->>'reason');
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(), reason = 'job deleted'
    where job_name = new.job_name and status = 'queued' returning id, workflow_id, run_id)
  select coalesce(array_agg(id), '{}'), coalesce(jsonb_agg(workflow_id) filter (where run_id is not null), '[]')
    into cancelled, told from ended;
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'cancelledExecutionIds', to_jsonb(cancelled), 'cancel', told);
end $$;

-- {action: enable | disable | delete, names, actor, reason?, until?} -> {results: [{name, job, cancel} | {name, code, message}]}: the same
-- change of many jobs, locked in the order of their names.
create function public.change_jobs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name text;
  changed jsonb;
  results jsonb[] := '{}';
begin
  for name in select distinct jsonb_array_elements_text(args->'names') order by 1 loop
    begin
      changed := case args->>'action'
        when 'enable' then public.enable_job(args || jsonb_build_object('jobName', name))
        when 'disable' then public.disable_job(args || jsonb_build_object('jobName', name))
        when 'delete' then public.delete_job(args || jsonb_build_object('jobName', name)) end;
      results := results || jsonb_build_object('name', name, 'job', changed->'job', 'cancel', coalesce(changed->'cancel', '[]'));
    exception when sqlstate 'SJ001' then
      results := results || jsonb_build_object('name', name, 'code', 'JOB_NOT_FOUND', 'message', sqlerrm);
    end;
  end loop;
  return jsonb_build_object('results', to_jsonb(results));
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression, …}, actor}
-- -> {job, created}. Settings that are not declared have their defaults. What an operator has overridden stays.
create or replace function public.register_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name constant text := args->>'name';
  owner constant text := args->>'service';
  variable constant text := scheduler_internal.service_url_variable(owner);
  declared constant jsonb := scheduler_internal.default_settings() || (args->'declared');
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
  values (name, args->>'displayName', args->>'description', declared->>'cronExpression', (declared->>'enabled')::boolean,
    args->>'jobType', owner, args->>'endpoint', args->'config', declared->>'timeZone', (declared->>'timeoutSeconds')::integer,
    declared->>'overlap', (declared->>'jitterSeconds')::integer, declared)
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
  new.declared := declared;
  new.deleted_at := null;
  new := scheduler_internal.save_job(old, new, args->>'actor', 'registered', null);
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'created', created);
end $$;

-- {search?, service?, status?: running | queued | enabled | paused | disabled, limit? (1000), cursor?} -> {jobs, nextCursor}, by name.
create or replace function public.list_jobs(args jsonb) returns jsonb
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
        when not j.enabled then 'disabled'
        when j.paused_until > now() then 'paused' else 'enabled' end)
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((select jsonb_agg(scheduler_internal.job_json(j) order by j.job_name) from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {limit} -> {jobs: [{jobName, revision, cronExpression, timeZone, pausedUntil}]}: enabled jobs whose next run is unknown or past.
create or replace function public.list_stale_next_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object('jobName', stale.job_name, 'revision', stale.revision,
    'cronExpression', stale.cron_expression, 'timeZone', stale.time_zone, 'pausedUntil', scheduler_internal.iso(stale.paused_until))), '[]'))
  from (select * from public.job_schedules j
    where j.deleted_at is null and j.enabled and j.cron_expression is not null
      and (j.next_run_revision <> j.revision or j.next_run_at < now() - interval '5 seconds')
    order by j.job_name limit least((args->>'limit')::integer, 1000)) stale
$$;
