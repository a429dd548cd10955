-- Backfills. Their runs are queued rows that may not ask to begin yet: `awaits` is `turn`. One run is
-- released at a time, oldest first, in the transaction that ends the run before. A backfill does not hold the
-- job's slot against others: an occurrence or a trigger waits for the one run in progress, then goes first.

-- {jobName, from, to} -> {cronExpression, timeZone, definitions: [{cronExpression, timeZone, validFrom,
-- validTo}]}: the input of a backfill's occurrences. The first definition's `validFrom` is when the job was
-- first registered.
create function public.get_backfill_basis(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
      jsonb_build_object('jobName', args->'jobName'));
  end if;
  return jsonb_build_object(
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'definitions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'cronExpression', d.cron_expression,
        'timeZone', d.time_zone,
        'validFrom', scheduler_internal.iso(d.valid_from),
        'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
      from (
        select * from public.job_definitions d
        where d.job_name = job.job_name
          and d.valid_from < (args->>'to')::timestamptz
          and (d.valid_to is null or d.valid_to > (args->>'from')::timestamptz)
        order by d.valid_from
        limit 1000) d));
end $$;

-- {jobName, instants: [ISO]} -> {occurrences: [{scheduledFor, status: or null}]}: occurrences (of at most
-- 1,000) without a completed or unfinished run, and the status of their last run; null when there is none.
create function public.list_incomplete(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('occurrences', coalesce(jsonb_agg(jsonb_build_object(
    'scheduledFor', instant,
    'status', (
      select e.status from public.scheduled_jobs e
      where e.job_name = args->>'jobName'
        and e.due_at = instant::timestamptz
        and e.origin in ('schedule', 'backfill')
      order by e.completed_at desc
      limit 1)) order by instant), '[]'))
  from jsonb_array_elements_text(args->'instants') instant
  where not exists (
    select from public.scheduled_jobs e
    where e.job_name = args->>'jobName'
      and e.due_at = instant::timestamptz
      and e.origin in ('schedule', 'backfill')
      and e.status in ('queued', 'running', 'completed'))
$$;

-- {backfillId, jobName, from, to, occurrences: [{executionId, scheduledFor}], actor, source?, reason?,
-- triggeredBy, requestHash} -> {backfill, effects: {start}}. At most 1,000 occurrences, oldest first; those
-- with a completed or unfinished run by now are left out. `start` is empty while a run of another backfill of
-- the job has not ended. The same id again returns the same backfill (SJ004 when the request differs).
create function public.accept_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  id_given constant uuid := args->>'backfillId';
  backfill public.backfills;
  execution public.scheduled_jobs;
  occurrence jsonb;
begin
  select * into backfill from public.backfills where id = id_given;
  if found and backfill.request_hash <> args->>'requestHash' then
    perform scheduler_internal.refuse('SJ004',
      format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
      jsonb_build_object('backfillId', id_given));
  elsif not found then
    insert into public.backfills (
      id, job_name,
      from_at, to_at,
      total, created_by,
      reason, request_hash)
    values (
      id_given, job.job_name,
      (args->>'from')::timestamptz, (args->>'to')::timestamptz,
      0, args->>'actor',
      args->>'reason', args->>'requestHash');
    execution := scheduler_internal.new_execution(job, null, 'backfill');
    execution.status := 'queued';
    execution.awaits := 'turn';
    execution.queued_at := clock_timestamp();
    execution.triggered_by := args->>'triggeredBy';
    execution.triggered_by_user := args->>'userId';
    execution.trigger_reason := args->>'reason';
    execution.requested_by := args->>'actor';
    execution.exclusive := false;
    execution.backfill_id := id_given;
    execution.reason_code := 'backfill';
    execution.reason_details := '{}';
    for occurrence in
      select listed from jsonb_array_elements(args->'occurrences') listed
      where listed->'scheduledFor' in (
        select incomplete->'scheduledFor'
        from jsonb_array_elements(public.list_incomplete(jsonb_build_object(
          'jobName', job.job_name,
          'instants', jsonb_path_query_array(args, '$.occurrences[*].scheduledFor')
        ))->'occurrences') incomplete)
      order by listed->>'scheduledFor'
      limit 1000
    loop
      execution.id := occurrence->>'executionId';
      execution.scheduled_for := occurrence->>'scheduledFor';
      execution.workflow_id := 'run:' || execution.id;
      perform scheduler_internal.insert_execution(execution);
    end loop;
    update public.backfills set
      total = (select count(*) from public.scheduled_jobs e where e.backfill_id = id_given)
    where id = id_given
    returning * into backfill;
    if backfill.total = 0 then
      perform scheduler_internal.refuse('SJ017',
        format('job "%s" has no occurrence without a completed run from %s to %s',
          job.job_name, args->>'from', args->>'to'),
        jsonb_build_object('jobName', job.job_name, 'from', args->'from', 'to', args->'to'));
    end if;
    perform scheduler_internal.release_next_run(job.job_name);
    perform scheduler_internal.record_event(job.job_name, args, 'backfill started',
      null, jsonb_build_object(
        'backfillId', id_given,
        'from', args->'from',
        'to', args->'to',
        'runs', backfill.total),
      scheduler_internal.source_of(args));
  end if;
  return jsonb_build_object(
    'backfill', scheduler_internal.backfill_json(backfill),
    'effects', jsonb_build_object('start', (
      select coalesce(jsonb_agg(scheduler_internal.queued_run(e)), '[]')
      from public.scheduled_jobs e
      where e.backfill_id = id_given and e.status = 'queued' and e.awaits is null)));
end $$;

-- A backfill with its progress. `running` counts runs that have started or may start next, `waiting` the
-- rest.
create function scheduler_internal.backfill_json(backfill public.backfills) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', backfill.id,
    'jobName', backfill.job_name,
    'status', case
      when counts.unfinished > 0 and backfill.cancelled_at is null then 'running'
      when counts.unfinished > 0 then 'cancelling'
      when backfill.cancelled_at is not null then 'cancelled'
      else 'completed'
    end,
    'from', scheduler_internal.iso(backfill.from_at),
    'to', scheduler_internal.iso(backfill.to_at),
    'total', backfill.total,
    'waiting', counts.waiting,
    'running', counts.unfinished - counts.waiting,
    'completed', counts.completed,
    'failed', counts.failed,
    'cancelled', counts.cancelled,
    'createdBy', backfill.created_by,
    'createdAt', scheduler_internal.iso(backfill.created_at),
    'reason', backfill.reason,
    'cancelledAt', scheduler_internal.iso(backfill.cancelled_at),
    'cancelledBy', backfill.cancelled_by,
    'cancelReason', backfill.cancel_reason)
  from (
    select
      count(*) filter (where e.status in ('queued', 'running')) as unfinished,
      count(*) filter (where e.status = 'queued' and e.awaits = 'turn') as waiting,
      count(*) filter (where e.status = 'completed') as completed,
      count(*) filter (where e.status = 'failed') as failed,
      count(*) filter (where e.status = 'cancelled') as cancelled
    from public.scheduled_jobs e
    where e.backfill_id = backfill.id) counts
