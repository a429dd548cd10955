-- Sync: keeps Temporal's Schedules equal to the jobs. Zone data changes with Node, and the compiler with the
-- scheduler. A Schedule that was compiled with other inputs than the repairing worker has is compiled anew.

-- The Temporal Schedule that the job must have; exists = false when it must have none.
create function scheduler_internal.desired_schedule(job public.job_schedules) returns jsonb
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
    'conflictToken', job.schedule_conflict_token,
    'inputs', job.schedule_inputs,
    'nextRunAt', scheduler_internal.iso(job.next_run_at))
$$;

-- {jobName, token, force?} -> {state: 'claimed', desired} | {state: 'busy', revision} | {state: 'current'}.
-- One writer per job at a time. A claim expires after 15 s; after that its holder's finish no longer counts.
-- `force` also claims a Schedule that is believed to be current (repair of drift).
create function public.claim_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found then
    return jsonb_build_object('state', 'current');
  end if;
  if job.projection_claimed_until > clock_timestamp() and job.projection_token <> (args->>'token')::uuid then
    return jsonb_build_object('state', 'busy', 'revision', job.revision);
  end if;
  if job.revision = job.projected_revision and not coalesce((args->>'force')::boolean, false) then
    return jsonb_build_object('state', 'current');
  end if;
  update public.job_schedules set
    projection_token = (args->>'token')::uuid,
    projection_claimed_until = clock_timestamp() + interval '15 seconds'
  where job_name = job.job_name;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token, revision, conflictToken?, inputs?} -> {state: 'current'} | {state: 'claimed', desired}
-- when a newer revision is to be written next, under the same token | {state: 'lost'} when the claim has
-- passed to another writer. Without `inputs` they become unknown. When the same revision compiled to another
-- result, catch-up checks the job again, with the inputs before as the cause.
create function public.finish_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  inputs jsonb := nullif(args->'inputs', 'null');
  compiled_anew boolean;
begin
  select * into job from public.job_schedules
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid
  for update;
  if not found then
    return jsonb_build_object('state', 'lost');
  end if;
  if job.projected_revision = (args->>'revision')::bigint then
    compiled_anew := coalesce(job.schedule_inputs->'spec' <> inputs->'spec', false);
    inputs := inputs || jsonb_build_object('replaced', case
      when compiled_anew
        then job.schedule_inputs - 'replaced'
          || jsonb_build_object('until', scheduler_internal.iso(clock_timestamp()))
      else job.schedule_inputs->'replaced'
    end);
  end if;
  update public.job_schedules set
    projected_revision = (args->>'revision')::bigint,
    schedule_conflict_token = args->>'conflictToken',
    schedule_inputs = inputs,
    ledger_due_at = case when compiled_anew then least(ledger_due_at, ledger_until) else ledger_due_at end,
    projection_token = case when revision = (args->>'revision')::bigint then null else projection_token end,
    projection_claimed_until = case
      when revision = (args->>'revision')::bigint then null
      else clock_timestamp() + interval '15 seconds'
    end
  where job_name = job.job_name
  returning * into job;
  if job.revision = job.projected_revision then
    return jsonb_build_object('state', 'current');
  end if;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token} -> {released}: after a failed write, so that the next writer need not wait until the claim
-- expires.
create function public.release_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set projection_token = null, projection_claimed_until = null
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid;
  return jsonb_build_object('released', found);
end $$;

-- {jobName} -> {revision, projectedRevision, conflictToken, inputs}
create function public.get_schedule_sync(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select jsonb_build_object(
        'revision', revision,
        'projectedRevision', projected_revision,
        'conflictToken', schedule_conflict_token,
        'inputs', schedule_inputs)
      from public.job_schedules where job_name = args->>'jobName'),
    jsonb_build_object('revision', 0, 'projectedRevision', 0, 'conflictToken', null, 'inputs', null))
$$;

-- {jobName, revision, inputs} -> {noted}: other inputs compiled to the same Schedule, which need not be
-- written.
create function public.note_schedule_inputs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set
    schedule_inputs = schedule_inputs || (args->'inputs'),
    ledger_due_at = least(ledger_due_at, ledger_until)
  where job_name = args->>'jobName'
    and revision = (args->>'revision')::bigint
    and projected_revision = revision
    and schedule_inputs->'spec' = args->'inputs'->'spec';
  return jsonb_build_object('noted', found);
end $$;

-- {limit, cursor?, behindOnly?} -> {schedules: [desired], nextCursor}, by job name; also deleted jobs while
-- their Schedules may still exist.
create function public.list_desired_schedules(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page
  from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and (j.revision <> j.projected_revision
        or (j.deleted_at is null and not coalesce((args->>'behindOnly')::boolean, false)))
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'schedules', coalesce((
      select jsonb_agg(scheduler_internal.desired_schedule(j) order by j.job_name)
      from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {inputs, limit} -> {schedules: [desired], count}: current Schedules that were compiled with other inputs,
-- or with unknown ones; those due next come first. `count` is the number of all, which /health shows.
create function public.list_outdated_schedules(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare answer jsonb;
begin
  select jsonb_build_object(
    'schedules', coalesce(jsonb_agg(scheduler_internal.desired_schedule(found.job)), '[]'),
    'count', coalesce(max(found.count), 0))
  into answer
  from (
    select j as job, count(*) over () as count from public.job_schedules j
    where j.deleted_at is null
      and j.cron_expression is not null
      and j.revision = j.projected_revision
      and (j.schedule_inputs @> (args->'inputs')) is not true
    order by j.next_run_at nulls last, j.job_name
    limit least((args->>'limit')::integer, 1000)) found;
  update public.reconcile_lease set outdated_schedules = (answer->>'count')::integer
  where outdated_schedules is distinct from (answer->>'count')::integer;
  return answer;
end $$;
