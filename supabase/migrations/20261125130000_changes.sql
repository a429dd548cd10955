-- Changes of jobs: who made them, by way of what, and what an unchanged registration costs; dependencies as a
-- table of edges; backfills of a job in one order; skips that can be undone.

-- The audit's source. Each function that records an event says what its source is: registration and reconcile
-- are set by the functions of these two alone, all others tell the portal from the API by their argument.
-- Nothing is read out of a name.

alter table public.job_events
  alter column source drop default,
  add column bulk_id uuid;
comment on column public.job_events.source is 'By way of what: portal, api, registration or reconcile.';
comment on column public.job_events.bulk_id is 'Shared by all events of one request that changed many jobs.';
-- By the actions of the repair loop its events of the past are told from those of somebody of that name.
update public.job_events set source = case
  when action = 'registered' then 'registration'
  when actor = 'reconcile' and source <> 'portal' and (
    action in ('schedule repaired', 'occurrences recorded', 'run completed', 'run failed')
    or (action = 'run cancelled' and reason like '%before the run had finished%')) then 'reconcile'
  when source in ('registration', 'reconcile') then 'api'
  else source end
where actor = 'reconcile' or action = 'registered' or source in ('registration', 'reconcile');
alter table public.job_events
  add constraint job_events_source_check check (source in ('portal', 'api', 'registration', 'reconcile'));

create or replace function scheduler_internal.events_page(ids bigint[], page_size integer) returns jsonb
language sql stable set search_path = '' as $$
  with lines as materialized (
    select listed.place, v.id, jsonb_build_object('id', v.id, 'at', scheduler_internal.iso(v.at), 'jobName',
      v.job_name,
      'actor', v.actor, 'action', v.action, 'before', v.before, 'after', v.after, 'reason', v.reason,
        'source', v.source,
      'bulkId', v.bulk_id) as line
    from unnest(ids[1:page_size]) with ordinality listed (id, place) join public.job_events v
      on v.id = listed.id),
  sized as (select l.*, sum(octet_length(l.line::text)) over (order by l.place) as bytes from lines l),
  kept as (select * from sized where place = 1 or bytes <= 2000000)
  select jsonb_build_object('events', coalesce(jsonb_agg(kept.line order by kept.place), '[]'),
    'nextCursor', case when max(kept.place) < cardinality(ids) then min(kept.id)::text end)
  from kept
$$;
drop function scheduler_internal.event_source(public.job_events);

-- By way of what a person's change came. Callers cannot name one of the scheduler's own parts.
create function scheduler_internal.asked_by(args jsonb) returns text
language sql immutable set search_path = '' as $$
  select case when args->>'source' = 'portal' then 'portal' else 'api' end
$$;

