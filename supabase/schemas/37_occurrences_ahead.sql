-- Occurrences to come that are skipped, and one-off runs. The overlap rule decides about a one-off run at its
-- instant, as about every due run. Until then its `awaits` is `instant`.

-- {jobName, revision, executionId, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} ->
-- {executionId, status}: gives an occurrence to come a skipped row, so that its fire is a no-op. The same
-- occurrence again changes nothing; another one of the same definition is another skip. SJ009 when the
-- definition has changed.
create function public.skip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now, then skip that', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- No race: every insert of a row of this job needs the job's lock.
  if not exists (
    select from public.scheduled_jobs e
    where e.id = execution_id
      or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = instant))
  then
    execution := scheduler_internal.new_execution(job, execution_id, 'schedule');
    execution.scheduled_for := instant;
    execution.status := 'skipped';
    execution.completed_at := clock_timestamp();
    execution.exclusive := false;
    execution.reason_code := 'skipped';
    execution.reason_details := scheduler_internal.by_actor(args);
    perform scheduler_internal.insert_execution(execution);
    perform scheduler_internal.record_event(job.job_name, args, 'occurrence skipped',
      null, jsonb_build_object('executionId', execution_id, 'scheduledFor', args->'scheduledFor'),
      scheduler_internal.source_of(args));
    update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
    where job_name = job.job_name;
  end if;
  select * into execution from public.scheduled_jobs where id = execution_id;
  return jsonb_build_object('executionId', execution.id, 'status', execution.status);
end $$;

-- {jobName, revision, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} -> {executionId}:
-- deletes the skipped row of an occurrence to come, which is expected again. SJ024 when there is none: it was
-- not skipped, or its instant has passed.
create function public.unskip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- A row with a run_id belongs to a fire that was skipped; it stays.
  delete from public.scheduled_jobs e
  where e.job_name = job.job_name
    and e.origin = 'schedule'
    and e.scheduled_for = instant
    and e.status = 'skipped'
    and e.run_id is null
    and instant > clock_timestamp()
  returning * into execution;
  if not found then
    perform scheduler_internal.refuse('SJ024',
      format('job "%s" has no skipped run to come at %s; there is nothing to undo',
        job.job_name, args->>'scheduledFor'),
      jsonb_build_object('jobName', job.job_name, 'scheduledFor', args->'scheduledFor'));
  end if;
  update public.job_days set skipped = greatest(skipped - 1, 0)
  where job_name = job.job_name and day = (instant at time zone 'UTC')::date;
  perform scheduler_internal.record_event(job.job_name, args, 'skip undone',
    null, jsonb_build_object('scheduledFor', args->'scheduledFor'), scheduler_internal.source_of(args));
  update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
  where job_name = job.job_name;
  return jsonb_build_object('executionId', execution.id);
end $$;

-- {jobName} -> {skipped: [instant], planned: [{executionId, scheduledFor}]}: occurrences to come that were
-- skipped, and one-off runs, at most 1,000 of each.
create function public.list_skipped_ahead(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'skipped', (
      select coalesce(jsonb_agg(scheduler_internal.iso(ahead.scheduled_for)), '[]')
      from (
        select e.scheduled_for from public.scheduled_jobs e
        where e.job_name = args->>'jobName'
          and e.origin = 'schedule'
          and e.status = 'skipped'
          and e.scheduled_for > now()
        order by e.scheduled_for
        limit 1000) ahead),
    'planned', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'executionId', ahead.id,
        'scheduledFor', scheduler_internal.iso(ahead.scheduled_for))), '[]')
      from (
        select e.id, e.scheduled_for from public.scheduled_jobs e
        where e.job_name = args->>'jobName' and e.status = 'queued' and e.awaits = 'instant'
        order by e.scheduled_for
        limit 1000) ahead))
$$;

