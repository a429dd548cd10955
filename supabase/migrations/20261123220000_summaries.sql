-- What a page of all jobs shows of each: status, outcomes, the last twenty runs, what is wrong. As one list, or what has changed
-- of it. Words that are defined here and nowhere else:
--   failing       a run has failed, or an occurrence was missed, since the last success; cancelled and skipped runs say nothing
--   success rate  completed / (completed + failed + missed); null when there are none
--   late          due more than 60 s (and the jitter) ago, and nothing has begun

alter table public.scheduled_jobs add column changed_at timestamptz not null default clock_timestamp();
alter table public.job_schedules add column changed_at timestamptz not null default clock_timestamp();
comment on column public.scheduled_jobs.changed_at is 'Whoever asks what has changed asks for this, less 10 s: every transaction ends within 5 s.';

create function scheduler_internal.note_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger note_change before insert or update on public.scheduled_jobs for each row execute function scheduler_internal.note_change();
-- Not for what nobody sees: claims of a projection, the ledger's progress.
create trigger note_change before update on public.job_schedules for each row
  when ((old.version, old.projected_revision, old.next_run_at, old.last_run_execution_id, old.last_run_status, old.total_runs)
    is distinct from (new.version, new.projected_revision, new.next_run_at, new.last_run_execution_id, new.last_run_status, new.total_runs))
  execute function scheduler_internal.note_change();
-- Changed rows lie together, and a b-tree would cost every change of a row.
create index scheduled_jobs_changed on public.scheduled_jobs using brin (changed_at) with (pages_per_range = 16, autosummarize = on);
create index scheduled_jobs_outcome on public.scheduled_jobs (job_name, status, due_at desc) where status in ('completed', 'failed', 'missed');

create function scheduler_internal.is_finished(status text) returns boolean
language sql immutable set search_path = '' as $$ select status not in ('queued', 'running') $$;

-- Thirty days of a job that runs every minute are 43,200 rows: counted as they end. Without a foreign key, whose check would lock
-- the job's row after the execution's, which is the wrong order.
create table public.job_days (
  job_name text not null,
  day date not null,
  completed integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  skipped integer not null default 0,
  missed integer not null default 0,
  duration_ms bigint not null default 0,
  primary key (job_name, day)
);
comment on table public.job_days is 'How many executions due on a day (UTC) ended how; duration_ms is of completed and failed ones together.';
select scheduler_internal.restrict_table('job_days');

create function scheduler_internal.count_day() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- A long run of missed occurrences shares one row.
  occurrences constant integer := coalesce((new.metadata->>'missedOccurrences')::integer, 1);
begin
  insert into public.job_days as d (job_name, day, completed, failed, cancelled, skipped, missed, duration_ms)
  values (new.job_name, (new.due_at at time zone 'UTC')::date, (new.status = 'completed')::integer, (new.status = 'failed')::integer,
    (new.status = 'cancelled')::integer, (new.status = 'skipped')::integer, case when new.status = 'missed' then occurrences else 0 end,
    case when new.status in ('completed', 'failed') then coalesce(new.duration_ms, 0) else 0 end)
  on conflict (job_name, day) do update set completed = d.completed + excluded.completed, failed = d.failed + excluded.failed,
    cancelled = d.cancelled + excluded.cancelled, skipped = d.skipped + excluded.skipped, missed = d.missed + excluded.missed,
    duration_ms = d.duration_ms + excluded.duration_ms;
  return null;
end $$;
-- Deferred: the day's row is locked last, so that nobody who holds it waits for a run.
create constraint trigger count_finished after update of status on public.scheduled_jobs deferrable initially deferred for each row
  when (not scheduler_internal.is_finished(old.status) and scheduler_internal.is_finished(new.status))
  execute function scheduler_internal.count_day();
create constraint trigger count_inserted after insert on public.scheduled_jobs deferrable initially deferred for each row
  when (scheduler_internal.is_finished(new.status)) execute function scheduler_internal.count_day();
