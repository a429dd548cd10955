-- Dependencies: a job with `after` runs when the jobs it names have ended as asked. Every such end leaves an arrival in the
-- transaction that ends the run; the child's run takes its arrivals away in the transaction that accepts it, so that an end
-- belongs to exactly one run of each child, whoever dies in between. Arrivals and `after` are read without locks of other jobs.

alter table public.job_schedules add column after jsonb not null default '[]', add column run_at timestamptz;
alter table public.scheduled_jobs add column awaits text check (awaits in ('turn', 'instant'));
comment on column public.scheduled_jobs.awaits is 'Queued, but not in line yet: its turn in a backfill, or its instant.';
comment on column public.job_schedules.after is 'Whose ends start this job: [{job, on: success | failure | any}].';
comment on column public.job_schedules.run_at is 'The one instant at which it runs, besides its cron expression.';
create index job_schedules_after on public.job_schedules using gin (after jsonb_path_ops) where after <> '[]';

create table public.dependency_arrivals (
  child text not null,
  parent text not null,
  execution_id uuid not null references public.scheduled_jobs on delete cascade,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (child, parent, execution_id)
);
comment on table public.dependency_arrivals is 'Ends of parents that no run of the child has followed yet.';
create index dependency_arrivals_execution on public.dependency_arrivals (execution_id);

-- Nobody reaches a table but through the functions.
create function scheduler_internal.restrict_table(name text) returns void
language plpgsql set search_path = '' as $$
declare grantee text;
begin
  execute format('alter table public.%I enable row level security', name);
  execute format('revoke all on public.%I from public', name);
  foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
    if exists (select from pg_catalog.pg_roles where rolname = grantee) then
      execute format('revoke all on public.%I from %I', name, grantee);
    end if;
  end loop;
end $$;
select scheduler_internal.restrict_table('dependency_arrivals');

create or replace function scheduler_internal.default_settings() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'enabled', true, 'cronExpression', null, 'timeZone', 'UTC', 'timeoutSeconds', 300,
    'retry', jsonb_build_object('maxAttempts', 1, 'initialIntervalSeconds', 10, 'backoffCoefficient', 2, 'maxIntervalSeconds', 600),
    'startDeadlineSeconds', 300, 'heartbeatSeconds', 60, 'overlap', 'skip', 'catchup', 'latest', 'catchupSeconds', 3600,
    'jitterSeconds', 0, 'priority', 3, 'after', '[]'::jsonb, 'runAt', null)
$$;
update public.job_schedules set declared = scheduler_internal.default_settings() || declared;

-- A run that ends: who waits for it. A run that was cancelled before it began is none.
create function scheduler_internal.note_arrivals() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.dependency_arrivals (child, parent, execution_id)
  select child.job_name, new.job_name, new.id
  from public.job_schedules child, jsonb_array_elements(child.after) edge
  where child.after @> jsonb_build_array(jsonb_build_object('job', new.job_name)) and child.after <> '[]' and child.deleted_at is null
    and edge->>'job' = new.job_name
    and (edge->>'on' = 'any' or new.status = case edge->>'on' when 'success' then 'completed' else 'failed' end)
  on conflict do nothing;
  return null;
end $$;
create trigger note_arrivals after update of status on public.scheduled_jobs for each row
  when (old.status in ('queued', 'running') and (new.status in ('completed', 'failed') or (new.status = 'cancelled' and new.started_at is not null)))
  execute function scheduler_internal.note_arrivals();

-- The arrivals that the job's next run follows; null while one is missing. With one parent each end is a run of its own; with
-- several, all ends that have come since the last run (the newest 100 of each) go into one. The edge of a deleted parent counts
-- for nothing.
create function scheduler_internal.arrived(job public.job_schedules) returns uuid[]
language sql stable set search_path = '' as $$
  with parents as (
    select distinct edge->>'job' as parent from jsonb_array_elements(job.after) edge
    where not exists (select from public.job_schedules p where p.job_name = edge->>'job' and p.deleted_at is not null)),
  arrivals as (
    select a.parent, a.execution_id, row_number() over (partition by a.parent order by a.arrived_at desc) as from_newest,
      row_number() over (order by a.arrived_at, a.execution_id) as from_oldest
    from public.dependency_arrivals a join parents p on p.parent = a.parent where a.child = job.job_name)
  select case when (select count(distinct parent) from arrivals) = (select count(*) from parents) then
    (select array_agg(execution_id order by execution_id) from arrivals
      where case when (select count(*) from parents) = 1 then from_oldest = 1 else from_newest <= 100 end) end
  where job.deleted_at is null
$$;

