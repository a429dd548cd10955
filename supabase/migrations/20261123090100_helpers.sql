-- What several functions share. Nothing here is called from outside the database.

-- An instant as ISO 8601 text in UTC with milliseconds.
create function scheduler_internal.iso(instant timestamptz) returns text
language sql immutable set search_path = '' as $$
  select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- Refuses with a stable SQLSTATE (src/store/database.ts maps it to an error code); details travel as JSON.
create function scheduler_internal.refuse(sql_state text, message text, details jsonb default '{}') returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = sql_state, message = message, detail = details::text;
end $$;

-- The environment variable that holds a service's address; domain/identifiers.ts has the same rule.
create function scheduler_internal.service_url_variable(service text) returns text
language sql immutable set search_path = '' as $$
  select upper(translate(service, '-.', '__')) || '_URL'
$$;

create function scheduler_internal.locked_job(name text) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = name and deleted_at is null for update;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', name), jsonb_build_object('jobName', name));
  end if;
  return job;
end $$;

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
    'isRunning', exists (select from public.scheduled_jobs e where e.job_name = job.job_name and e.status = 'running'),
    'jobType', job.job_type,
    'service', job.service,
    'endpoint', job.endpoint,
    'config', job.config,
    'timeoutSeconds', job.timeout_seconds,
    'overlap', job.overlap,
    'jitterSeconds', job.jitter_seconds,
    'declared', job.declared,
    'overrides', job.overrides,
    'lastRunAt', scheduler_internal.iso(job.last_run_at),
    'lastRunStatus', job.last_run_status,
    'lastRunDuration', job.last_run_duration_ms,
    'nextRunAt', scheduler_internal.iso(job.next_run_at),
    'totalRuns', job.total_runs,
    'successfulRuns', job.successful_runs,
    'failedRuns', job.failed_runs,
    'version', job.version,
    'revision', job.revision,
    'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
    'createdAt', scheduler_internal.iso(job.created_at),
    'updatedAt', scheduler_internal.iso(job.updated_at))
$$;

-- The execution as history and GET /api/executions/:id show it: named as the columns, plus the job's type.
create function scheduler_internal.execution_json(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', execution.id,
    'job_name', execution.job_name,
    'job_type', (select j.job_type from public.job_schedules j where j.job_name = execution.job_name),
    'status', execution.status,
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
    'attempts', execution.attempts,
    'progress', execution.progress,
    'heartbeat_at', scheduler_internal.iso(execution.heartbeat_at),
    'cancel_requested_at', scheduler_internal.iso(execution.cancel_requested_at),
    'cancel_requested_by', execution.cancel_requested_by,
    'cancel_reason', execution.cancel_reason,
    'exclusive', execution.exclusive,
    'admitted_by', execution.admitted_by,
    'parent_execution_ids', to_jsonb(execution.parent_execution_ids),
    'workflow_id', execution.workflow_id,
    'run_id', execution.run_id)
$$;

-- What the job's Temporal Schedule must look like; exists = false when there must be none.
create function scheduler_internal.desired_schedule(job public.job_schedules) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'jobName', job.job_name,
    'revision', job.revision,
    'projectedRevision', job.projected_revision,
    'exists', job.deleted_at is null and job.cron_expression is not null,
    'enabled', job.enabled,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'jitterSeconds', job.jitter_seconds,
    'service', job.service,
    'endpoint', job.endpoint,
    'conflictToken', job.schedule_conflict_token)
$$;

create function scheduler_internal.record_event(job_name text, actor text, action text, before jsonb, after jsonb, reason text) returns void
language sql set search_path = '' as $$
  insert into public.job_events (job_name, actor, action, before, after, reason) values ($1, $2, $3, $4, $5, $6)
$$;

-- The one door for changes of a job, whose row the caller has locked. Computes the effective settings, raises version
-- (and revision with a new definition when occurrences or the Schedule change) and writes the audit event.
-- A change that changes nothing leaves no trace and keeps the version.
create function scheduler_internal.save_job(old public.job_schedules, new public.job_schedules, actor text, action text, reason text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  audited constant text[] := array['displayName', 'description', 'cronExpression', 'timeZone', 'enabled', 'jobType', 'service',
    'endpoint', 'config', 'timeoutSeconds', 'overlap', 'jitterSeconds', 'declared', 'overrides', 'deleted'];
  before jsonb;
  after jsonb;
  instant timestamptz := clock_timestamp();
begin
  new.enabled := (effective->>'enabled')::boolean;
  new.cron_expression := effective->>'cronExpression';
  new.time_zone := effective->>'timeZone';
  new.timeout_seconds := (effective->>'timeoutSeconds')::integer;
  new.overlap := effective->>'overlap';
  new.jitter_seconds := (effective->>'jitterSeconds')::integer;
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
    or (old.enabled, old.cron_expression, old.time_zone, old.jitter_seconds, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.cron_expression, new.time_zone, new.jitter_seconds, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    new.next_run_at := null;
    update public.job_definitions set valid_to = instant where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (job_name, revision, cron_expression, time_zone, jitter_seconds, active, valid_from)
    values (new.job_name, new.revision, new.cron_expression, new.time_zone, new.jitter_seconds,
      new.enabled and new.deleted_at is null and new.cron_expression is not null, instant);
  end if;
  update public.job_schedules set
    display_name = new.display_name, description = new.description, cron_expression = new.cron_expression,
    enabled = new.enabled, job_type = new.job_type, service = new.service, endpoint = new.endpoint, config = new.config,
    time_zone = new.time_zone, timeout_seconds = new.timeout_seconds, overlap = new.overlap,
    jitter_seconds = new.jitter_seconds, declared = new.declared, overrides = new.overrides, version = new.version,
    revision = new.revision, deleted_at = new.deleted_at, next_run_at = new.next_run_at, updated_at = new.updated_at
  where job_name = new.job_name returning * into new;
  perform scheduler_internal.record_event(new.job_name, actor, action, case when old.version > 0 then before end, after, reason);
  return new;
end $$;

-- Sets one setting as an operator's override; a value equal to the declared one drops the override.
create function scheduler_internal.override_setting(args jsonb, setting text, value jsonb, action text) returns jsonb
language plpgsql set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  new public.job_schedules := old;
begin
  new.overrides := case when old.declared->setting = value then old.overrides - setting
    else old.overrides || jsonb_build_object(setting, value) end;
  new := scheduler_internal.save_job(old, new, args->>'actor', action, args->>'reason');
  return jsonb_build_object('job', scheduler_internal.job_json(new));
end $$;