$$;

-- SJ016 when there is none.
create function scheduler_internal.found_backfill(backfill_id text) returns public.backfills
language plpgsql stable set search_path = '' as $$
declare backfill public.backfills;
begin
  select * into backfill from public.backfills where id = backfill_id::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ016', format('backfill %s does not exist', backfill_id),
      jsonb_build_object('backfillId', backfill_id));
  end if;
  return backfill;
end $$;

-- {backfillId} -> {backfill}
create function public.get_backfill(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfill',
    scheduler_internal.backfill_json(scheduler_internal.found_backfill(args->>'backfillId')))
$$;

-- {jobName, limit} -> {backfills}, newest first.
create function public.list_backfills(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfills', coalesce(
    jsonb_agg(scheduler_internal.backfill_json(b) order by b.created_at desc), '[]'))
  from (
    select * from public.backfills
    where job_name = args->>'jobName'
    order by created_at desc
    limit least((args->>'limit')::integer, 1000)) b
$$;

-- {backfillId, actor, source?, reason?} -> {backfill, effects: {cancel, start}}. Queued runs are cancelled at
-- once; for a running one the request is recorded. The first request counts; a finished backfill stays as it
-- is. `start`: the next run of another backfill of the job.
create function public.cancel_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  backfill public.backfills := scheduler_internal.found_backfill(args->>'backfillId');
  to_cancel jsonb;