-- {jobName, executionId?, parentExecutionIds?} -> {state: waiting} | {state: ready, parentExecutionIds} | {state: accepted,
-- execution, cancel: [workflowId]}. Ready: ask again with these and the id that belongs to them. A disabled or paused job, or one
-- whose overlap rule refuses it, gets a skipped row. The same id again answers the same execution.
create function public.accept_dependent(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  wanted constant uuid := args->>'executionId';
  gate public.services;
  job public.job_schedules;
  execution public.scheduled_jobs;
  parents uuid[];
  why_not text;
  told jsonb := '[]';
begin
  loop
    gate := scheduler_internal.service_gate((select service from public.job_schedules where job_name = args->>'jobName'));
    select * into job from public.job_schedules where job_name = args->>'jobName' for update;
    exit when not found or job.service = gate.service;
  end loop;
  select * into execution from public.scheduled_jobs where id = wanted;
  if not found then
    parents := scheduler_internal.arrived(job);
    if parents is null then
      return jsonb_build_object('state', 'waiting');
    elsif wanted is null or parents <> array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid) then
      return jsonb_build_object('state', 'ready', 'parentExecutionIds', parents);
    end if;
    -- These and no others: an end that has come since belongs to the next run.
    delete from public.dependency_arrivals a where a.child = job.job_name and a.execution_id = any (parents);
    why_not := case
      when not job.enabled then format('disabled: job "%s" is disabled', job.job_name)
      when job.paused_until > clock_timestamp() then format('paused: job "%s" is paused until %s', job.job_name, scheduler_internal.iso(job.paused_until))
      else scheduler_internal.skip_reason(job, gate, wanted) end;
    insert into public.scheduled_jobs (id, job_name, status, origin, queued_at, completed_at, reason, triggered_by, service, endpoint,
      config, timeout_seconds, priority, exclusive, workflow_id, parent_execution_ids)
    values (wanted, job.job_name, case when why_not is null then 'queued' else 'skipped' end, 'dependency', clock_timestamp(),
      case when why_not is not null then clock_timestamp() end, why_not, 'scheduler', job.service, job.endpoint, job.config,
      job.timeout_seconds, job.priority, job.overlap = 'skip', 'run:' || wanted, parents)
    returning * into execution;
    if why_not is null and job.overlap = 'cancel_running' then
      told := scheduler_internal.make_way(job, wanted);
    end if;
  end if;
  return jsonb_build_object('state', 'accepted', 'execution', scheduler_internal.execution_json(execution), 'cancel', told);
end $$;

-- {limit, cursor?} -> {jobs: [name], nextCursor}, by name: jobs whose parents have all ended and which nobody has started.
create function public.list_dependents(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page text[];
begin
  select array_agg(job_name) into page from (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals) and j.job_name > coalesce(args->>'cursor', '')
      and scheduler_internal.arrived(j) is not null
    order by j.job_name limit page_size + 1) complete;
  return jsonb_build_object('jobs', coalesce(to_jsonb(page[1:page_size]), '[]'),
    'nextCursor', case when cardinality(page) > page_size then page[page_size] end);
end $$;

-- Refuses (SJ015) an `after` by which the job would, in the end, wait for itself. Two registrations at once could close a cycle
-- that neither sees, hence the lock; nobody who holds it asks for a job's lock.
create function scheduler_internal.refuse_cycle(job public.job_schedules) returns void
language plpgsql set search_path = '' as $$
declare cycle text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('dependencies', 0));
  with recursive ancestors (job_name, path) as (
    select edge->>'job', array[job.job_name, edge->>'job'] from jsonb_array_elements(job.after) edge
    union all
    select edge->>'job', a.path || (edge->>'job')
    from ancestors a join public.job_schedules p on p.job_name = a.job_name, jsonb_array_elements(p.after) edge
    where p.deleted_at is null and a.job_name <> job.job_name and not edge->>'job' = any (a.path[2:])
  )
  select path into cycle from ancestors where job_name = job.job_name order by cardinality(path) limit 1;
  if found then
    perform scheduler_internal.refuse('SJ015',
      format('job "%s" would wait for itself: %s; take one of these out of its "after"', job.job_name,
        (select string_agg(format('%s runs after %s', cycle[i], cycle[i + 1]), ', ' order by i) from generate_series(1, cardinality(cycle) - 1) i)),
      jsonb_build_object('cycle', cycle));
  end if;
end $$;

-- Parents in the job's `after` that are not registered (yet, or any more).
create function scheduler_internal.unregistered_parents(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(edge->'job'), '[]') from jsonb_array_elements(job.after) edge
  where not exists (select from public.job_schedules p where p.job_name = edge->>'job' and p.deleted_at is null)
$$;