drop function scheduler_internal.record_event(text, text, text, jsonb, jsonb, text);
create function scheduler_internal.record_event(
  job_name text, actor text, action text, before jsonb, after jsonb, reason text, source text,
    bulk_id uuid default null
) returns void
language sql set search_path = '' as $$
  insert into public.job_events (job_name, actor, action, before, after, reason, source, bulk_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
$$;

-- {jobName, actor, action, before?, after?, reason} -> {}: what the repair loop did to a job.
create or replace function public.record_job_event(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform scheduler_internal.record_event(args->>'jobName', args->>'actor', args->>'action', args->'before',
    args->'after',
    args->>'reason', 'reconcile');
  return '{}';
end $$;

-- Dependencies as edges. A trigger keeps them: whoever writes `after`, the edges are the same; a deleted job
-- has none of its own.

create table public.dependency_edges (
  child text not null references public.job_schedules,
  parent text not null,
  ends text not null check (ends in ('success', 'failure', 'any')),
  primary key (child, parent)
);
comment on table public.dependency_edges is
  'job_schedules.after as rows: child runs after parent. Parents need not be registered.';
create index dependency_edges_parent on public.dependency_edges (parent, child);
select scheduler_internal.restrict_table('dependency_edges');
insert into public.dependency_edges (child, parent, ends)
  select j.job_name, edge->>'job', edge->>'on' from public.job_schedules j, jsonb_array_elements(j.after) edge
  where j.deleted_at is null on conflict do nothing;
-- Only arrivals were looked up by it.
drop index public.job_schedules_after;

create function scheduler_internal.keep_edges() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.dependency_edges where child = new.job_name;
  if new.deleted_at is null then
    insert into public.dependency_edges (child, parent, ends)
      select new.job_name, edge->>'job', edge->>'on' from jsonb_array_elements(new.after) edge
        on conflict do nothing;
  end if;
  return null;
end $$;
create trigger keep_edges after update of after, deleted_at on public.job_schedules for each row
  when ((old.after, old.deleted_at is null) is distinct from (new.after, new.deleted_at is null))
  execute function scheduler_internal.keep_edges();
create trigger keep_new_edges after insert on public.job_schedules for each row when (new.after <> '[]')
  execute function scheduler_internal.keep_edges();

create or replace function scheduler_internal.note_arrivals() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.dependency_arrivals (child, parent, execution_id)
  select edge.child, new.job_name, new.id from public.dependency_edges edge
  where edge.parent = new.job_name
    and (edge.ends = 'any' or new.status = case edge.ends when 'success' then 'completed' else 'failed' end)
  on conflict do nothing;
  return null;
end $$;

-- Refuses (SJ015) an `after` by which the job would, in the end, wait for itself, and (SJ023) one with more
-- than 5,000 jobs before it. Two registrations at once could close a cycle that neither sees, hence the lock;
-- nobody who holds it asks for a job's lock. Each job is visited once, however many ways lead to it.
create or replace function scheduler_internal.refuse_cycle(job public.job_schedules) returns void
language plpgsql set search_path = '' as $$
declare
  most constant integer := 5000;
  visited integer;
  closes boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('dependencies', 0));
  with recursive ancestors (name) as (
    select edge->>'job' from jsonb_array_elements(job.after) edge
    union
    -- `offset 0`: by the index, once for each job. The planner takes the walk for one big join and would read
    -- the whole table per step.
    select up.parent from ancestors a, lateral (
      select e.parent from public.dependency_edges e where e.child = a.name offset 0) up
        where a.name <> job.job_name)
  select count(*), bool_or(name = job.job_name) into visited, closes
    from (select name from ancestors limit most + 1) walked;
  if closes then
    perform scheduler_internal.refuse('SJ015',
      format('job "%s" would wait for itself: %s; take one of these out of its "after"',
        job.job_name, (select string_agg(format('%s runs after %s', cycle[i], cycle[i + 1]), ', ' order by i)
          from generate_series(1, cardinality(cycle) - 1) i)),
      jsonb_build_object('cycle', cycle)) from scheduler_internal.shortest_cycle(job) cycle;
  elsif visited > most then
    perform scheduler_internal.refuse('SJ023', format(
        'job "%s" would run after more than %s jobs, in the end; take some out of its "after"',
        job.job_name, most),
      jsonb_build_object('jobName', job.job_name, 'most', most));
  end if;
end $$;

-- One of the shortest ways from the job back to itself, which there is: [job, parent, …, job]. Level by
-- level; for a message only.
create function scheduler_internal.shortest_cycle(job public.job_schedules) returns text[]
language plpgsql stable set search_path = '' as $$
declare
  level text[] := array(select edge->>'job' from jsonb_array_elements(job.after) edge);
  levels jsonb[];
  seen text[] := level;
  cycle text[] := array[job.job_name];
begin
  while not job.job_name = any (level) loop
    -- Another transaction has opened the cycle meanwhile.
    if level = '{}' then
      return array[job.job_name, job.job_name];
    end if;
    levels := levels || to_jsonb(level);
    level := array(select up.parent from unnest(level) below, lateral (
        select e.parent from public.dependency_edges e where e.child = below offset 0) up
      except select unnest(seen));
    seen := seen || level;
  end loop;
  for depth in reverse coalesce(cardinality(levels), 0) .. 1 loop
    cycle := (select e.child from public.dependency_edges e
      where e.parent = cycle[1] and levels[depth] ? e.child order by e.child limit 1) || cycle;
  end loop;
  return job.job_name || cycle;
end $$;

-- {jobName} -> {nodes: [{name, registered, displayName, service, enabled, pausedUntil, lastRunStatus,
-- lastRunAt, running, queued}], edges: [{from, to, on, arrivedAt: ISO or null, lastEnd: {executionId, status,
-- at, counts} or null}], truncated}: all that the job runs after and all that runs after it, however far
-- away, the nearest first (at most 500 jobs and 10,000 edges). `arrivedAt`: since when an end of `from` waits
-- for the other parents of `to`. `lastEnd`: how the newest run of `from` ended; `counts`: as `to` asks.
create or replace function public.job_dependencies(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  wanted constant text := args->>'jobName';
  most constant integer := 500;
  most_edges constant integer := 10000;
  around text[];
  edges jsonb[];
begin
  if not exists (select from public.job_schedules where job_name = wanted and deleted_at is null) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', wanted),
      jsonb_build_object('jobName', wanted));
  end if;
  with recursive
    above (name) as (
      select wanted union select up.parent from above a, lateral (
        select e.parent from public.dependency_edges e where e.child = a.name offset 0) up),
    below (name) as (
      select wanted union select down.child from below b, lateral (
        select e.child from public.dependency_edges e where e.parent = b.name offset 0) down),
    found as (
      select name, row_number() over () as distance from (select name from above limit most + 1) up
      union all
      select name, row_number() over () from (select name from below limit most + 1) down)
  select array_agg(name order by nearest, name) into around
    from (select name, min(distance) as nearest from found group by name) each;
  with ends as (
    select node, last_end.* from unnest(around[1:most]) node, lateral (
      select e.id, e.status, e.completed_at from public.scheduled_jobs e
      where e.job_name = node and (e.status in ('completed', 'failed')
        or (e.status = 'cancelled' and e.started_at is not null))
      order by e.due_at desc, e.id desc limit 1) last_end),
  waiting as (
    select a.child, a.parent, max(a.arrived_at) as arrived_at from public.dependency_arrivals a
    where a.child = any (around[1:most]) group by a.child, a.parent)
  select array_agg(edge order by edge->>'to', edge->>'from') into edges from (
    select jsonb_build_object('from', e.parent, 'to', e.child, 'on', e.ends, 'arrivedAt',
      scheduler_internal.iso(w.arrived_at),
      'lastEnd', case when ends.id is not null then jsonb_build_object('executionId', ends.id, 'status',
        ends.status,
        'at', scheduler_internal.iso(ends.completed_at), 'counts', e.ends = 'any'
          or ends.status = case e.ends when 'success' then 'completed' else 'failed' end) end) as edge
    from public.dependency_edges e left join waiting w on w.child = e.child and w.parent = e.parent
      left join ends on ends.node = e.parent
    where e.child = any (around[1:most]) and e.parent = any (around[1:most]) limit most_edges + 1) listed;
  return jsonb_build_object(
    'nodes', (select jsonb_agg(jsonb_build_object(
        'name', node, 'registered', j.job_name is not null, 'displayName', coalesce(j.display_name, node),
          'service', j.service,
        'enabled', j.enabled, 'pausedUntil', case when j.paused_until > now()
          then scheduler_internal.iso(j.paused_until) end,
        'lastRunStatus', j.last_run_status, 'lastRunAt', scheduler_internal.iso(j.last_run_at),
        'running', (select count(*) from public.scheduled_jobs e where e.job_name = node
          and e.status = 'running'),
        'queued', (select count(*) from public.scheduled_jobs e where e.job_name = node
          and e.status = 'queued')) order by node)
      from unnest(around[1:most]) node left join public.job_schedules j on j.job_name = node
        and j.deleted_at is null),
    'edges', coalesce(to_jsonb(edges[1:most_edges]), '[]'),
    'truncated', cardinality(around) > most or coalesce(cardinality(edges), 0) > most_edges);
end $$;

-- When a service has registered a job last, changed or not, and since when it has been registering:
-- registrations of a service with less than ten minutes between them are one start of it.

alter table public.job_schedules add column last_registered_at timestamptz;
alter table public.services add column registering_since timestamptz,
  add column last_registered_at timestamptz;
comment on column public.job_schedules.last_registered_at is
  'The newest registration, also of an unchanged job.';
comment on column public.services.last_registered_at is
  'The newest registration of any of its jobs, to ten seconds.';
comment on column public.services.registering_since is 'The first registration of its latest start.';
-- A registration looks for a service that would be called at the same address.
create index services_variable on public.services (scheduler_internal.service_url_variable(service));

-- Whether the service registered others ten minutes or more after it registered this job last. Not in the
-- first minute of a start, in which it may be about to. Inlined, as iso is.
create function scheduler_internal.dropped(job public.job_schedules, service public.services) returns boolean
language sql stable as $$
  select coalesce(service.registering_since < now() - interval '1 minute'
    and coalesce(job.last_registered_at, '-infinity') < service.last_registered_at - interval '10 minutes',
    false)
$$;

-- {} -> {version}: another one whenever the list of all jobs is another one; also when the first minute of a
-- service's start is over.
create or replace function public.jobs_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', md5(concat_ws(' ',
    (select concat_ws(' ', count(*), sum(hashtextextended(j.job_name || j.xmin::text, 0)), count(*)
      filter (where j.paused_until > now()))
      from public.job_schedules j),
    (select concat_ws(' ', sum(hashtextextended(concat_ws(' ', e.job_name, e.status, e.scheduled_for), 0)))
      from public.scheduled_jobs e where e.status = 'running' or (e.status = 'queued'
        and e.awaits = 'instant')),
    (select count(*) from public.services s where s.registering_since < now() - interval '1 minute'))))
