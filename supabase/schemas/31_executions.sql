-- Executions: triggered, run again, cancelled, and read by history and the API.

create function scheduler_internal.note_payload() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.config_bytes := octet_length(new.config::text);
  end if;
  new.metadata_bytes := octet_length(new.metadata::text);
  return new;
end $$;

create trigger note_payload before insert or update of metadata on public.scheduled_jobs
  for each row execute function scheduler_internal.note_payload();

-- The execution without its config and metadata. No search_path, so that it is inlined and reads only the
-- columns it names: a whole row as an argument would be read with its payloads. Its callers must have one.
create function scheduler_internal.execution_head(
  execution public.scheduled_jobs,
  job_type text,
  error_message text,
  attempts jsonb)
returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', execution.id,
    'job_name', execution.job_name,
    'job_type', job_type,
    'status', execution.status,
    'outcome', execution.outcome,
    'origin', execution.origin,
    'scheduled_for', scheduler_internal.iso(execution.scheduled_for),
    'queued_at', scheduler_internal.iso(execution.queued_at),
    'started_at', scheduler_internal.iso(execution.started_at),
    'completed_at', scheduler_internal.iso(execution.completed_at),
    'duration_ms', execution.duration_ms,
    'items_processed', execution.items_processed,
    'items_succeeded', execution.items_succeeded,
    'items_failed', execution.items_failed,
    'error_message', error_message,
    'reason', execution.reason,
    'reason_code', execution.reason_code,
    'reason_details', execution.reason_details,
    'triggered_by', execution.triggered_by,
    'triggered_by_user', execution.triggered_by_user,
    'trigger_reason', execution.trigger_reason,
    'requested_by', execution.requested_by,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'timeout_seconds', execution.timeout_seconds,
    'priority', execution.priority,
    'attempts', attempts,
    'attempts_allowed', execution.attempts_allowed,
    'progress', execution.progress,
    'heartbeat_at', scheduler_internal.iso(execution.heartbeat_at),
    'cancel_requested_at', scheduler_internal.iso(execution.cancel_requested_at),
    'cancel_requested_by', execution.cancel_requested_by,
    'cancel_reason', execution.cancel_reason,
    'exclusive', execution.exclusive,
    'waiting_since', scheduler_internal.iso(execution.waiting_since),
    'admitted_by', execution.admitted_by,
    'parent_execution_ids', to_jsonb(execution.parent_execution_ids),
    'workflow_id', execution.workflow_id,
    'run_id', execution.run_id,
    'backfill_id', execution.backfill_id,
    'awaits', execution.awaits,
    'planned', execution.awaits is not distinct from 'instant' and execution.status = 'queued',
    'late_report', execution.late_report)
$$;