-- {jobName} -> {nodes: [{name, registered, displayName, service, enabled, pausedUntil, lastRunStatus, lastRunAt, running, queued}],
-- edges: [{from, to, on, arrivedAt: ISO or null}], truncated}: all that the job runs after and all that runs after it, however far
-- away (at most 500 jobs). `arrivedAt`: since when an end of `from` waits for the other parents of `to`.
create function public.job_dependencies(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  wanted constant text := args->>'jobName';
  around text[];
begin
  if not exists (select from public.job_schedules where job_name = wanted and deleted_at is null) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', wanted), jsonb_build_object('jobName', wanted));
  end if;
  with recursive
    above (name) as (
      select wanted
      union select edge->>'job' from above a join public.job_schedules j on j.job_name = a.name and j.deleted_at is null,
        jsonb_array_elements(j.after) edge),
    below (name) as (
      select wanted
      union select j.job_name from below b join public.job_schedules j
        on j.after @> jsonb_build_array(jsonb_build_object('job', b.name)) and j.after <> '[]' and j.deleted_at is null)
  select array_agg(name) into around from (select name from above union select name from below limit 501) found;
  return jsonb_build_object(
    'nodes', (select jsonb_agg(jsonb_build_object(
        'name', node, 'registered', j.job_name is not null, 'displayName', coalesce(j.display_name, node), 'service', j.service,
        'enabled', j.enabled, 'pausedUntil', case when j.paused_until > now() then scheduler_internal.iso(j.paused_until) end,
        'lastRunStatus', j.last_run_status, 'lastRunAt', scheduler_internal.iso(j.last_run_at),
        'running', (select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'running'),
        'queued', (select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'queued')) order by node)
      from unnest(around[1:500]) node left join public.job_schedules j on j.job_name = node and j.deleted_at is null),
    'edges', (select coalesce(jsonb_agg(jsonb_build_object('from', edge->>'job', 'to', j.job_name, 'on', edge->>'on',
        'arrivedAt', (select scheduler_internal.iso(max(a.arrived_at)) from public.dependency_arrivals a
          where a.child = j.job_name and a.parent = edge->>'job')) order by j.job_name, edge->>'job'), '[]')
      from public.job_schedules j, jsonb_array_elements(j.after) edge
      where j.job_name = any (around[1:500]) and j.deleted_at is null and edge->>'job' = any (around[1:500])),
    'truncated', cardinality(around) > 500);
end $$;

create function scheduler_internal.next_run_at(job public.job_schedules) returns timestamptz
language sql stable set search_path = '' as $$
  select least(job.next_run_at, (select min(e.scheduled_for) from public.scheduled_jobs e
    where e.job_name = job.job_name and e.status = 'queued' and e.awaits = 'instant' and (job.enabled or e.origin = 'trigger')))
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
    'createdAt', scheduler_internal.iso(job.created_at),
    'updatedAt', scheduler_internal.iso(job.updated_at))
$$;

create or replace function scheduler_internal.save_job(old public.job_schedules, new public.job_schedules, actor text, action text, reason text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  audited constant text[] := array['displayName', 'description', 'cronExpression', 'timeZone', 'enabled', 'pausedUntil', 'jobType',
    'service', 'endpoint', 'config', 'timeoutSeconds', 'retry', 'startDeadlineSeconds', 'heartbeatSeconds', 'overlap', 'catchup',
    'catchupSeconds', 'jitterSeconds', 'priority', 'after', 'runAt', 'declared', 'overrides', 'deleted'];
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
  new.after := effective->'after';
  new.run_at := effective->>'runAt';
  if old.version > 0 then
    before := scheduler_internal.job_json(old) || jsonb_build_object('deleted', old.deleted_at is not null);
  end if;
  after := scheduler_internal.job_json(new) || jsonb_build_object('deleted', new.deleted_at is not null);
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, after->key) into before, after
    from unnest(audited) key where before->key is distinct from after->key;
  if after is null then
    return old;
  end if;
  if new.deleted_at is null and new.after <> '[]' and (new.after <> old.after or old.deleted_at is not null or old.version = 0) then
    perform scheduler_internal.refuse_cycle(new);
  end if;
  -- Ends that were to start it, by a rule that is no more.
  delete from public.dependency_arrivals a where a.child = new.job_name
    and (new.deleted_at is not null or not new.after @> jsonb_build_array(jsonb_build_object('job', a.parent)));
  -- The run of another instant than it has now was never due.
  delete from public.scheduled_jobs e where e.job_name = new.job_name and e.status = 'queued' and e.awaits = 'instant'
    and e.origin = 'schedule' and (e.scheduled_for is distinct from new.run_at or new.deleted_at is not null);
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
    priority = new.priority, after = new.after, run_at = new.run_at,
    declared = new.declared, overrides = new.overrides, version = new.version, revision = new.revision,
    deleted_at = new.deleted_at, next_run_at = new.next_run_at, ledger_due_at = new.ledger_due_at, updated_at = new.updated_at
  where job_name = new.job_name returning * into new;
  perform scheduler_internal.record_event(new.job_name, actor, action, case when old.version > 0 then before end, after, reason);
  return new;
end $$;

-- {jobName, settings, dropped: [name], actor, reason?, expectedVersions?} -> {job, unregisteredParents}
create or replace function public.change_settings(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args, args->'settings',
    array(select jsonb_array_elements_text(args->'dropped')), 'settings changed')
    || (select jsonb_build_object('unregisteredParents', scheduler_internal.unregistered_parents(j))
      from public.job_schedules j where j.job_name = old.job_name);
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression, …}, actor}
-- -> {job, created, unregisteredParents}. Settings that are not declared have their defaults. What an operator has overridden stays.
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
  return jsonb_build_object('job', scheduler_internal.job_json(new), 'created', created,
    'unregisteredParents', scheduler_internal.unregistered_parents(new));
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