$$;

create or replace function scheduler_internal.service_json(gate public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', gate.service, 'maxConcurrent', gate.max_concurrent, 'paused', gate.paused, 'pauseReason',
      gate.pause_reason,
    'jobs', (select count(*) from public.job_schedules j where j.service = gate.service
      and j.deleted_at is null),
    'running', (select count(*) from public.scheduled_jobs e where e.service = gate.service
      and e.status = 'running'),
    'queued', (select count(*) from public.scheduled_jobs e where e.service = gate.service
      and e.status = 'queued'
      and e.awaits is distinct from 'instant'),
    'lastRegisteredAt', scheduler_internal.iso(gate.last_registered_at),
    'droppedJobs', (select coalesce(jsonb_agg(job_name order by job_name), '[]') from (
      select j.job_name from public.job_schedules j
      where j.service = gate.service and j.deleted_at is null and scheduler_internal.dropped(j, gate)
        order by j.job_name limit 100) dropped),
    'updatedAt', scheduler_internal.iso(gate.updated_at), 'updatedBy', gate.updated_by)
$$;

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

-- What the audit compares of a job. Nothing that costs a question to another table.
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

drop function scheduler_internal.save_job(public.job_schedules, public.job_schedules, text, text, text);

-- The one door for changes of a job, whose row the caller has locked. Computes the effective settings, raises
-- version (and revision with a new definition when occurrences or the Schedule change) and writes the audit
-- event, with {actor, reason?, bulkId?} of args. A change that changes nothing leaves no trace and keeps the
-- version.
create function scheduler_internal.save_job(
  old public.job_schedules, new public.job_schedules, args jsonb, action text, source text
) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  before jsonb;
  after jsonb;
  -- Rounded up to the precision in which instants leave the database: all judge by the same boundary, none by
  -- one in the past.
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
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, value) into before, after
    from jsonb_each(after) where before->key is distinct from value;
  -- Only an `after` that grew, or comes back, can close a cycle.
  if new.deleted_at is null and new.after <> '[]' and (old.deleted_at is not null or old.version = 0
    or exists (
    select edge->'job' from jsonb_array_elements(new.after) edge except select edge->'job'
      from jsonb_array_elements(old.after) edge))
  then
    perform scheduler_internal.refuse_cycle(new);
  end if;
  -- Ends that were to start it, by a rule that is no more.
  delete from public.dependency_arrivals a where a.child = new.job_name
    and (new.deleted_at is not null or not new.after @> jsonb_build_array(jsonb_build_object('job',
      a.parent)));
  -- The run of another instant than it has now was never due.
  delete from public.scheduled_jobs e where e.job_name = new.job_name and e.status = 'queued'
    and e.awaits = 'instant'
    and e.origin = 'schedule' and (e.scheduled_for is distinct from new.run_at or new.deleted_at is not null);
  new.version := old.version + 1;
  new.updated_at := instant;
  if old.revision = 0
    or (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.jitter_seconds, old.catchup,
      old.catchup_seconds,
        old.priority, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.jitter_seconds, new.catchup,
         new.catchup_seconds,
        new.priority, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    new.next_run_at := null;
    new.ledger_due_at := new.ledger_until;
    update public.job_definitions set valid_to = instant where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (job_name, revision, cron_expression, time_zone, jitter_seconds,
      catchup, catchup_seconds,
      paused_until, active, valid_from)
    values (new.job_name, new.revision, new.cron_expression, new.time_zone, new.jitter_seconds, new.catchup,
      new.catchup_seconds,
      new.paused_until, new.enabled and new.deleted_at is null and new.cron_expression is not null, instant);
  end if;
  update public.job_schedules set
    display_name = new.display_name, description = new.description, cron_expression = new.cron_expression,
    enabled = new.enabled, paused_until = new.paused_until, job_type = new.job_type, service = new.service,
    endpoint = new.endpoint, config = new.config, time_zone = new.time_zone,
      timeout_seconds = new.timeout_seconds,
    retry = new.retry, start_deadline_seconds = new.start_deadline_seconds,
      heartbeat_seconds = new.heartbeat_seconds,
    overlap = new.overlap, catchup = new.catchup, catchup_seconds = new.catchup_seconds,
      jitter_seconds = new.jitter_seconds,
    priority = new.priority, after = new.after, run_at = new.run_at,
    declared = new.declared, overrides = new.overrides, version = new.version, revision = new.revision,
    deleted_at = new.deleted_at, next_run_at = new.next_run_at, ledger_due_at = new.ledger_due_at,
      updated_at = new.updated_at
  where job_name = new.job_name returning * into new;
  perform scheduler_internal.record_event(new.job_name, args->>'actor', action, case when old.version > 0
    then before end, after,
    args->>'reason', source, (args->>'bulkId')::uuid);
  return new;
end $$;

create or replace function scheduler_internal.change_job(old public.job_schedules, new public.job_schedules,
  args jsonb, settings jsonb, dropped text[], action text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  select coalesce(jsonb_object_agg(key, wanted), '{}') into new.overrides from (
    select key, case when jsonb_typeof(value) = 'object' then (old.declared || old.overrides)->key || value
      else value end as wanted
    from jsonb_each((old.overrides - dropped) || settings)) merged
  where wanted is distinct from old.declared->key;
  new := scheduler_internal.save_job(old, new, args, action, scheduler_internal.asked_by(args));
  return jsonb_build_object('job', scheduler_internal.job_json(new));
end $$;

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
  new := scheduler_internal.save_job(old, new, args, 'deleted', scheduler_internal.asked_by(args));
  with ended as (
    update public.scheduled_jobs set status = 'cancelled', completed_at = clock_timestamp(),
      reason = 'job deleted'
    where job_name = new.job_name and status = 'queued' returning id, workflow_id, run_id)
  select coalesce(array_agg(id), '{}'), coalesce(jsonb_agg(workflow_id) filter (where run_id is not null),
    '[]')
    into cancelled, told from ended;
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'cancelledExecutionIds',
    to_jsonb(cancelled), 'cancel', told);
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression,
-- …}, actor} -> {job, created, unregisteredParents}. Settings that are not declared have their defaults. What
-- an operator has overridden stays.
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
    where scheduler_internal.service_url_variable(s.service) = variable and s.service <> caller
      and exists (select from public.job_schedules j where j.service = s.service and j.deleted_at is null)
        limit 1;
  if found then
    perform scheduler_internal.refuse('SJ006',
      format('services "%s" and "%s" would both be called at %s; rename one of them', caller, other,
        variable),
      jsonb_build_object('service', caller, 'other', other, 'variable', variable));
  end if;
  -- Asked first: an upsert locks the row, also when it changes nothing.
  if not exists (select from public.services s where s.service = caller
    and s.last_registered_at > instant - interval '10 seconds') then
    insert into public.services as s (service, registering_since, last_registered_at)
      values (caller, instant, instant)
      on conflict (service) do update set last_registered_at = instant,
        registering_since = case when s.last_registered_at > instant - interval '10 minutes'
          then s.registering_since else instant end;
  end if;
  select * into old from public.job_schedules where job_name = name for update;
  if not found then
    insert into public.job_schedules (job_name, display_name, description, cron_expression, enabled, job_type,
      service,
      endpoint, config, time_zone, timeout_seconds, overlap, jitter_seconds, declared)
    values (name, args->>'displayName', args->>'description', declared->>'cronExpression',
      (declared->>'enabled')::boolean,
      args->>'jobType', caller, args->>'endpoint', args->'config', declared->>'timeZone',
        (declared->>'timeoutSeconds')::integer,
      declared->>'overlap', (declared->>'jitterSeconds')::integer, declared)
    on conflict do nothing;
    select * into old from public.job_schedules where job_name = name for update;
  end if;
  created := old.version = 0 or old.deleted_at is not null;
  if not created and old.service <> caller then
    perform scheduler_internal.refuse('SJ002',
      format('job "%s" belongs to service "%s"; choose another name, or delete it there first', name,
        old.service),
      jsonb_build_object('jobName', name, 'service', old.service));
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
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'created', created,
    'unregisteredParents', scheduler_internal.unregistered_parents(new));