-- The execution as GET /api/executions/:id returns it: the columns, plus the job's type.
create function scheduler_internal.execution_json(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.execution_head(
      execution,
      (select j.job_type from public.job_schedules j where j.job_name = execution.job_name),
      execution.error_message,
      execution.attempts)
    || jsonb_build_object('config', execution.config, 'metadata', execution.metadata)
$$;

-- A run of the job with its present settings. The caller sets status and instants, then inserts it.
create function scheduler_internal.new_execution(job public.job_schedules, execution_id uuid, origin text)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  execution.id := execution_id;
  execution.job_name := job.job_name;
  execution.origin := origin;
  execution.triggered_by := 'scheduler';
  execution.parent_execution_ids := '{}';
  execution.service := job.service;
  execution.endpoint := job.endpoint;
  execution.config := job.config;
  execution.timeout_seconds := job.timeout_seconds;
  execution.priority := job.priority;
  execution.exclusive := job.overlap = 'skip';
  execution.workflow_id := 'run:' || execution_id;
  return execution;
end $$;

-- Returns the row as inserted. Columns that a new run leaves out have their defaults.
create function scheduler_internal.insert_execution(e public.scheduled_jobs) returns public.scheduled_jobs
language sql set search_path = '' as $$
  insert into public.scheduled_jobs (
    id, job_name, status, origin,
    scheduled_for, queued_at, started_at, completed_at,
    reason_code, reason_details, metadata,
    triggered_by, triggered_by_user, trigger_reason, requested_by,
    parent_execution_ids, backfill_id, request_hash,
    service, endpoint, config, timeout_seconds,
    attempts_allowed, awaits, priority, exclusive,
    workflow_id, run_id)
  values (
    e.id, e.job_name, e.status, e.origin,
    e.scheduled_for, e.queued_at, e.started_at, e.completed_at,
    e.reason_code, e.reason_details, e.metadata,
    e.triggered_by, e.triggered_by_user, e.trigger_reason, e.requested_by,
    e.parent_execution_ids, e.backfill_id, e.request_hash,
    e.service, e.endpoint, e.config, e.timeout_seconds,
    e.attempts_allowed, e.awaits, e.priority, e.exclusive,
    e.workflow_id, e.run_id)
  returning *
$$;

-- The fields that start the workflow of an execution.
create function scheduler_internal.queued_run(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'executionId', execution.id,
    'jobName', execution.job_name,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'origin', execution.origin,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'priority', execution.priority)
$$;

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash,
-- parentExecutionIds?} -> {run: queued_run and {workflowId, status, planned}, job: {displayName, timeZone},
-- waits: service_paused | service_limit | overlap | null, effects: {cancel, start}}. Applies the overlap rule
-- at once, or at `runAt`. `cancel`: runs that end for this one. The same id again returns the same execution
-- (SJ004 when the request differs).
create function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- Locked first when it has a limit: of runs accepted at the same moment, each counts those before it.
  service_row constant public.services := scheduler_internal.lock_service(
    (select service from public.job_schedules where job_name = args->>'jobName'));
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
  to_cancel jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = execution_id;
  if found then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
  else
    if args ? 'runAt' then
      null; -- The overlap rule is applied then.
    elsif job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, execution_id);
      if holder.id is not null then
        perform scheduler_internal.refuse('SJ003',
          format('job "%s" is already %s; wait for execution %s to end',
            job.job_name, holder.status, holder.id),
          jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
      end if;
    elsif job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
      perform scheduler_internal.refuse('SJ014',
        format('100 runs of job "%s" are waiting already; try again later', job.job_name),
        jsonb_build_object('jobName', job.job_name));
    end if;
    if exists (
      select from public.scheduled_jobs e
      where e.service = job.service
        and e.service is not null
        and e.status = 'queued'
        and e.origin = 'trigger'
      offset 9999 limit 1)
    then
      perform scheduler_internal.refuse('SJ014',
        format('10,000 triggered runs of service "%s" are waiting already; try again later', job.service),
        jsonb_build_object('service', job.service));
    end if;
    execution := scheduler_internal.new_execution(job, execution_id, 'trigger');
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    execution.triggered_by := args->>'triggeredBy';
    execution.triggered_by_user := args->>'userId';
    execution.trigger_reason := args->>'reason';
    execution.requested_by := args->>'actor';
    execution.config := coalesce(args->'config', job.config);
    execution.request_hash := args->>'requestHash';
    execution.parent_execution_ids :=
      array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid);
    if args ? 'runAt' then
      execution.scheduled_for := args->>'runAt';
      execution.awaits := 'instant';
      execution.exclusive := false;
      execution.reason_code := 'planned';
      execution.reason_details := jsonb_build_object('at', args->'runAt');
    end if;
    execution := scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' and not args ? 'runAt' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
  end if;
  return jsonb_build_object(
    'run', scheduler_internal.queued_run(execution) || jsonb_build_object(
      'workflowId', execution.workflow_id,
      'status', execution.status,
      'planned', execution.status = 'queued' and execution.awaits is not distinct from 'instant'),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'waits', scheduler_internal.waits_for(execution, job, service_row),
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', case
        when execution.status = 'queued' then jsonb_build_array(scheduler_internal.queued_run(execution))
        else '[]'
      end));
end $$;

-- {executionId, parentId, config?, userId?, reason?, triggeredBy, requestHash} -> as accept_trigger: a new
-- execution of the parent's job, with the parent's config unless one is given. SJ010 while the parent has not
-- finished.
create function public.rerun_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare parent public.scheduled_jobs;
begin
  -- Not locked: a finished execution stays finished, and the job's lock must come first.
  select * into parent from public.scheduled_jobs where id = (args->>'parentId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'parentId'));
  end if;
  if parent.status in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ010',
      format('execution %s is still %s; wait for its end or cancel it, then run it again',
        parent.id, parent.status),
      jsonb_build_object('executionId', parent.id, 'status', parent.status));
  end if;
  return public.accept_trigger(args || jsonb_build_object(
    'jobName', parent.job_name,
    'config', coalesce(args->'config', parent.config),
    'parentExecutionIds', jsonb_build_array(parent.id)));
