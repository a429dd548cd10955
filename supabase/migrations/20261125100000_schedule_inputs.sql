-- What a job's Temporal Schedule was compiled with. Zone data changes with Node and the compiler with the
-- scheduler: what differs from the repairing worker's is compiled anew. And what the preview asks of the
-- other jobs, counted here.

alter table public.job_schedules add column schedule_inputs jsonb;
comment on column public.job_schedules.schedule_inputs is
  'What the Temporal Schedule was compiled with: {zones, compiler, spec (a hash of the result), replaced?: the
ones before, and until when}. Null: not known, or there is no Schedule.';

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
    'conflictToken', job.schedule_conflict_token,
    'inputs', job.schedule_inputs,
    'nextRunAt', scheduler_internal.iso(job.next_run_at))
$$;

-- {jobName, token, revision, conflictToken?, inputs?} -> {state: 'current'} | {state: 'claimed', desired}
-- when a newer revision is to be written next, under the same token | {state: 'lost'} when the claim had
-- passed to another writer. A version that does not name the inputs leaves them unknown. The same revision
-- with another result: the ledger looks again, and is told why.
create or replace function public.finish_projection(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  inputs jsonb := nullif(args->'inputs', 'null');
  compiled_anew boolean;
begin
  select * into job from public.job_schedules
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid for update;
  if not found then
    return jsonb_build_object('state', 'lost');
  end if;
  if job.projected_revision = (args->>'revision')::bigint then
    compiled_anew := coalesce(job.schedule_inputs->'spec' <> inputs->'spec', false);
    inputs := inputs || jsonb_build_object('replaced', case
      when compiled_anew
      then job.schedule_inputs - 'replaced'
        || jsonb_build_object('until', scheduler_internal.iso(clock_timestamp()))
      else job.schedule_inputs->'replaced' end);
  end if;
  update public.job_schedules set projected_revision = (args->>'revision')::bigint,
    schedule_conflict_token = args->>'conflictToken',
    schedule_inputs = inputs,
    ledger_due_at = case when compiled_anew then least(ledger_due_at, ledger_until) else ledger_due_at end,
    projection_token = case when revision = (args->>'revision')::bigint then null else projection_token end,
    projection_claimed_until = case when revision = (args->>'revision')::bigint then null
      else clock_timestamp() + interval '15 seconds' end
  where job_name = job.job_name
  returning * into job;
  if job.revision = job.projected_revision then
    return jsonb_build_object('state', 'current');
  end if;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName} -> {revision, projectedRevision, conflictToken, inputs}
create or replace function public.get_projection(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce((select jsonb_build_object('revision', revision, 'projectedRevision', projected_revision,
      'conflictToken', schedule_conflict_token, 'inputs', schedule_inputs)
    from public.job_schedules where job_name = args->>'jobName'),
    jsonb_build_object('revision', 0, 'projectedRevision', 0, 'conflictToken', null, 'inputs', null))
$$;

-- {inputs, limit} -> {schedules: [desired]}: Schedules that are current and were compiled with other inputs
-- than these, or with unknown ones; those that are due next come first.
create function public.list_outdated_schedules(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('schedules', coalesce(jsonb_agg(scheduler_internal.desired_schedule(j)), '[]'))
  from (select * from public.job_schedules j
    where j.deleted_at is null and j.cron_expression is not null and j.revision = j.projected_revision
      and (j.schedule_inputs @> (args->'inputs')) is not true
    order by j.next_run_at nulls last, j.job_name limit least((args->>'limit')::integer, 1000)) j
$$;

-- {jobName, revision, inputs} -> {noted}: other inputs have made the same Schedule, so that
-- it need not be written.
create function public.note_schedule_inputs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set schedule_inputs = schedule_inputs || (args->'inputs'),
    ledger_due_at = least(ledger_due_at, ledger_until)
  where job_name = args->>'jobName' and revision = (args->>'revision')::bigint
    and projected_revision = revision and schedule_inputs->'spec' = args->'inputs'->'spec';
  return jsonb_build_object('noted', found);
end $$;

-- {exceptJob?} -> {expressions: [{cronExpression, timeZone, jobName, jobs}], more}: what enabled jobs are due
-- by, and how many of them, the most frequent first, at most 2,000. jobName is null unless the expression may
-- have an H.
create function public.count_expressions(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counted as (
    select j.cron_expression, j.time_zone, h.job_name, count(*) as jobs
    from public.job_schedules j
    cross join lateral (select case when j.cron_expression ~* 'h' then j.job_name end as job_name) h
    where j.deleted_at is null and j.enabled and j.cron_expression is not null
      and j.job_name is distinct from args->>'exceptJob'
    group by j.cron_expression, j.time_zone, h.job_name
    order by count(*) desc, j.cron_expression, j.time_zone, h.job_name limit 2001)
  select jsonb_build_object('more', count(*) > 2000, 'expressions', coalesce(jsonb_agg(jsonb_build_object(
    'cronExpression', c.cron_expression, 'timeZone', c.time_zone, 'jobName', c.job_name, 'jobs', c.jobs))
    filter (where c.position <= 2000), '[]'))
  from (select *, row_number() over () as position from counted) c
$$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