end $$;

-- {action: enable | disable | delete, names, actor, reason?, until?, bulkId?} -> {results: [{name, job,
-- cancel} | {name, code, message}]}: the same change of many jobs, locked in the order of their names.
create or replace function public.change_jobs(args jsonb) returns jsonb
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
      results := results || jsonb_build_object('name', name, 'job', changed->'job', 'cancel',
        coalesce(changed->'cancel', '[]'));
    exception when sqlstate 'SJ001' then
      results := results || jsonb_build_object('name', name, 'code', 'JOB_NOT_FOUND', 'message', sqlerrm);
    end;
  end loop;
  return jsonb_build_object('results', to_jsonb(results));
end $$;

-- Skips, and their undoing.

-- {jobName, revision, executionId, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} ->
-- {execution}: the row of an occurrence that is to come says that it is skipped, so its fire begins nothing.
-- The same occurrence again changes nothing; another one of the same definition is another skip. SJ009 when
-- the definition is another one by now.
create or replace function public.skip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now, then skip that', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, completed_at, reason,
    triggered_by, service, endpoint,
    config, timeout_seconds, exclusive, workflow_id)
  values (wanted, job.job_name, 'skipped', 'schedule', (args->>'scheduledFor')::timestamptz,
    clock_timestamp(),
    format('skipped by %s%s', args->>'actor', ': ' || (args->>'reason')), 'scheduler', job.service,
      job.endpoint, job.config,
    job.timeout_seconds, false, 'run:' || wanted)
  on conflict do nothing;
  if found then
    perform scheduler_internal.record_event(job.job_name, args->>'actor', 'occurrence skipped', null,
      jsonb_build_object('executionId', wanted, 'scheduledFor', args->'scheduledFor'), args->>'reason',
      scheduler_internal.asked_by(args));
    update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
      where job_name = job.job_name;
  end if;
  select * into execution from public.scheduled_jobs where id = wanted;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- {jobName, revision, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} -> {executionId}: an