end $$;

-- {executionId, actor, source?, reason?} -> {status, scheduledFor, job: {displayName, timeZone}, effects:
-- {cancel, start}}. A queued run is cancelled at once; for a running one the request is recorded. The first
-- request counts. SJ013 when the run has finished.
create function public.cancel_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  execution public.scheduled_jobs;
begin
  -- The job's lock comes first: the next run of a backfill may be released below.
  select * into job from public.job_schedules
  where job_name = (
    select e.job_name from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid)
  for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  if execution.status not in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ013',
      format('execution %s is already %s', execution.id, execution.status),
      jsonb_build_object('executionId', execution.id, 'status', execution.status));
  end if;
  if execution.cancel_requested_at is null then
    update public.scheduled_jobs set
      cancel_requested_at = clock_timestamp(),
      cancel_requested_by = args->>'actor',
      cancel_reason = args->>'reason',
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason_code = case when status = 'queued' then 'cancelled' end,
      reason_details = case when status = 'queued' then scheduler_internal.by_actor(args) end
    where id = execution.id
    returning * into execution;
    perform scheduler_internal.record_event(execution.job_name, args, 'run cancelled',
      null, jsonb_build_object('executionId', execution.id), scheduler_internal.source_of(args));
    if execution.backfill_id is not null then
      perform scheduler_internal.release_next_run(job.job_name);
    end if;
  end if;
  return jsonb_build_object(
    'status', execution.status,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'effects', jsonb_build_object(
      -- A run that has never asked to begin may have no workflow.
      'cancel', case
        when execution.status = 'running' or execution.run_id is not null
          then jsonb_build_array(execution.workflow_id)
        else '[]'
      end,
      'start', case
        when execution.backfill_id is null then '[]'
        else scheduler_internal.released_runs(job.job_name)
      end));
end $$;

