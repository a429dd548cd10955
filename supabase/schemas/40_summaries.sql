-- The page of all jobs, whole or only its changes: status, outcomes, the last twenty runs and failures of
-- each job. Terms that are defined here and nowhere else:   failing       a run has failed, or an occurrence
-- was missed, since the last success; cancelled and                 skipped runs do not count   success rate
-- completed / (completed + failed + missed); null when there are none   late          due more than 60 s (and
-- the jitter) ago, and not started

create function scheduler_internal.note_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;

create trigger note_change before insert or update on public.scheduled_jobs
  for each row execute function scheduler_internal.note_change();

-- Not for columns that no list shows: claims of a sync, the progress of catch-up.
create trigger note_change before update on public.job_schedules for each row
  when ((old.version, old.projected_revision, old.next_run_at, old.last_run_execution_id, old.last_run_status,
      old.total_runs)
    is distinct from (new.version, new.projected_revision, new.next_run_at, new.last_run_execution_id,
      new.last_run_status, new.total_runs))
  execute function scheduler_internal.note_change();

create function scheduler_internal.success_rate(completed bigint, failed bigint, missed bigint)
returns double precision
language sql immutable set search_path = '' as $$
  select completed::double precision / nullif(completed + failed + missed, 0)
$$;

-- Why a run ended as it did: its reason and its last attempt. No search_path, so that it is inlined; its
-- callers must have one.
create function scheduler_internal.run_cause(reason_code text, reason_details jsonb, attempt jsonb)
returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'reasonCode', reason_code,
    'reasonDetails', reason_details,
    'attemptCode', attempt->'code',
    'httpStatus', attempt->'http_status',
    'said', attempt->'said',
    'limitSeconds', attempt->'limit_seconds')
$$;

-- Null when the job is not failing. Counts up to 1,000.
create function scheduler_internal.failing(name text) returns jsonb
language sql stable set search_path = '' as $$
  with success as (
    select newest.id, newest.due_at
    from unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1
        and e.status = 'completed'
        and e.origin = origin.name
        and e.status not in ('queued', 'running')
      order by e.due_at desc, e.id desc
      limit 1) newest
    order by newest.due_at desc, newest.id desc
    limit 1),
  bad as materialized (
    select hit.id, hit.due_at
    from unnest(array['failed', 'missed']) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1
        and e.status = status.name
        and e.origin = origin.name
        and e.status not in ('queued', 'running')
        and e.due_at > coalesce((select s.due_at from success s), '-infinity')
      order by e.due_at desc, e.id desc
      limit 1000) hit
    order by hit.due_at desc, hit.id desc
    limit 1000)
  select jsonb_build_object(
    'since', scheduler_internal.iso(first.due_at),
    'inARow', (select count(*) from bad),
    'firstExecutionId', first.id,
    'latestExecutionId', latest.id,
    'latestError', (
      select scheduler_internal.cut(coalesce(e.error_message, e.reason), 2000)
      from public.scheduled_jobs e where e.id = latest.id),
    'latestCause', (
      select scheduler_internal.run_cause(e.reason_code, e.reason_details, e.attempts->-1)
      from public.scheduled_jobs e where e.id = latest.id),
    'lastSuccess', (
      select jsonb_build_object('executionId', s.id, 'at', scheduler_internal.iso(s.due_at))
      from success s))
  from
    (select b.id, b.due_at from bad b order by b.due_at, b.id limit 1) first,
    (select b.id from bad b order by b.due_at desc, b.id desc limit 1) latest
$$;