insert into public.job_days (job_name, day, completed, failed, cancelled, skipped, missed, duration_ms)
  select job_name, (due_at at time zone 'UTC')::date, count(*) filter (where status = 'completed'), count(*) filter (where status = 'failed'),
    count(*) filter (where status = 'cancelled'), count(*) filter (where status = 'skipped'),
    coalesce(sum(coalesce((metadata->>'missedOccurrences')::integer, 1)) filter (where status = 'missed'), 0),
    coalesce(sum(duration_ms) filter (where status in ('completed', 'failed')), 0)
  from public.scheduled_jobs where status not in ('queued', 'running') group by 1, 2;

create function scheduler_internal.success_rate(completed bigint, failed bigint, missed bigint) returns double precision
language sql immutable set search_path = '' as $$ select completed::double precision / nullif(completed + failed + missed, 0) $$;

-- null when the job is not failing. Counts up to 1,000.
create function scheduler_internal.failing(name text) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  success public.scheduled_jobs;
  answer jsonb;
begin
  select * into success from public.scheduled_jobs e where e.job_name = name and e.status = 'completed' order by e.due_at desc limit 1;
  select case when count(*) > 0 then jsonb_build_object(
    'since', scheduler_internal.iso(min(bad.due_at)), 'inARow', count(*),
    'firstExecutionId', (array_agg(bad.id order by bad.due_at, bad.id))[1],
    'latestError', (array_agg(coalesce(bad.error_message, bad.reason) order by bad.due_at desc, bad.id desc))[1],
    'lastSuccess', case when success.id is not null then jsonb_build_object('executionId', success.id, 'at', scheduler_internal.iso(success.due_at)) end) end
  into answer from (
    select e.id, e.due_at, e.error_message, e.reason from public.scheduled_jobs e
    where e.job_name = name and e.status in ('failed', 'missed') and e.due_at > coalesce(success.due_at, '-infinity')
    order by e.due_at desc limit 1000) bad;
  return answer;
end $$;

