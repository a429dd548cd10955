-- Dependencies: a job with `after` runs when the jobs it names have ended in the given way. Every such end
-- records an arrival in the transaction that ends the run. The child's run deletes its arrivals in the
-- transaction that accepts it, so an end belongs to exactly one run of each child, whichever process dies in
-- between. Arrivals and `after` are read without locks of other jobs.

-- Edges follow every write of `after`. A deleted job has no parents.
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

-- An arrival for each child of a run that ends. A run that was cancelled before it began does not count.
create function scheduler_internal.record_arrivals() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.dependency_arrivals (child, parent, execution_id)
  select edge.child, new.job_name, new.id from public.dependency_edges edge
  where edge.parent = new.job_name
    and (edge.ends = 'any' or new.status = case edge.ends when 'success' then 'completed' else 'failed' end)
  on conflict do nothing;
  return null;
end $$;

create trigger record_arrivals after update of status on public.scheduled_jobs for each row
  when (old.status in ('queued', 'running') and (new.status in ('completed', 'failed')
    or (new.status = 'cancelled' and new.started_at is not null)))
  execute function scheduler_internal.record_arrivals();

-- The arrivals that the job's next run follows; null while one is missing. With one parent each end is a run
-- of its own. With several, all ends since the last run (the newest 100 of each parent) go into one run. A
-- deleted parent is left out.
create function scheduler_internal.arrivals_of_next_run(job public.job_schedules) returns uuid[]
language sql stable set search_path = '' as $$
  with parents as (
    select distinct edge->>'job' as parent
    from jsonb_array_elements(job.after) edge
    where not exists (
      select from public.job_schedules p where p.job_name = edge->>'job' and p.deleted_at is not null)),
  arrivals as (
    select
      a.parent,
      a.execution_id,
      row_number() over (partition by a.parent order by a.arrived_at desc) as from_newest,
      row_number() over (order by a.arrived_at, a.execution_id) as from_oldest
    from public.dependency_arrivals a
    join parents p on p.parent = a.parent
    where a.child = job.job_name)
  select case
    when (select count(distinct parent) from arrivals) = (select count(*) from parents) then (
      select array_agg(execution_id order by execution_id)
      from arrivals
      where case
        when (select count(*) from parents) = 1 then from_oldest = 1
        else from_newest <= 100
      end)
  end
  where job.deleted_at is null
$$;

-- {jobName, executionId?, parentExecutionIds?} -> {state: waiting} | {state: ready, parentExecutionIds} |
-- {state: accepted, status, reason, effects: {cancel, start}}. ready: call again with these ids and the
-- execution id derived from them. A disabled or paused job, or one whose overlap rule refuses the run, gets a
-- skipped row. The same id again returns the same execution.
create function public.accept_dependent(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution_id constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  service_row constant public.services := locked.service;
  job constant public.job_schedules := locked.job;
  execution public.scheduled_jobs;
  parents uuid[];
  why_not jsonb;
  to_cancel jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = execution_id;
  if not found then
    parents := scheduler_internal.arrivals_of_next_run(job);
    if parents is null then
      return jsonb_build_object('state', 'waiting');
    elsif execution_id is null
      or parents <> array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid)
    then
      return jsonb_build_object('state', 'ready', 'parentExecutionIds', parents);
    end if;
    -- Only these: an end that has arrived since belongs to the next run.
    delete from public.dependency_arrivals a where a.child = job.job_name and a.execution_id = any (parents);
    why_not := case
      when not job.enabled
        then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
      when job.paused_until > clock_timestamp() then scheduler_internal.paused_reason(job)
      else scheduler_internal.skip_reason(job, service_row, execution_id)
    end;
    execution := scheduler_internal.new_execution(job, execution_id, 'dependency');
    execution.parent_execution_ids := parents;
    execution.status := case when why_not is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when why_not is not null then clock_timestamp() end;
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    execution := scheduler_internal.insert_execution(execution);
    if why_not is null and job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
  end if;
  return jsonb_build_object(
    'state', 'accepted',
    'status', execution.status,
    'reason', execution.reason,
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', case
        when execution.status = 'queued' then jsonb_build_array(scheduler_internal.queued_run(execution))
        else '[]'
      end));
end $$;

-- {limit, cursor?} -> {jobs: [name], nextCursor}, by name: jobs whose parents have all ended and whose run
-- has not been accepted.
create function public.list_dependents(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page text[];
begin
  select array_agg(job_name) into page
  from (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals)
      and j.job_name > coalesce(args->>'cursor', '')
      and scheduler_internal.arrivals_of_next_run(j) is not null
    order by j.job_name
    limit page_size + 1) complete;
  return jsonb_build_object(
    'jobs', coalesce(to_jsonb(page[1:page_size]), '[]'),
    'nextCursor', case when cardinality(page) > page_size then page[page_size] end);
end $$;

-- Refuses an `after` by which the job would finally wait for itself (SJ015), and one with more than 5,000
-- jobs before it (SJ023). The lock keeps two registrations from closing a cycle that neither of them sees; no
-- holder of it asks for a job's lock. Each job is visited once, however many paths lead to it.
create function scheduler_internal.refuse_cycle(job public.job_schedules) returns void
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
    -- `offset 0` makes this an index lookup per job. Without it the planner takes the walk for one big join
    -- and would read the whole table in each step.
    select up.parent
    from ancestors a, lateral (
      select e.parent from public.dependency_edges e where e.child = a.name offset 0) up
    where a.name <> job.job_name)
  select count(*), bool_or(name = job.job_name)
  into visited, closes
  from (select name from ancestors limit most + 1) walked;
  if closes then
    perform scheduler_internal.refuse('SJ015',
      format('job "%s" would wait for itself: %s; take one of these out of its "after"',
        job.job_name,
        (select string_agg(format('%s runs after %s', cycle[i], cycle[i + 1]), ', ' order by i)
          from generate_series(1, cardinality(cycle) - 1) i)),
      jsonb_build_object('cycle', cycle))
    from scheduler_internal.shortest_cycle(job) cycle;
  elsif visited > most then
    perform scheduler_internal.refuse('SJ023',
      format('job "%s" would run after more than %s jobs, in the end; take some out of its "after"',
        job.job_name, most),
      jsonb_build_object('jobName', job.job_name, 'most', most));
  end if;