-- Applies `expected` as far as it matches the job's effective settings. {cronExpression, timeZone, nextRuns:
-- [ISO]}: the first occurrences to come; the first that is not skipped is the next run ([] = there is none).
-- {runAt, runAtExecutionId}: the one-off run gets its row, unless it is older than the catch-up rule allows.
-- TypeScript alone reads cron expressions and SQL alone merges settings, so the caller computes ahead and
-- this function compares. `complete`: nothing is left to compute.
create function scheduler_internal.take_expected(
  inout job public.job_schedules,
  expected jsonb,
  out complete boolean,
  out effects jsonb)
language plpgsql set search_path = '' as $$
declare
  has_occurrences constant boolean :=
    job.enabled and job.deleted_at is null and job.cron_expression is not null;
  next_run timestamptz;
  execution public.scheduled_jobs;
begin
  effects := '{}';
  if has_occurrences
    and expected->>'cronExpression' = job.cron_expression
    and expected->>'timeZone' = job.time_zone
  then
    select min(occurrence::timestamptz) into next_run
    from jsonb_array_elements_text(expected->'nextRuns') occurrence
    where occurrence::timestamptz > clock_timestamp()
      and occurrence::timestamptz >= coalesce(job.paused_until, '-infinity')
      and not exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.origin = 'schedule'
          and e.status = 'skipped'
          and e.scheduled_for = occurrence::timestamptz);
    if (next_run is not null or expected->'nextRuns' = '[]')
      and (next_run, job.revision) is distinct from (job.next_run_at, job.next_run_revision)
    then
      update public.job_schedules set next_run_at = next_run, next_run_revision = revision
      where job_name = job.job_name
      returning * into job;
    end if;
  end if;
  if job.deleted_at is null
    and job.run_at is distinct from job.run_at_planned
    and job.run_at = (expected->>'runAt')::timestamptz
  then
    update public.job_schedules set run_at_planned = run_at
    where job_name = job.job_name
    returning * into job;
    perform from public.scheduled_jobs e
    where e.id = (expected->>'runAtExecutionId')::uuid
      or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = job.run_at);
    if not found and job.run_at >= clock_timestamp() - make_interval(secs => (
      case when job.catchup = 'none' then 60 else greatest(job.catchup_seconds, 60) end))
    then
      execution := scheduler_internal.new_execution(job, (expected->>'runAtExecutionId')::uuid, 'schedule');
      execution.scheduled_for := job.run_at;
      execution.status := 'queued';
      execution.awaits := 'instant';
      execution.queued_at := clock_timestamp();
      execution.exclusive := false;
      execution.reason_code := 'planned';
      execution.reason_details := jsonb_build_object('at', expected->'runAt');
      execution := scheduler_internal.insert_execution(execution);
      effects := jsonb_build_object('start', jsonb_build_array(scheduler_internal.queued_run(execution)));
    end if;
  end if;
  complete := (not has_occurrences or job.next_run_revision = job.revision)
    and (job.deleted_at is not null
      or job.run_at is null
      or job.run_at is not distinct from job.run_at_planned);
end $$;

-- {jobName} and the fields of take_expected's `expected` -> {job or null, complete, effects: {start}}: for
-- repairs, and after a change that could not compute them.
create function public.expect_runs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules
  where job_name = args->>'jobName' and deleted_at is null
  for update;
  if not found then
    return jsonb_build_object('job', null, 'complete', true, 'effects', '{}'::jsonb);
  end if;
  return scheduler_internal.changed_job(job, args);
end $$;

-- {limit} -> {jobs: [{jobName, runAt}]}: jobs whose `runAt` has no row, because the process that changed it
-- died.
create function public.list_unplanned_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object(
    'jobName', j.job_name,
    'runAt', scheduler_internal.iso(j.run_at))), '[]'))
  from (
    select * from public.job_schedules
    where run_at is not null and run_at is distinct from run_at_planned and deleted_at is null
    order by job_name
    limit least((args->>'limit')::integer, 1000)) j
$$;
