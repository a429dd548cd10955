-- Dependencies: a job with `after` runs when the jobs it names have ended as asked. Every such end leaves an
-- arrival in the transaction that ends the run; the child's run takes its arrivals away in the transaction
-- that accepts it, so that an end belongs to exactly one run of each child, whoever dies in between. Arrivals
-- and `after` are read without locks of other jobs.

-- A trigger keeps the edges: whoever writes `after`, they are the same; a deleted job has none of its own.

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

-- A run that ends: who waits for it. A run that was cancelled before it began is none.
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
-- of its own; with several, all ends that have come since the last run (the newest 100 of each) go into one.
-- The edge of a deleted parent counts for nothing.
create function scheduler_internal.arrived(job public.job_schedules) returns uuid[]
language sql stable set search_path = '' as $$
  with parents as (
    select distinct edge->>'job' as parent from jsonb_array_elements(job.after) edge
    where not exists (select from public.job_schedules p where p.job_name = edge->>'job'
      and p.deleted_at is not null)),
  arrivals as (
    select a.parent, a.execution_id, row_number() over (partition by a.parent
      order by a.arrived_at desc) as from_newest,
      row_number() over (order by a.arrived_at, a.execution_id) as from_oldest
    from public.dependency_arrivals a join parents p on p.parent = a.parent where a.child = job.job_name)
  select case when (select count(distinct parent) from arrivals) = (select count(*) from parents) then
    (select array_agg(execution_id order by execution_id) from arrivals
      where case when (select count(*) from parents) = 1 then from_oldest = 1 else from_newest <= 100 end) end
  where job.deleted_at is null
$$;

-- {jobName, executionId?, parentExecutionIds?} -> {state: waiting} | {state: ready, parentExecutionIds} |
-- {state: accepted, status, reason, effects: {cancel, start}}. Ready: ask again with these and the id that
-- belongs to them. A disabled or paused job, or one whose overlap rule refuses it, gets a skipped row. The
-- same id again answers the same execution.
create function public.accept_dependent(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  wanted constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  service_row constant public.services := locked.service;
  job constant public.job_schedules := locked.job;
  execution public.scheduled_jobs;
  parents uuid[];
  why_not jsonb;
  told jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = wanted;
  if not found then
    parents := scheduler_internal.arrived(job);
    if parents is null then
      return jsonb_build_object('state', 'waiting');
    elsif wanted is null
      or parents <> array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid) then
      return jsonb_build_object('state', 'ready', 'parentExecutionIds', parents);
    end if;
    -- These and no others: an end that has come since belongs to the next run.
    delete from public.dependency_arrivals a where a.child = job.job_name and a.execution_id = any (parents);
    why_not := case
      when not job.enabled
        then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
      when job.paused_until > clock_timestamp() then scheduler_internal.paused_reason(job)
      else scheduler_internal.skip_reason(job, service_row, wanted) end;
    execution := scheduler_internal.new_execution(job, wanted, 'dependency');
    execution.parent_execution_ids := parents;
    execution.status := case when why_not is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when why_not is not null then clock_timestamp() end;
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    execution := scheduler_internal.insert_execution(execution);
    if why_not is null and job.overlap = 'cancel_running' then
      told := scheduler_internal.cancel_others(job, wanted);
    end if;
  end if;
  return jsonb_build_object('state', 'accepted', 'status', execution.status, 'reason', execution.reason,
    'effects', jsonb_build_object('cancel', told, 'start', case when execution.status = 'queued'
      then jsonb_build_array(scheduler_internal.queued_run(execution)) else '[]' end));
end $$;

-- {limit, cursor?} -> {jobs: [name], nextCursor}, by name: jobs whose parents have all ended and which nobody
-- has started.
create function public.list_dependents(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page text[];
begin
  select array_agg(job_name) into page from (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals)
      and j.job_name > coalesce(args->>'cursor', '')
      and scheduler_internal.arrived(j) is not null
    order by j.job_name limit page_size + 1) complete;
  return jsonb_build_object('jobs', coalesce(to_jsonb(page[1:page_size]), '[]'),
    'nextCursor', case when cardinality(page) > page_size then page[page_size] end);
end $$;

-- Refuses (SJ015) an `after` by which the job would, in the end, wait for itself, and (SJ023) one with more
-- than 5,000 jobs before it. Two registrations at once could close a cycle that neither sees, hence the lock;
-- nobody who holds it asks for a job's lock. Each job is visited once, however many ways lead to it.
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

-- Parents in the job's `after` that are not registered (yet, or any more).
create function scheduler_internal.unregistered_parents(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(edge->'job'), '[]') from jsonb_array_elements(job.after) edge
  where not exists (select from public.job_schedules p where p.job_name = edge->>'job'
    and p.deleted_at is null)
$$;

-- Parents of a job, at most 10, of which no end waits for it: how their newest run ended.
create function scheduler_internal.waiting_for(name text, after jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('job', parent.edge->>'job', 'on', parent.edge->>'on',
    'lastStatus', newest.status, 'lastAt', scheduler_internal.iso(newest.due_at), 'executionId', newest.id)
      order by parent.place), '[]')
  from (select listed.edge, listed.place from jsonb_array_elements(after) with ordinality listed (edge, place)
    where not exists (select from public.dependency_arrivals a where a.child = name
      and a.parent = listed.edge->>'job')
    order by listed.place limit 10) parent
  left join lateral (select e.id, e.status, e.due_at from public.scheduled_jobs e
    where e.job_name = parent.edge->>'job' and e.status not in ('queued', 'running')
      and (e.due_at <= now() or e.started_at is not null)
    order by e.due_at desc, e.id desc limit 1) newest on true
$$;

-- {jobName} -> {nodes: [{name, registered, displayName, service, enabled, pausedUntil, lastRunStatus,
-- lastRunAt, running, queued}], edges: [{from, to, on, arrivedAt: ISO or null, lastEnd: {executionId, status,
-- at, counts} or null}], truncated}: all that the job runs after and all that runs after it, however far
-- away, the nearest first (at most 500 jobs and 10,000 edges). `arrivedAt`: since when an end of `from` waits
-- for the other parents of `to`. `lastEnd`: how the newest run of `from` ended; `counts`: as `to` asks.
create function public.job_dependencies(args jsonb) returns jsonb
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