-- {since?: ISO, jobName?, limit? (1000), cursor?} -> {jobs, deleted: [name], nextCursor, now}, by name: all jobs, one of them, or
-- those of which something has changed since then. SJ001 for a jobName that is not registered.
create function public.list_summaries(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  since constant timestamptz := args->>'since';
  page public.job_schedules[];
begin
  select array_agg(found_job) into page from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and (args->>'jobName' is null or j.job_name = args->>'jobName')
      and case when since is null then j.deleted_at is null
        else j.changed_at >= since or j.job_name in (select e.job_name from public.scheduled_jobs e where e.changed_at >= since) end
    order by j.job_name limit page_size + 1) matching;
  if args ? 'jobName' and page is null then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'), jsonb_build_object('jobName', args->'jobName'));
  end if;
  return jsonb_build_object(
    'jobs', coalesce((select jsonb_agg(
      jsonb_build_object(
        'name', job.job_name, 'displayName', job.display_name, 'description', job.description, 'service', job.service,
        'endpoint', job.endpoint, 'jobType', job.job_type, 'cronExpression', job.cron_expression, 'timeZone', job.time_zone,
        'after', job.after, 'runAt', scheduler_internal.iso(job.run_at), 'enabled', job.enabled,
        'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
        'stopped', case when not job.enabled or job.paused_until > now() then (
          select jsonb_build_object('by', v.actor, 'at', scheduler_internal.iso(v.at), 'reason', v.reason) from public.job_events v
          where v.job_name = job.job_name and v.action in ('disabled', 'paused') order by v.id desc limit 1) end,
        'status', case when now_running.count > 0 then 'running' when now_queued.count > 0 then 'queued'
          when job.paused_until > now() and job.enabled then 'paused' when not job.enabled then 'disabled' else 'enabled' end,
        'nextRunAt', scheduler_internal.iso(scheduler_internal.next_run_at(job)),
        'overlap', job.overlap,
        'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
        'lastRun', (select jsonb_build_object('executionId', e.id, 'status', e.status, 'at', scheduler_internal.iso(e.started_at),
            'durationMs', e.duration_ms, 'error', split_part(coalesce(e.error_message, e.reason), E'\n', 1))
          from public.scheduled_jobs e where e.id = job.last_run_execution_id),
        'lastFinished', case when last_finished.id is not null then jsonb_build_object('executionId', last_finished.id,
          'status', last_finished.status, 'at', scheduler_internal.iso(last_finished.due_at), 'reason', last_finished.reason) end,
        'strip', coalesce((select string_agg(case recent.status when 'completed' then 'C' when 'failed' then 'F' when 'running' then 'R'
            when 'queued' then 'Q' when 'skipped' then 'S' when 'missed' then 'M' else 'X' end, '' order by recent.due_at, recent.id)
          from (select e.status, e.due_at, e.id from public.scheduled_jobs e where e.job_name = job.job_name and e.awaits is null
            order by e.due_at desc, e.id desc limit 20) recent), ''))
      || jsonb_build_object(
        'running', (select jsonb_build_object('executionId', e.id, 'startedAt', scheduler_internal.iso(e.started_at),
            'attempt', jsonb_array_length(e.attempts), 'progress', e.progress, 'heartbeatAt', scheduler_internal.iso(e.heartbeat_at),
            'heartbeatSeconds', job.heartbeat_seconds)
          from public.scheduled_jobs e where e.job_name = job.job_name and e.status = 'running' order by e.started_at limit 1),
        'runningCount', now_running.count,
        'queuedCount', now_queued.count,
        'failing', case when last_finished.status <> 'completed' then scheduler_internal.failing(job.job_name) end,
        'late', job.enabled and coalesce(job.paused_until, '-infinity') < now()
          and coalesce(job.next_run_at + scheduler_internal.late_after(job.jitter_seconds) < now(), false),
        'last30Days', days.counts,
        'overridden', (select coalesce(jsonb_agg(key order by key), '[]') from jsonb_object_keys(job.overrides) key),
        'overriddenBy', last_change.actor,
        'overriddenAt', scheduler_internal.iso(last_change.at),
        'version', job.version,
        'updatedAt', scheduler_internal.iso(job.updated_at))
      order by job.job_name)
      from unnest(page[1:page_size]) job,
      lateral (select count(*) from public.scheduled_jobs e where e.job_name = job.job_name and e.status = 'running') now_running,
      lateral (select count(*) from public.scheduled_jobs e where e.job_name = job.job_name and e.status = 'queued'
        and e.awaits is distinct from 'instant') now_queued,
      lateral (select jsonb_build_object('completed', coalesce(sum(d.completed), 0), 'failed', coalesce(sum(d.failed), 0),
          'cancelled', coalesce(sum(d.cancelled), 0), 'skipped', coalesce(sum(d.skipped), 0), 'missed', coalesce(sum(d.missed), 0),
          'successRate', scheduler_internal.success_rate(sum(d.completed), sum(d.failed), sum(d.missed)),
          'avgDurationMs', round(sum(d.duration_ms)::numeric / nullif(sum(d.completed + d.failed), 0))) as counts
        from public.job_days d where d.job_name = job.job_name and d.day > (now() at time zone 'UTC')::date - 30) days
      left join lateral (select e.id, e.status, e.due_at, e.reason from public.scheduled_jobs e
        where e.job_name = job.job_name and e.status not in ('queued', 'running')
        order by e.due_at desc, e.id desc limit 1) last_finished on true
      left join lateral (select v.actor, v.at from public.job_events v where job.overrides <> '{}' and v.job_name = job.job_name
        and v.after ? 'overrides' order by v.id desc limit 1) last_change on true
      where job.deleted_at is null), '[]'),
    'deleted', coalesce((select jsonb_agg(j.job_name order by j.job_name) from unnest(page[1:page_size]) j where j.deleted_at is not null), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end,
    'now', scheduler_internal.iso(now()));
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