begin
  perform from public.job_schedules where job_name = backfill.job_name for update;
  if exists (select from public.scheduled_jobs
    where backfill_id = backfill.id and status in ('queued', 'running'))
  then
    update public.backfills set
      cancelled_at = coalesce(cancelled_at, clock_timestamp()),
      cancelled_by = coalesce(cancelled_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason')
    where id = backfill.id
    returning * into backfill;
    update public.scheduled_jobs set
      cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
      cancel_requested_by = coalesce(cancel_requested_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason', 'backfill cancelled'),
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason_code = case when status = 'queued' then 'backfill_cancelled' else reason_code end,
      reason_details = case
        when status = 'queued' then scheduler_internal.by_actor(args)
        else reason_details
      end
    where backfill_id = backfill.id and status in ('queued', 'running');
    perform scheduler_internal.release_next_run(backfill.job_name);
    perform scheduler_internal.record_event(backfill.job_name, args, 'backfill cancelled',
      null, jsonb_build_object('backfillId', backfill.id), scheduler_internal.source_of(args));
  end if;
  select coalesce(jsonb_agg(workflow_id), '[]') into to_cancel
  from public.scheduled_jobs e
  where e.backfill_id = backfill.id
    and e.run_id is not null
    and (e.status = 'running' or (e.status = 'cancelled' and e.started_at is null));
  return jsonb_build_object(
    'backfill', scheduler_internal.backfill_json(backfill),
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', scheduler_internal.released_runs(backfill.job_name)));
end $$;

-- Releases the next run of the job's backfills, unless one has been released and has not ended.
create function scheduler_internal.release_next_run(name text) returns void
language sql set search_path = '' as $$
  update public.scheduled_jobs set
    awaits = null,
    reason_code = null,
    reason_details = null,
    queued_at = clock_timestamp()
  where id = (
      select e.id from public.scheduled_jobs e
      where e.job_name = name and e.awaits = 'turn' and e.status = 'queued'
      order by e.scheduled_for, e.id
      limit 1)
    and not exists (
      select from public.scheduled_jobs e
      where e.job_name = name
        and e.backfill_id is not null
        and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
$$;

-- The released run of the job's backfills while its workflow has not been started.
create function scheduler_internal.released_runs(name text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(scheduler_internal.queued_run(e)), '[]')
  from public.scheduled_jobs e
  where e.job_name = name
    and e.backfill_id is not null
    and e.status = 'queued'
    and e.awaits is null
    and e.run_id is null
$$;

-- {limit} -> {released}: releases the next runs of jobs whose backfills have stopped, because the end of the
-- run before released none.
create function public.release_backfills(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  stalled record;
  released integer := 0;
begin
  for stalled in
    select distinct e.job_name from public.scheduled_jobs e
    where e.status = 'queued'
      and e.awaits = 'turn'
      and not exists (
        select from public.scheduled_jobs o
        where o.job_name = e.job_name
          and o.backfill_id is not null
          and (o.status = 'running' or (o.status = 'queued' and o.awaits is null)))
    order by e.job_name
    limit least((args->>'limit')::integer, 1000)
  loop
    perform from public.job_schedules where job_name = stalled.job_name for update skip locked;
    if found then
      perform scheduler_internal.release_next_run(stalled.job_name);
      released := released + 1;
    end if;
  end loop;
  return jsonb_build_object('released', released);
end $$;