-- occurrence to come that somebody skipped is expected again, and its row goes. SJ024 when there is none:
-- nobody skipped it, or its instant has come.
create function public.unskip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009', format('job "%s" was changed meanwhile; look when it runs now',
      job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- Of a fire that was skipped, the row has a run in Temporal.
  delete from public.scheduled_jobs e where e.job_name = job.job_name and e.origin = 'schedule'
    and e.scheduled_for = instant
    and e.status = 'skipped' and e.run_id is null and instant > clock_timestamp() returning * into execution;
  if not found then
    perform scheduler_internal.refuse('SJ024',
      format('job "%s" has no skipped run to come at %s; there is nothing to undo', job.job_name,
        args->>'scheduledFor'),
      jsonb_build_object('jobName', job.job_name, 'scheduledFor', args->'scheduledFor'));
  end if;
  update public.job_days set skipped = greatest(skipped - 1, 0)
    where job_name = job.job_name and day = (instant at time zone 'UTC')::date;
  perform scheduler_internal.record_event(job.job_name, args->>'actor', 'skip undone', null,
    jsonb_build_object('scheduledFor', args->'scheduledFor'), args->>'reason',
      scheduler_internal.asked_by(args));
  update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
    where job_name = job.job_name;
  return jsonb_build_object('executionId', execution.id);