end $$;

-- One of the shortest paths from the job back to itself, for an error message: [job, parent, …, job].
-- Searched level by level.
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

-- Parents in the job's `after` that are not registered, or not any more.
create function scheduler_internal.unregistered_parents(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(edge->'job'), '[]') from jsonb_array_elements(job.after) edge
  where not exists (select from public.job_schedules p where p.job_name = edge->>'job'
    and p.deleted_at is null)
$$;

-- At most 10 parents of a job without an arrival, with the end of their newest run.
create function scheduler_internal.waiting_for(name text, after jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'job', parent.edge->>'job',
    'on', parent.edge->>'on',
    'lastStatus', newest.status,
    'lastAt', scheduler_internal.iso(newest.due_at),
    'executionId', newest.id) order by parent.position), '[]')
  from (
    select listed.edge, listed.position
    from jsonb_array_elements(after) with ordinality listed (edge, position)
    where not exists (
      select from public.dependency_arrivals a
      where a.child = name and a.parent = listed.edge->>'job')
    order by listed.position
    limit 10) parent
  left join lateral (
    select e.id, e.status, e.due_at from public.scheduled_jobs e
    where e.job_name = parent.edge->>'job'
      and e.status not in ('queued', 'running')
      and (e.due_at <= now() or e.started_at is not null)
    order by e.due_at desc, e.id desc
    limit 1) newest on true
$$;

-- {jobName} -> {nodes: [{name, registered, displayName, service, enabled, pausedUntil, lastRunStatus,
-- lastRunAt, running, queued}], edges: [{from, to, on, arrivedAt: ISO or null, lastEnd: {executionId, status,
-- at, counts} or null}], truncated}: all jobs before and after the job, however far away, the nearest first
-- (at most 500 jobs and 10,000 edges). `arrivedAt`: since when an end of `from` waits for the other parents
-- of `to`. `lastEnd`: the end of the newest run of `from`. `counts`: whether `to` runs after such an end.
create function public.job_dependencies(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  root constant text := args->>'jobName';
  most constant integer := 500;
  most_edges constant integer := 10000;
  around text[];
  edges jsonb[];
begin
  if not exists (select from public.job_schedules where job_name = root and deleted_at is null) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', root),
      jsonb_build_object('jobName', root));
  end if;
  with recursive
    above (name) as (
      select root
      union
      select up.parent from above a, lateral (
        select e.parent from public.dependency_edges e where e.child = a.name offset 0) up),
    below (name) as (
      select root
      union
      select down.child from below b, lateral (
        select e.child from public.dependency_edges e where e.parent = b.name offset 0) down),
    found as (
      select name, row_number() over () as distance from (select name from above limit most + 1) up
      union all
      select name, row_number() over () from (select name from below limit most + 1) down)
  select array_agg(name order by nearest, name) into around
  from (select name, min(distance) as nearest from found group by name) each;
  with ends as (
    select node, last_end.*
    from unnest(around[1:most]) node, lateral (
      select e.id, e.status, e.completed_at from public.scheduled_jobs e
      where e.job_name = node
        and (e.status in ('completed', 'failed') or (e.status = 'cancelled' and e.started_at is not null))
      order by e.due_at desc, e.id desc
      limit 1) last_end),
  waiting as (
    select a.child, a.parent, max(a.arrived_at) as arrived_at
    from public.dependency_arrivals a
    where a.child = any (around[1:most])
    group by a.child, a.parent)
  select array_agg(edge order by edge->>'to', edge->>'from') into edges
  from (
    select jsonb_build_object(
      'from', e.parent,
      'to', e.child,
      'on', e.ends,
      'arrivedAt', scheduler_internal.iso(w.arrived_at),
      'lastEnd', case
        when ends.id is not null then jsonb_build_object(
          'executionId', ends.id,
          'status', ends.status,
          'at', scheduler_internal.iso(ends.completed_at),
          'counts', e.ends = 'any'
            or ends.status = case e.ends when 'success' then 'completed' else 'failed' end)
      end) as edge
    from public.dependency_edges e
    left join waiting w on w.child = e.child and w.parent = e.parent
    left join ends on ends.node = e.parent
    where e.child = any (around[1:most]) and e.parent = any (around[1:most])
    limit most_edges + 1) listed;
  return jsonb_build_object(
    'nodes', (
      select jsonb_agg(jsonb_build_object(
        'name', node,
        'registered', j.job_name is not null,
        'displayName', coalesce(j.display_name, node),
        'service', j.service,
        'enabled', j.enabled,
        'pausedUntil', case when j.paused_until > now() then scheduler_internal.iso(j.paused_until) end,
        'lastRunStatus', j.last_run_status,
        'lastRunAt', scheduler_internal.iso(j.last_run_at),
        'running', (
          select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'running'),
        'queued', (
          select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'queued'))
        order by node)
      from unnest(around[1:most]) node
      left join public.job_schedules j on j.job_name = node and j.deleted_at is null),
    'edges', coalesce(to_jsonb(edges[1:most_edges]), '[]'),
    'truncated', cardinality(around) > most or coalesce(cardinality(edges), 0) > most_edges);
end $$;