-- {executionId} -> {execution}; SJ005 when there is none.
create function public.get_execution(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- A text, or its first characters and its length when it is longer.
create function scheduler_internal.cut(full_text text, characters integer) returns text
language sql immutable set search_path = '' as $$
  select case
    when length(full_text) <= characters then full_text
    else format('%s… (%s characters)',
      left(full_text, characters), to_char(length(full_text), 'FM999,999,999'))
  end
$$;

-- Attempts with their errors cut, when all together are longer than so many bytes.
create function scheduler_internal.cut_attempts(attempts jsonb, characters integer) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when octet_length(attempts::text) <= characters then attempts
    else (
      select coalesce(jsonb_agg(case
          when length(attempt->>'error') > characters
            then attempt || jsonb_build_object('error', scheduler_internal.cut(attempt->>'error', characters))
          else attempt
        end order by position), '[]')
      from jsonb_array_elements(attempts) with ordinality listed (attempt, position))
  end
$$;

-- Stands in a list for a payload that is too large for it.
create function scheduler_internal.cut_mark(bytes integer) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('truncated', true, 'originalBytes', bytes)
$$;

-- A page of executions: those of `ids`, which stand at `ats` in the list, newest first, at most `page_size`
-- and up to 2 MB. One id more says that the list goes on. `payload`: none (sizes only), full, or cut at 16
-- KiB each (then the page is complete, and without payloads after 2 MB).
-- -> {executions: JSON text of an array, next: {at, id} or null}
create function scheduler_internal.executions_page(
  ats timestamptz[],
  ids uuid[],
  page_size integer,
  payload text)
returns jsonb
language sql stable set search_path = '' as $$
  with heads as materialized (
    select
      listed.position,
      listed.at,
      e.id,
      scheduler_internal.execution_head(
        e,
        (select j.job_type from public.job_schedules j where j.job_name = e.job_name),
        case
          when e.error_message is not null
            then scheduler_internal.cut(e.error_message, case payload when 'none' then 2000 else 16384 end)
        end,
        case
          when octet_length(e.attempts::text) <= case payload when 'none' then 200 else 2000 end
            then e.attempts
          else scheduler_internal.cut_attempts(e.attempts, case payload when 'none' then 200 else 2000 end)
        end)::text as head,
      coalesce(e.config_bytes, octet_length(e.config::text)) as config,
      coalesce(e.metadata_bytes, octet_length(e.metadata::text)) as metadata
    from unnest(ats[1:page_size], ids[1:page_size]) with ordinality listed (at, id, position)
    join public.scheduled_jobs e on e.id = listed.id),
  sized as (
    select h.*, sum(octet_length(h.head) + 64 + case payload
        when 'none' then 0
        when 'full' then h.config + coalesce(h.metadata, 0)
        -- A cut mark takes about 64 bytes.
        else case when h.config > 16384 then 64 else h.config end
          + case when h.metadata > 16384 then 64 else coalesce(h.metadata, 0) end
      end) over (order by h.position) as bytes
    from heads h),
  -- With `cut` the page keeps every run, as callers that page by offset would miss the others.
  kept as (
    select *, case when bytes <= 2000000 then 16384 else 64 end as most
    from sized
    where position = 1 or bytes <= 2000000 or payload = 'cut')
  select jsonb_build_object(
    'executions', '[' || coalesce(string_agg(left(kept.head, -1) || case payload
        when 'none' then format(', "config_bytes": %s, "metadata_bytes": %s}',
          kept.config, coalesce(kept.metadata::text, 'null'))
        else (
          select format(', "config": %s, "metadata": %s}',
            case
              when payload = 'cut' and kept.config > kept.most then scheduler_internal.cut_mark(kept.config)
              else e.config
            end,
            coalesce(case
              when payload = 'cut' and kept.metadata > kept.most
                then scheduler_internal.cut_mark(kept.metadata)
              else e.metadata
            end, 'null'))
          from public.scheduled_jobs e where e.id = kept.id)
      end, ',' order by kept.position), '') || ']',
    'next', case
      when max(kept.position) < cardinality(ids)
        then jsonb_build_object('at', ats[max(kept.position)], 'id', ids[max(kept.position)])
    end)
  from kept
$$;

-- The upper bound of a list that ends before `to_at` and continues below `before_at`. One bound, not two: of
-- two upper bounds on a column, an index scan may begin at the wrong one and pass over all rows in between.
create function scheduler_internal.upper_end(to_at timestamptz, before_at timestamptz) returns timestamptz
language sql immutable set search_path = '' as $$
  select least(coalesce(to_at, 'infinity'), before_at + interval '1 microsecond')
$$;

-- Ids of the executions of a list, newest first: of `jobs`, of `services` or of all, ordered by `instant` (an
-- expression over e), filtered by args {statuses?, origins?, from?, to?, before?}; `how_many` of them after
-- the first `passed`. Read in index order: the planner may think it cheaper to read and sort everything.
create function scheduler_internal.listed_executions(
  instant text,
  jobs text[],
  services text[],
  args jsonb,
  how_many bigint,
  passed bigint default 0)
returns table (at timestamptz, id uuid)
language plpgsql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  statuses constant text[] :=
    scheduler_internal.texts_or(args->'statuses', scheduler_internal.all_statuses());
  owner constant text := case
    when jobs is not null then 'e.job_name'
    when services is not null then 'e.service'
  end;
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
begin
  return query execute format($list$
    select found.at, found.id from (
      select hit.at, hit.id
      from unnest($1::text[]) owners (name)
      cross join unnest($2::text[]) statuses (name)
      cross join unnest($3::text[]) origins (name)
      cross join lateral (
        select %1$s as at, e.id from public.scheduled_jobs e
        where %2$s
          and e.status = statuses.name
          and e.origin = origins.name
          and e.status not in ('queued', 'running')
          and %1$s >= $4 and %1$s < $5
          and (%1$s, e.id) < ($6, $7)
          and %4$s
        order by %1$s desc, e.id desc limit $8) hit
      union all
      select %1$s, e.id from public.scheduled_jobs e
      where %3$s
        and e.status in ('queued', 'running')
        and e.status = any ($9)
        and e.origin = any ($3)
        and %1$s >= $4 and %1$s < $5
        and (%1$s, e.id) < ($6, $7)
        and %4$s) found
    order by found.at desc, found.id desc limit $8 - $10 offset $10 $list$,
    instant,
    coalesce(owner || ' = owners.name', 'true'),
    coalesce(owner || ' = any ($1)', 'true'),
    case when jobs is not null and services is not null then 'e.service = any ($11)' else 'true' end)
  using
    coalesce(jobs, services, array['']),
    array(select s from unnest(statuses) s where s not in ('queued', 'running')),
    scheduler_internal.texts_or(args->'origins', scheduler_internal.all_origins()),
    coalesce((args->>'from')::timestamptz, '-infinity'),
    scheduler_internal.upper_end((args->>'to')::timestamptz, before_at),
    before_at,
    coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    how_many + passed,
    array(select s from unnest(statuses) s where s in ('queued', 'running')),
    passed,
    services;
end $$;

-- {jobName, limit, offset, before?: {at, id}, statuses?, origins?: [text], from?, to?: ISO}
-- -> {executions: JSON text, total, totalIsAtLeast, next}, newest first by due_at. Payloads over 16 KiB are
-- cut. The total is exact without filters; with them it is counted up to 10,000. The history of a deleted job
-- stays; SJ001 for a name that was never registered.
create function public.list_history(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
set enable_bitmapscan = off set enable_sort = off as $$
declare
  most constant integer := 10000;
  name constant text := args->>'jobName';
  page_size constant integer := least((args->>'limit')::integer, 1000);
  passed constant bigint := coalesce((args->>'offset')::bigint, 0);
  from_at constant timestamptz := coalesce((args->>'from')::timestamptz, '-infinity');
  to_at constant timestamptz := coalesce((args->>'to')::timestamptz, 'infinity');
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
  before_id constant uuid := coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  ats timestamptz[];
  ids uuid[];
  total bigint;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name),
      jsonb_build_object('jobName', name));
  end if;
  if args ? 'statuses' or args ? 'origins' then
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from scheduler_internal.listed_executions('e.due_at', array[name], null, args, page_size + 1, passed) p;
    select count(*) into total
    from scheduler_internal.listed_executions('e.due_at', array[name], null, args - 'before', most + 1);
  else
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from (
      select e.due_at as at, e.id from public.scheduled_jobs e
      where e.job_name = name
        and e.due_at >= from_at
        and e.due_at < scheduler_internal.upper_end(to_at, before_at)
        and (e.due_at, e.id) < (before_at, before_id)
      order by e.due_at desc, e.id desc
      limit page_size + 1 offset passed) p;
    if args ? 'from' or args ? 'to' then
      select count(*) into total
      from (
        select from public.scheduled_jobs e
        where e.job_name = name and e.due_at >= from_at and e.due_at < to_at
        limit most + 1) counted;
    else
      total := (select coalesce(sum(d.executions), 0) from public.job_days d where d.job_name = name)
        + (select count(*) from public.scheduled_jobs e
          where e.job_name = name and e.status in ('queued', 'running'));
      return scheduler_internal.executions_page(ats, ids, page_size, 'cut')
        || jsonb_build_object('total', total, 'totalIsAtLeast', false);
    end if;
  end if;
  return scheduler_internal.executions_page(ats, ids, page_size, 'cut')
    || jsonb_build_object('total', least(total, most), 'totalIsAtLeast', total > most);
end $$;

-- {jobs?, services?, statuses?, origins?: [text], from?, to?: ISO, before?: {at, id}, limit, full?: boolean}
-- -> {executions: JSON text, next: {at, id} or null}: of all jobs, newest first by started_at, or
-- completed_at of a run that never began, or queued_at.
create function public.list_executions(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  ats timestamptz[];
  ids uuid[];
begin
  select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
  into ats, ids
  from scheduler_internal.listed_executions(
    'coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for)',
    scheduler_internal.texts_or(args->'jobs', null),
    scheduler_internal.texts_or(args->'services', null),
    args,
    page_size + 1) p;
  return scheduler_internal.executions_page(ats, ids, page_size,
    case when (args->>'full')::boolean then 'full' else 'none' end);
end $$;