end $$;

-- Backfills of a job: all their runs follow one another, oldest first, whichever backfill they are of.

create function scheduler_internal.release_of_job(name text) returns void
language sql set search_path = '' as $$
  update public.scheduled_jobs set awaits = null, reason = null, queued_at = clock_timestamp()
  where id = (select e.id from public.scheduled_jobs e where e.job_name = name and e.awaits = 'turn'
    and e.status = 'queued'
    order by e.scheduled_for, e.id limit 1)
    and not exists (select from public.scheduled_jobs e where e.job_name = name and e.backfill_id is not null
      and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
$$;

-- Frees the next run of the backfill's job when none is under way.
create or replace function scheduler_internal.release_next(backfill uuid) returns void
language sql set search_path = '' as $$
  select scheduler_internal.release_of_job((select b.job_name from public.backfills b where b.id = backfill))
$$;

-- The run of a backfill that is freed and that nobody has started yet.
create function scheduler_internal.released(name text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(scheduler_internal.execution_json(e)), '[]') from public.scheduled_jobs e
  where e.job_name = name and e.backfill_id is not null and e.status = 'queued' and e.awaits is null
    and e.run_id is null
$$;

-- {backfillId, jobName, from, to, occurrences: [{executionId, scheduledFor}], actor, source?, reason?,
-- triggeredBy, requestHash} -> {backfill, first: execution or null}. At most 1,000, oldest first; those that
-- a run has completed or makes up by now are left out. `first` is null while a run of another backfill of the
-- job is under way. The same id again answers the same backfill (SJ004 when the request differs).
create or replace function public.accept_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'backfillId';
  backfill public.backfills;
begin
  select * into backfill from public.backfills where id = wanted;
  if found and backfill.request_hash <> args->>'requestHash' then
    perform scheduler_internal.refuse('SJ004',
      format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
      jsonb_build_object('backfillId', wanted));
  elsif not found then
    insert into public.backfills (id, job_name, from_at, to_at, total, created_by, reason, request_hash)
    values (wanted, job.job_name, (args->>'from')::timestamptz, (args->>'to')::timestamptz, 0, args->>'actor',
      args->>'reason', args->>'requestHash');
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, awaits, queued_at,
      triggered_by, triggered_by_user,
      trigger_reason, service, endpoint, config, timeout_seconds, priority, exclusive, workflow_id,
        backfill_id, reason)
    select (listed->>'executionId')::uuid, job.job_name, 'queued', 'backfill',
      (listed->>'scheduledFor')::timestamptz, 'turn',
      clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason', job.service, job.endpoint,
        job.config,
      job.timeout_seconds, job.priority, false, 'run:' || (listed->>'executionId'), wanted,
      'backfill: the runs before it have not ended'
    from jsonb_array_elements(args->'occurrences') listed
    where listed->>'scheduledFor' in (select occurrence->>'scheduledFor'
      from jsonb_array_elements(public.list_incomplete(
      jsonb_build_object('jobName', job.job_name, 'instants',
        (select jsonb_agg(o->'scheduledFor')
        from jsonb_array_elements(args->'occurrences') o)))->'occurrences') occurrence)
    order by listed->>'scheduledFor' limit 1000;
    update public.backfills set total = (select count(*) from public.scheduled_jobs e
      where e.backfill_id = wanted)
      where id = wanted returning * into backfill;
    if backfill.total = 0 then
      perform scheduler_internal.refuse('SJ017',
        format('job "%s" has no occurrence without a completed run from %s to %s',
        job.job_name, args->>'from', args->>'to'),
          jsonb_build_object('jobName', job.job_name, 'from', args->'from', 'to', args->'to'));
    end if;
    perform scheduler_internal.release_of_job(job.job_name);
    perform scheduler_internal.record_event(job.job_name, args->>'actor', 'backfill started', null,
      jsonb_build_object('backfillId', wanted, 'from', args->'from', 'to', args->'to', 'runs',
        backfill.total), args->>'reason',
      scheduler_internal.asked_by(args));
  end if;
  return jsonb_build_object('backfill', scheduler_internal.backfill_json(backfill), 'first', (
    select scheduler_internal.execution_json(e) from public.scheduled_jobs e
    where e.backfill_id = wanted and e.status = 'queued' and e.awaits is null order by e.scheduled_for
      limit 1));
