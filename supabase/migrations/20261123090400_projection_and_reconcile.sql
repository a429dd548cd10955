-- Keeping Temporal's Schedules and the executions' workflows in step with the rows.

-- {jobName, token} -> {state: 'claimed', desired} | {state: 'busy', revision} | {state: 'current'}. One writer per job at a
-- time; a claim ends by itself after 15 s, and a stale holder's finish then counts for nothing.
-- force = true claims also when the Schedule is believed to be current (repair of drift).
create function public.claim_projection(args jsonb) returns jsonb
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
  update public.job_schedules set projection_token = (args->>'token')::uuid,
    projection_claimed_until = clock_timestamp() + interval '15 seconds'
  where job_name = job.job_name;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token, revision, conflictToken?} -> {state: 'current'} | {state: 'claimed', desired} when a newer revision is to
-- be written next, under the same token | {state: 'lost'} when the claim had passed to another writer.
create function public.finish_projection(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  update public.job_schedules set projected_revision = (args->>'revision')::bigint,
    schedule_conflict_token = args->>'conflictToken',
    projection_claimed_until = case when revision = (args->>'revision')::bigint then null
      else clock_timestamp() + interval '15 seconds' end
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid
  returning * into job;
  if not found then
    return jsonb_build_object('state', 'lost');
  end if;
  if job.revision = job.projected_revision then
    update public.job_schedules set projection_token = null where job_name = job.job_name;
    return jsonb_build_object('state', 'current');
  end if;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token} -> {released}: after a failed write, so that the next writer need not wait for the claim's end.
create function public.release_projection(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set projection_token = null, projection_claimed_until = null
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid;
  return jsonb_build_object('released', found);
end $$;

-- {jobName} -> {revision, projectedRevision}
create function public.get_projection(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce((select jsonb_build_object('revision', revision, 'projectedRevision', projected_revision)
    from public.job_schedules where job_name = args->>'jobName'), jsonb_build_object('revision', 0, 'projectedRevision', 0))
$$;

-- {limit, cursor?, behindOnly?} -> {schedules: [desired], nextCursor}, by job name, deleted jobs too while their Schedule may
-- still exist.
create function public.list_desired_schedules(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and (j.revision <> j.projected_revision
        or (j.deleted_at is null and not coalesce((args->>'behindOnly')::boolean, false)))
    order by j.job_name limit page_size + 1) matching;
  return jsonb_build_object(
    'schedules', coalesce((select jsonb_agg(scheduler_internal.desired_schedule(j) order by j.job_name) from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {limit} -> {jobs: [{jobName, revision, cronExpression, timeZone}]}: enabled jobs whose next run is unknown or past.
create function public.list_stale_next_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object('jobName', stale.job_name, 'revision', stale.revision,
    'cronExpression', stale.cron_expression, 'timeZone', stale.time_zone)), '[]'))
  from (select * from public.job_schedules j
    where j.deleted_at is null and j.enabled and j.cron_expression is not null
      and (j.next_run_revision <> j.revision or j.next_run_at < now() - interval '5 seconds')
    order by j.job_name limit least((args->>'limit')::integer, 1000)) stale
$$;

-- {status: running | queued, olderThanSeconds, limit, cursor?} -> {executions, nextCursor}. Listing queued ones means that
-- Temporal was just reached: their start deadline counts from the first time.
create function public.list_unfinished_executions(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
begin
  select array_agg(found_execution) into page from (
    select e as found_execution from public.scheduled_jobs e
    where e.status = args->>'status' and e.status in ('queued', 'running')
      and (args->>'cursor' is null or e.id > (args->>'cursor')::uuid)
      and coalesce(e.started_at, e.due_at) < now() - make_interval(secs => (args->>'olderThanSeconds')::double precision)
    order by e.id limit page_size + 1) matching;
  update public.scheduled_jobs e set start_deadline_from = clock_timestamp()
  from unnest(page[1:page_size]) listed
  where e.id = listed.id and e.status = 'queued' and e.start_deadline_from is null;
  return jsonb_build_object(
    'executions', coalesce((select jsonb_agg(jsonb_build_object('executionId', e.id, 'jobName', e.job_name, 'service', e.service,
      'endpoint', e.endpoint, 'origin', e.origin, 'workflowId', e.workflow_id, 'runId', e.run_id,
      'startDeadlineFrom', scheduler_internal.iso(coalesce(e.start_deadline_from, now()))) order by e.id)
      from unnest(page[1:page_size]) e), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id end);
end $$;

-- {holder, seconds} -> {held}: takes or renews the reconcile lease.
create function public.hold_reconcile_lease(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set holder = args->>'holder',
    expires_at = clock_timestamp() + make_interval(secs => (args->>'seconds')::double precision)
  where holder is not distinct from args->>'holder' or expires_at < clock_timestamp();
  return jsonb_build_object('held', found);
end $$;

-- {holder, summary?} -> {}: notes a whole pass (with summary), or gives the lease back (without).
create function public.end_reconcile_pass(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if args ? 'summary' then
    update public.reconcile_lease set last_success_at = clock_timestamp(), last_summary = args->'summary' where holder = args->>'holder';
  else
    update public.reconcile_lease set holder = null, expires_at = '-infinity' where holder = args->>'holder';
  end if;
  return '{}';
end $$;

-- {} -> {lastSuccessAt, summary}
create function public.get_reconcile_state(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('lastSuccessAt', scheduler_internal.iso(last_success_at), 'summary', last_summary)
  from public.reconcile_lease
$$;

-- {} -> {version}: the newest migration that this database has.
create function public.schema_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', max(version)) from supabase_migrations.schema_migrations
$$;