-- {since?: ISO, jobName?, limit? (1000), cursor?} -> {jobs, deleted: [name], nextCursor, now}, by name: all
-- jobs, one of them, or those with a change since then. SJ001 for a jobName that is not registered.
create function public.list_summaries(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  since constant timestamptz := args->>'since';
  after_name constant text := coalesce(args->>'cursor', '');
  names text[];
  page text[];
begin
  if args ? 'jobName' then
    names := array(
      select j.job_name from public.job_schedules j
      where j.job_name = args->>'jobName' and j.deleted_at is null);
    if names = '{}' then
      perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
        jsonb_build_object('jobName', args->'jobName'));
    end if;
  elsif since is null then
    names := array(
      select j.job_name from public.job_schedules j
      where j.deleted_at is null and j.job_name > after_name
      order by j.job_name
      limit page_size + 1);
  else
    -- `waitingFor` of a job changes with its parents.
    names := array(
      with changed as materialized (
        select j.job_name from public.job_schedules j where j.changed_at >= since
        union
        select e.job_name from public.scheduled_jobs e where e.changed_at >= since)
      select c.job_name from changed c where c.job_name > after_name
      union
      select child.job_name from public.job_schedules child
      where child.after <> '[]'
        and child.deleted_at is null
        and child.job_name > after_name
        and exists (
          select from jsonb_array_elements(child.after) parent join changed c on c.job_name = parent->>'job')
      order by 1
      limit page_size + 1);
  end if;
  page := names[1:page_size];
  return jsonb_build_object(
    'jobs', (
      with unfinished as materialized (
        select
          e.job_name,
          count(*) filter (where e.status = 'running') as running,
          count(*) filter (where e.status = 'queued' and e.awaits is distinct from 'instant') as queued,
          min(e.scheduled_for) filter (where e.status = 'queued' and e.awaits = 'instant') as planned,
          min(e.scheduled_for) filter (
            where e.status = 'queued' and e.awaits = 'instant' and e.origin = 'trigger') as planned_by_hand,
          (array_agg(e.id order by e.started_at, e.id) filter (where e.status = 'running'))[1] as running_id
        from public.scheduled_jobs e
        where e.job_name = any (page) and e.status in ('queued', 'running')
        group by e.job_name),
      days as materialized (
        select
          d.job_name,
          jsonb_build_object(
            'completed', sum(d.completed),
            'failed', sum(d.failed),
            'cancelled', sum(d.cancelled),
            'skipped', sum(d.skipped),
            'missed', sum(d.missed),
            'successRate',
              sum(d.completed)::double precision / nullif(sum(d.completed + d.failed + d.missed), 0),
            'avgDurationMs',
              round(sum(d.duration_ms) / nullif(sum(d.completed + d.failed_begun), 0))) as counts
        from public.job_days d
        where d.job_name = any (page) and d.day > (now() at time zone 'UTC')::date - 30
        group by d.job_name)
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', job.job_name,
        'displayName', job.display_name,
        'description', job.description,
        'service', job.service,
        'endpoint', job.endpoint,
        'jobType', job.job_type,
        'cronExpression', job.cron_expression,
        'timeZone', job.time_zone,
        'after', job.after,
        'runAt', scheduler_internal.iso(job.run_at),
        'enabled', job.enabled,
        'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
        'stopped', case
          when not job.enabled or job.paused_until > now() then (
            select jsonb_build_object('by', v.actor, 'at', scheduler_internal.iso(v.at), 'reason', v.reason)
            from public.job_events v
            where v.job_name = job.job_name and v.action in ('disabled', 'paused')
            order by v.id desc
            limit 1)
        end,
        'status', case
          when unfinished.running > 0 then 'running'
          when unfinished.queued > 0 then 'queued'
          when job.paused_until > now() and job.enabled then 'paused'
          when not job.enabled then 'disabled'
          else 'enabled'
        end,
        'nextRunAt', scheduler_internal.iso(least(
          job.next_run_at,
          case when job.enabled then unfinished.planned else unfinished.planned_by_hand end)),
        'neverFires', job.cron_expression is not null
          and job.next_run_at is null
          and job.next_run_revision = job.revision
          and job.enabled,
        'overlap', job.overlap,
        'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
        'lastRun', case
          when last_run.id is not null then jsonb_build_object(
            'executionId', last_run.id,
            'status', last_run.status,
            'at', scheduler_internal.iso(last_run.started_at),
            'durationMs', last_run.duration_ms,
            'error', left(split_part(coalesce(last_run.error_message, last_run.reason), E'\n', 1), 500))
        end,
        'lastFinished', case
          when last_finished.id is not null then jsonb_build_object(
            'executionId', last_finished.id,
            'status', last_finished.status,
            'at', scheduler_internal.iso(last_finished.due_at),
            'reason', last_finished.reason,
            'cause', last_finished.cause)
        end,
        'strip', coalesce(recent.strip, ''))
      || jsonb_build_object(
        'running', case
          when now_running.id is not null then jsonb_build_object(
            'executionId', now_running.id,
            'startedAt', scheduler_internal.iso(now_running.started_at),
            'attempt', coalesce((now_running.attempts->-1->>'attempt')::integer, 0),
            'progress', now_running.progress,
            'heartbeatAt', scheduler_internal.iso(now_running.heartbeat_at),
            'heartbeatSeconds', job.heartbeat_seconds,
            'cancelRequestedAt', scheduler_internal.iso(now_running.cancel_requested_at),
            'cancelRequestedBy', now_running.cancel_requested_by)
        end,
        'runningCount', coalesce(unfinished.running, 0),
        'queuedCount', coalesce(unfinished.queued, 0),
        'failing', case
          when last_finished.status <> 'completed' then scheduler_internal.failing(job.job_name)
        end,
        'waitingFor', case
          when job.after = '[]' then '[]'
          else scheduler_internal.waiting_for(job.job_name, job.after)
        end,
        'late', job.enabled
          and coalesce(job.paused_until, '-infinity') < now()
          and coalesce(job.next_run_at + make_interval(secs => 60 + job.jitter_seconds) < now(), false),
        'last30Days', coalesce(days.counts,
          '{"completed": 0, "failed": 0, "cancelled": 0, "skipped": 0, "missed": 0,
          "successRate": null, "avgDurationMs": null}'),
        'overridden', case
          when job.overrides = '{}' then '[]'
          else (select jsonb_agg(key order by key) from jsonb_object_keys(job.overrides) key)
        end,
        'overriddenBy', last_change.actor,
        'overriddenAt', scheduler_internal.iso(last_change.at),
        'version', job.version,
        'updatedAt', scheduler_internal.iso(job.updated_at))
      order by job.job_name), '[]')
      from public.job_schedules job
      left join unfinished on unfinished.job_name = job.job_name
      left join days on days.job_name = job.job_name
      left join public.scheduled_jobs last_run on last_run.id = job.last_run_execution_id
      left join public.scheduled_jobs now_running on now_running.id = unfinished.running_id
      -- Rows of occurrences to come (skipped ahead of time, for instance) do not count as finished.
      left join lateral (
        select e.id, e.status, e.due_at, e.reason,
          case
            when e.status <> 'completed'
              then scheduler_internal.run_cause(e.reason_code, e.reason_details, e.attempts->-1)
          end as cause
        from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.status not in ('queued', 'running')
          and (e.due_at <= now() or e.started_at is not null)
        order by e.due_at desc, e.id desc
        limit 1) last_finished on true
      left join lateral (
        select string_agg(case newest.status
            when 'completed' then 'C'
            when 'failed' then 'F'
            when 'running' then 'R'
            when 'queued' then 'Q'
            when 'skipped' then 'S'
            when 'missed' then 'M'
            else 'X'
          end, '' order by newest.due_at, newest.id) as strip
        from (
          select e.status, e.due_at, e.id from public.scheduled_jobs e
          where e.job_name = job.job_name
            and e.awaits is null
            and (e.due_at <= now() or e.started_at is not null)
          order by e.due_at desc, e.id desc
          limit 20) newest) recent on true
      left join lateral (
        select v.actor, v.at from public.job_events v
        where job.overrides <> '{}' and v.job_name = job.job_name and v.after ? 'overrides'
        order by v.id desc
        limit 1) last_change on true
      where job.job_name = any (page) and job.deleted_at is null),
    'deleted', (
      select coalesce(jsonb_agg(j.job_name order by j.job_name), '[]')
      from public.job_schedules j
      where j.job_name = any (page) and j.deleted_at is not null),
    'nextCursor', case when cardinality(names) > page_size then page[page_size] end,
    'now', scheduler_internal.iso(now()));
end $$;