end $$;

-- {backfillId, actor, source?, reason?} -> {backfill, cancel: [workflowId], released: [execution]}: what has
-- not begun is cancelled at once, of the run under way the wish is recorded. The first wish counts; a
-- finished backfill stays as it is. `released`: the next run of another backfill of the job.
create or replace function public.cancel_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  backfill public.backfills := scheduler_internal.found_backfill(args->>'backfillId');
  told jsonb;
begin
  perform from public.job_schedules where job_name = backfill.job_name for update;
  if exists (select from public.scheduled_jobs where backfill_id = backfill.id
    and status in ('queued', 'running')) then
    update public.backfills set cancelled_at = coalesce(cancelled_at, clock_timestamp()),
      cancelled_by = coalesce(cancelled_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason') where id = backfill.id
        returning * into backfill;
    update public.scheduled_jobs set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
      cancel_requested_by = coalesce(cancel_requested_by, args->>'actor'),
        cancel_reason = coalesce(cancel_reason, args->>'reason', 'backfill cancelled'),
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason = case when status = 'queued' then format('backfill cancelled by %s%s', args->>'actor',
        ': ' || (args->>'reason')) else reason end
    where backfill_id = backfill.id and status in ('queued', 'running');
    perform scheduler_internal.release_of_job(backfill.job_name);
    perform scheduler_internal.record_event(backfill.job_name, args->>'actor', 'backfill cancelled', null,
      jsonb_build_object('backfillId', backfill.id), args->>'reason', scheduler_internal.asked_by(args));
  end if;
  select coalesce(jsonb_agg(workflow_id), '[]') into told from public.scheduled_jobs e
    where e.backfill_id = backfill.id and e.run_id is not null
      and (e.status = 'running' or (e.status = 'cancelled' and e.started_at is null));
  return jsonb_build_object('backfill', scheduler_internal.backfill_json(backfill), 'cancel', told,
    'released', scheduler_internal.released(backfill.job_name));
end $$;

-- {limit} -> {released}: frees the next runs of jobs whose backfill's run under way ended without saying so.
create or replace function public.release_backfills(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  stalled record;
  released integer := 0;
begin
  for stalled in
    select distinct e.job_name from public.scheduled_jobs e
    where e.status = 'queued' and e.awaits = 'turn' and not exists (select from public.scheduled_jobs o
      where o.job_name = e.job_name and o.backfill_id is not null
        and (o.status = 'running' or (o.status = 'queued' and o.awaits is null)))
    order by e.job_name limit least((args->>'limit')::integer, 1000)
  loop
    perform from public.job_schedules where job_name = stalled.job_name for update skip locked;
    if found then
      perform scheduler_internal.release_of_job(stalled.job_name);
      released := released + 1;
    end if;
  end loop;
  return jsonb_build_object('released', released);
end $$;

-- {executionId, actor, source?, reason?} -> {execution, job: {displayName, timeZone}, released: [execution]}:
-- a queued one is cancelled at once; of a running one the wish is recorded, and its workflow must be told.
-- SJ013 when it has finished. The first wish counts.
create or replace function public.cancel_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  execution public.scheduled_jobs;
begin
  -- The job's row is locked first: the run may be the one that its backfills' others wait for.
  select * into job from public.job_schedules where job_name = (
    select e.job_name from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid) for update;
  execution := scheduler_internal.found_execution(args->>'executionId');
  if execution.status not in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ013', format('execution %s is already %s', execution.id,
      execution.status),
      jsonb_build_object('executionId', execution.id, 'status', execution.status));
  end if;
  if execution.cancel_requested_at is null then
    update public.scheduled_jobs set cancel_requested_at = clock_timestamp(),
      cancel_requested_by = args->>'actor',
      cancel_reason = args->>'reason',
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason = case when status = 'queued' then format('cancelled by %s%s', args->>'actor',
        ': ' || (args->>'reason')) end
    where id = execution.id returning * into execution;
    perform scheduler_internal.record_event(execution.job_name, args->>'actor', 'run cancelled', null,
      jsonb_build_object('executionId', execution.id), args->>'reason', scheduler_internal.asked_by(args));
    if execution.backfill_id is not null then
      perform scheduler_internal.release_of_job(job.job_name);
    end if;
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'released', case when execution.backfill_id is null then '[]'
      else scheduler_internal.released(job.job_name) end);
end $$;

-- What the run that was just accepted will wait for, as far as can be told: service_paused, service_limit
-- (its places are taken by runs that go on or were accepted before), overlap; null = it begins at once.
create function scheduler_internal.waits_for(execution public.scheduled_jobs, job public.job_schedules,
  gate public.services) returns text
language sql stable set search_path = '' as $$
  select case
    when execution.status <> 'queued' or execution.awaits is not null then null
    when gate.paused then 'service_paused'
    when gate.max_concurrent <= (select count(*) from public.scheduled_jobs e where e.service = gate.service
      and e.id <> execution.id
      and (e.status = 'running' or (e.status = 'queued' and e.awaits is null))) then 'service_limit'
    when job.overlap in ('queue', 'cancel_running')
      and exists (select from public.scheduled_jobs e where e.job_name = job.job_name
      and e.id <> execution.id and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
        then 'overlap'
    when job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name) then 'overlap' end
$$;

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash,
-- parentExecutionIds?} -> {execution, repeated, cancel: [workflowId], job: {displayName, timeZone}, waits:
-- service_paused | service_limit | overlap | null}. Applies the overlap rule at once, or at `runAt`;
-- `cancel`: runs that have to make way. The same id again answers the same execution (SJ004 when the request
-- differs).
create or replace function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- Locked first, where it limits anything: of runs that are accepted at once, each knows of those before it.
  gate constant public.services := scheduler_internal.service_gate(
    (select service from public.job_schedules where job_name = args->>'jobName'));
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  wanted constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
  told jsonb := '[]';
  repeated boolean;
begin
  select * into execution from public.scheduled_jobs where id = wanted;
  repeated := found;
  if repeated then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
  else
    if args ? 'runAt' then
      null; -- judged then
    elsif job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, wanted);
      if holder.id is not null then
        perform scheduler_internal.refuse('SJ003',
          format('job "%s" is already %s; wait for execution %s to end', job.job_name, holder.status,
            holder.id),
          jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
      end if;
    elsif job.overlap = 'queue' and scheduler_internal.in_line(job.job_name) >= 100 then
      perform scheduler_internal.refuse('SJ014',
        format('100 runs of job "%s" are waiting already; try again later', job.job_name),
        jsonb_build_object('jobName', job.job_name));
    end if;
    insert into public.scheduled_jobs (id, job_name, status, origin, scheduled_for, awaits, queued_at,
      triggered_by,
      triggered_by_user, trigger_reason, service, endpoint, config, timeout_seconds, priority, exclusive,
        workflow_id, request_hash,
      parent_execution_ids, reason)
    values (wanted, job.job_name, 'queued', 'trigger', (args->>'runAt')::timestamptz, case when args ? 'runAt'
      then 'instant' end,
      clock_timestamp(), args->>'triggeredBy', args->>'userId', args->>'reason', job.service, job.endpoint,
      coalesce(args->'config', job.config), job.timeout_seconds, job.priority, job.overlap = 'skip'
        and not args ? 'runAt',
      'run:' || wanted, args->>'requestHash',
        array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid),
      'planned: it runs at ' || (args->>'runAt'))
    returning * into execution;
    if job.overlap = 'cancel_running' and not args ? 'runAt' then
      told := scheduler_internal.make_way(job, wanted);
    end if;
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution), 'repeated', repeated,
    'cancel', told,
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'waits', scheduler_internal.waits_for(execution, job, gate));
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
