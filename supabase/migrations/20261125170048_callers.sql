alter table public.job_events add principal text, add on_behalf_of text;
comment on column public.job_events.actor is
  'The caller''s name: a person, service:<name>, token:<id>, anonymous, or reconcile.';
comment on column public.job_events.principal is
  'The caller as its credentials say: unique, also where two have the same name. Null for reconcile.';
comment on column public.job_events.on_behalf_of is
  'The user that the caller named. Nothing vouches for it.';

alter table public.scheduled_jobs add requested_by text;
comment on column public.scheduled_jobs.requested_by is
  'The caller of the trigger, rerun or backfill: a person, service:<name>, token:<id> or anonymous.';

create table public.service_token_uses (
  token_id text primary key,
  last_used_at timestamptz not null
);
comment on table public.service_token_uses is
  'When each service token was used last, to a minute. The tokens themselves are in the configuration.';
select scheduler_internal.restrict_table('service_token_uses');

drop function scheduler_internal.record_event(job_name text, actor text, action text, before jsonb, after jsonb, reason text, source text, bulk_id uuid);

-- {backfillId, jobName, from, to, occurrences: [{executionId, scheduledFor}], actor, source?, reason?,
-- triggeredBy, requestHash} -> {backfill, effects: {start}}. At most 1,000 occurrences, oldest first; those
-- with a completed or unfinished run by now are left out. `start` is empty while a run of another backfill of
-- the job has not ended. The same id again returns the same backfill (SJ004 when the request differs).
create or replace function public.accept_backfill(args jsonb) returns jsonb
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

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash,
-- parentExecutionIds?} -> {run: queued_run and {workflowId, status, planned}, job: {displayName, timeZone},
-- waits: service_paused | service_limit | overlap | null, effects: {cancel, start}}. Applies the overlap rule
-- at once, or at `runAt`. `cancel`: runs that end for this one. The same id again returns the same execution
-- (SJ004 when the request differs).
create or replace function public.accept_trigger(args jsonb) returns jsonb
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

-- {backfillId, actor, source?, reason?} -> {backfill, effects: {cancel, start}}. Queued runs are cancelled at
-- once; for a running one the request is recorded. The first request counts; a finished backfill stays as it
-- is. `start`: the next run of another backfill of the job.
create or replace function public.cancel_backfill(args jsonb) returns jsonb
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

-- {executionId, actor, source?, reason?} -> {status, scheduledFor, job: {displayName, timeZone}, effects:
-- {cancel, start}}. A queued run is cancelled at once; for a running one the request is recorded. The first
-- request counts. SJ013 when the run has finished.
create or replace function public.cancel_execution(args jsonb) returns jsonb
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

-- {jobName, expected?, actor, reason?, expectedVersions?, onlyResume?: boolean} -> {job, complete, effects:
-- {start}}. Also ends a pause. SJ025 with `onlyResume`, for a job that is disabled and not only paused.
create or replace function public.enable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  if (args->>'onlyResume')::boolean and not old.enabled then
    perform scheduler_internal.refuse('SJ025',
      format('job "%s" is disabled, and only an admin may enable it; an operator may end a pause',
        old.job_name),
      jsonb_build_object('jobName', old.job_name));
  end if;
  new.paused_until := null;
  return scheduler_internal.change_job(old, new, args, '{"enabled": true}', '{}', 'enabled');
end $$;

-- {jobName} or {executionId} or {backfillId} -> {service}: whose job it belongs to, also a deleted one; null
-- when there is none.
create or replace function public.find_owner(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('service', (
    select j.service from public.job_schedules j
    where j.job_name = coalesce(
      args->>'jobName',
      (select e.job_name from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid),
      (select b.job_name from public.backfills b where b.id = (args->>'backfillId')::uuid))))
$$;

-- {executionId, how: gone | reset | ended, workflowStatus?} -> as finish_execution: ends an execution that
-- has lost its workflow. completed when the service had reported success, cancelled when that was requested,
-- else failed. Records an audit event.
create or replace function public.finish_lost_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  why constant jsonb := scheduler_internal.reason('workflow_lost', args - 'executionId');
  message constant text := scheduler_internal.reason_sentence('workflow_lost', why->'details');
  execution public.scheduled_jobs;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  answer := public.finish_execution(jsonb_build_object(
    'executionId', args->'executionId',
    'reason', why,
    'message', message,
    'status', case
      when execution.outcome = 'succeeded' then 'completed'
      when execution.cancel_requested_at is not null then 'cancelled'
      else 'failed'
    end));
  if (answer->>'finished')::boolean then
    perform scheduler_internal.record_event(execution.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', message),
      'run ' || (answer->>'status'), null, jsonb_build_object('executionId', execution.id), 'reconcile');
  end if;
  return answer;
end $$;

-- {search?, services?: [text], status?: running | queued | enabled | paused | disabled, limit? (1000),
-- cursor?}
-- -> {jobs: JSON text of an array, nextCursor}, by name, up to 2 MB of them.
create or replace function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  job_status constant text := args->>'status';
  owners constant text[] := scheduler_internal.texts_or(args->'services', null);
  search_text constant text := lower(args->>'search');
  after_name constant text := coalesce(args->>'cursor', '');
  running text[];
  queued text[];
  names text[];
begin
  if job_status is not null then
    running := array(select distinct e.job_name from public.scheduled_jobs e where e.status = 'running');
    queued := array(select distinct e.job_name from public.scheduled_jobs e
      where e.status = 'queued' and e.awaits is distinct from 'instant');
  end if;
  names := array(
    select j.job_name from public.job_schedules j
    where j.deleted_at is null
      and j.job_name > after_name
      and (owners is null or j.service = any (owners))
      and (search_text is null or strpos(
        lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)),
        search_text) > 0)
      and (job_status is null or job_status = case
        when j.job_name = any (running) then 'running'
        when j.job_name = any (queued) then 'queued'
        when not j.enabled then 'disabled'
        when j.paused_until > now() then 'paused'
        else 'enabled'
      end)
    order by j.job_name
    limit page_size + 1);
  return (
    with lines as materialized (
      select j.job_name, scheduler_internal.job_json(j)::text as line
      from public.job_schedules j
      where j.job_name = any (names[1:page_size])),
    sized as (
      select l.*, sum(octet_length(l.line)) over (order by l.job_name) as bytes from lines l),
    kept as (
      select * from sized where bytes <= 2000000 or job_name = names[1])
    select jsonb_build_object(
      'jobs', '[' || coalesce(string_agg(kept.line, ',' order by kept.job_name), '') || ']',
      'nextCursor', case when max(kept.job_name) < names[cardinality(names)] then max(kept.job_name) end)
    from kept);
end $$;

-- {} -> {uses: [{tokenId, lastUsedAt}]}, at most 1,000, also of tokens that have been removed.
create or replace function public.list_service_token_uses(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('uses', coalesce(jsonb_agg(jsonb_build_object(
    'tokenId', u.token_id,
    'lastUsedAt', scheduler_internal.iso(u.last_used_at)) order by u.token_id), '[]'))
  from (select * from public.service_token_uses order by last_used_at desc limit 1000) u
$$;

-- {tokenId} -> {}. Repeated within a minute it writes nothing.
create or replace function public.note_service_token_use(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.service_token_uses u
    where u.token_id = args->>'tokenId' and u.last_used_at > clock_timestamp() - interval '1 minute')
  then
    insert into public.service_token_uses (token_id, last_used_at)
    values (args->>'tokenId', clock_timestamp())
    on conflict (token_id) do update set last_used_at = excluded.last_used_at;
  end if;
  return '{}';
end $$;

-- {jobName, actor, action, before?, after?, reason} -> {}: records what the repair loop did to a job.
create or replace function public.record_job_event(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform scheduler_internal.record_event(args->>'jobName', args, args->>'action',
    args->'before', args->'after', 'reconcile');
  return '{}';
end $$;

-- {jobName, revision, from, until, dueAt: ISO or null, cause, occurrences: [{executionId, scheduledFor, act:
-- start | miss, code, details, wait}]} -> {state: recorded, started, missed, skipped} | {state: changed}. All
-- occurrences in (from, until], oldest first; those that have a row are left alone. More than 1,000 missed in
-- a row for the same cause become one row. `wait`: when the slot is taken, leave this and all later ones for
-- the next time instead of skipping them. changed: another process has moved catch-up on; nothing is
-- recorded.
create or replace function public.record_occurrences(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  holder public.scheduled_jobs;
  why_not jsonb;
  occurrence jsonb;
  execution public.scheduled_jobs;
  missed_run jsonb[] := '{}';
  until timestamptz := args->>'until';
  due_at timestamptz := args->>'dueAt';
  started integer := 0;
  missed integer := 0;
  skipped integer := 0;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found or scheduler_internal.iso(job.ledger_until) is distinct from args->>'from' then
    return jsonb_build_object('state', 'changed');
  end if;
  for occurrence in
    select listed from jsonb_array_elements(args->'occurrences') with ordinality all_of (listed, position)
    where not exists (
        select from public.scheduled_jobs e where e.id = (listed->>'executionId')::uuid)
      and not exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.origin = 'schedule'
          and e.scheduled_for = (listed->>'scheduledFor')::timestamptz)
    order by position
  loop
    if occurrence->>'act' = 'miss' then
      if missed_run[1]->>'code' <> occurrence->>'code' then
        perform scheduler_internal.record_missed_run(job, missed_run);
        missed_run := '{}';
      end if;
      missed_run := missed_run || occurrence;
      missed := missed + 1;
      continue;
    end if;
    holder := null;
    if job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, (occurrence->>'executionId')::uuid);
    end if;
    if holder.id is not null and (occurrence->>'wait')::boolean then
      until := (occurrence->>'scheduledFor')::timestamptz - interval '1 millisecond';
      due_at := until;
      exit;
    end if;
    execution := scheduler_internal.new_execution(job, (occurrence->>'executionId')::uuid, 'schedule');
    execution.scheduled_for := occurrence->>'scheduledFor';
    execution.status := case when holder.id is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when holder.id is not null then clock_timestamp() end;
    why_not := scheduler_internal.overlap_reason(holder);
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    perform scheduler_internal.insert_execution(execution);
    started := started + (holder.id is null)::integer;
    skipped := skipped + (holder.id is not null)::integer;
  end loop;
  perform scheduler_internal.record_missed_run(job, missed_run);
  update public.job_schedules set
    ledger_until = greatest(until, ledger_until),
    ledger_due_at = case when revision = (args->>'revision')::bigint then due_at else until end
  where job_name = job.job_name;
  if started + missed + skipped > 0 then
    perform scheduler_internal.record_event(job.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', args->'cause'),
      'occurrences recorded', null, jsonb_build_object(
        'started', started,
        'missed', missed,
        'skipped', skipped,
        'from', args->'from',
        'until', args->'until'),
      'reconcile');
  end if;
  return jsonb_build_object('state', 'recorded', 'started', started, 'missed', missed, 'skipped', skipped);
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression,
-- …}, expected?, actor, keepOwner?: boolean} -> {job, complete, effects: {start}, created,
-- unregisteredParents}. Settings that are not declared have their defaults. Overrides of operators stay.
-- `expected`, `complete`: see take_expected. With `keepOwner` the name of a deleted job stays its service's.
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
  where scheduler_internal.service_url_variable(s.service) = variable
    and s.service <> caller
    and exists (select from public.job_schedules j where j.service = s.service and j.deleted_at is null)
  limit 1;
  if found then
    perform scheduler_internal.refuse('SJ006',
      format('services "%s" and "%s" would both be called at %s; rename one of them',
        caller, other, variable),
      jsonb_build_object('service', caller, 'other', other, 'variable', variable));
  end if;

  -- Checked first: an upsert locks the row even when it changes nothing.
  if not exists (select from public.services s
    where s.service = caller and s.last_registered_at > instant - interval '10 seconds')
  then
    insert into public.services as s (service, registering_since, last_registered_at)
    values (caller, instant, instant)
    on conflict (service) do update set
      last_registered_at = instant,
      registering_since = case
        when s.last_registered_at > instant - interval '10 minutes' then s.registering_since
        else instant
      end;
  end if;

  select * into old from public.job_schedules where job_name = name for update;
  if not found then
    insert into public.job_schedules (
      job_name, display_name, description,
      job_type, service, endpoint,
      config, declared,
      enabled, cron_expression, time_zone,
      timeout_seconds,
      overlap,
      jitter_seconds)
    values (
      name, args->>'displayName', args->>'description',
      args->>'jobType', caller, args->>'endpoint',
      args->'config', declared,
      (declared->>'enabled')::boolean, declared->>'cronExpression', declared->>'timeZone',
      (declared->>'timeoutSeconds')::integer,
      declared->>'overlap',
      (declared->>'jitterSeconds')::integer)
    on conflict do nothing;
    select * into old from public.job_schedules where job_name = name for update;
  end if;
  created := old.version = 0 or old.deleted_at is not null;
  -- A deleted job's name, history and config do not pass to another service by that service's own token.
  if old.service <> caller and (not created or (args->>'keepOwner')::boolean) then
    perform scheduler_internal.refuse('SJ002',
      format('job "%s" %s service "%s"; choose another name, or %s',
        name,
        case when created then 'was deleted and belonged to' else 'belongs to' end,
        old.service,
        case when created then 'let an admin register it' else 'delete it there first' end),
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
  return scheduler_internal.changed_job(new, args->'expected')
    || jsonb_build_object(
      'created', created,
      'unregisteredParents', scheduler_internal.unregistered_parents(new));
end $$;

-- {jobName, revision, executionId, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} ->
-- {executionId, status}: gives an occurrence to come a skipped row, so that its fire is a no-op. The same
-- occurrence again changes nothing; another one of the same definition is another skip. SJ009 when the
-- definition has changed.
create or replace function public.skip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now, then skip that', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- No race: every insert of a row of this job needs the job's lock.
  if not exists (
    select from public.scheduled_jobs e
    where e.id = execution_id
      or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = instant))
  then
    execution := scheduler_internal.new_execution(job, execution_id, 'schedule');
    execution.scheduled_for := instant;
    execution.status := 'skipped';
    execution.completed_at := clock_timestamp();
    execution.exclusive := false;
    execution.reason_code := 'skipped';
    execution.reason_details := scheduler_internal.by_actor(args);
    perform scheduler_internal.insert_execution(execution);
    perform scheduler_internal.record_event(job.job_name, args, 'occurrence skipped',
      null, jsonb_build_object('executionId', execution_id, 'scheduledFor', args->'scheduledFor'),
      scheduler_internal.source_of(args));
    update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
    where job_name = job.job_name;
  end if;
  select * into execution from public.scheduled_jobs where id = execution_id;
  return jsonb_build_object('executionId', execution.id, 'status', execution.status);
end $$;

-- {jobName, revision, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} -> {executionId}:
-- deletes the skipped row of an occurrence to come, which is expected again. SJ024 when there is none: it was
-- not skipped, or its instant has passed.
create or replace function public.unskip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- A row with a run_id belongs to a fire that was skipped; it stays.
  delete from public.scheduled_jobs e
  where e.job_name = job.job_name
    and e.origin = 'schedule'
    and e.scheduled_for = instant
    and e.status = 'skipped'
    and e.run_id is null
    and instant > clock_timestamp()
  returning * into execution;
  if not found then
    perform scheduler_internal.refuse('SJ024',
      format('job "%s" has no skipped run to come at %s; there is nothing to undo',
        job.job_name, args->>'scheduledFor'),
      jsonb_build_object('jobName', job.job_name, 'scheduledFor', args->'scheduledFor'));
  end if;
  update public.job_days set skipped = greatest(skipped - 1, 0)
  where job_name = job.job_name and day = (instant at time zone 'UTC')::date;
  perform scheduler_internal.record_event(job.job_name, args, 'skip undone',
    null, jsonb_build_object('scheduledFor', args->'scheduledFor'), scheduler_internal.source_of(args));
  update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
  where job_name = job.job_name;
  return jsonb_build_object('executionId', execution.id);
end $$;

-- A page of events: those of `ids`, newest first, at most `page_size` and up to 2 MB. One id more says that
-- the list goes on.
create or replace function scheduler_internal.events_page(ids bigint[], page_size integer) returns jsonb
language sql stable set search_path = '' as $$
  with lines as materialized (
    select
      listed.position,
      v.id,
      jsonb_build_object(
        'id', v.id,
        'at', scheduler_internal.iso(v.at),
        'jobName', v.job_name,
        'actor', v.actor,
        'principal', v.principal,
        'onBehalfOf', v.on_behalf_of,
        'action', v.action,
        'before', v.before,
        'after', v.after,
        'reason', v.reason,
        'source', v.source,
        'bulkId', v.bulk_id) as line
    from unnest(ids[1:page_size]) with ordinality listed (id, position)
    join public.job_events v on v.id = listed.id),
  sized as (
    select l.*, sum(octet_length(l.line::text)) over (order by l.position) as bytes from lines l),
  kept as (
    select * from sized where position = 1 or bytes <= 2000000)
  select jsonb_build_object(
    'events', coalesce(jsonb_agg(kept.line order by kept.position), '[]'),
    'nextCursor', case when max(kept.position) < cardinality(ids) then min(kept.id)::text end)
  from kept
$$;

-- The execution without its config and metadata. No search_path, so that it is inlined and reads only the
-- columns it names: a whole row as an argument would be read with its payloads. Its callers must have one.
create or replace function scheduler_internal.execution_head(
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

-- Returns the row as inserted. Columns that a new run leaves out have their defaults.
create or replace function scheduler_internal.insert_execution(e public.scheduled_jobs) returns public.scheduled_jobs
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

-- `author`: {actor, principal?, onBehalfOf?, reason?, bulkId?}, as functions that change something get it.
create or replace function scheduler_internal.record_event(
  job_name text,
  author jsonb,
  action text,
  before jsonb,
  after jsonb,
  source text)
returns void
language sql set search_path = '' as $$
  insert into public.job_events (
    job_name, actor, principal, on_behalf_of,
    action, before, after,
    reason, source, bulk_id)
  values (
    job_name, author->>'actor', author->>'principal', author->>'onBehalfOf',
    action, before, after,
    author->>'reason', source, (author->>'bulkId')::uuid)
$$;

-- Writes every change of a job, whose row the caller has locked. Computes the effective settings, raises the
-- version (and the revision, with a new definition, when occurrences or the Schedule change) and records the
-- audit event with {actor, reason?, bulkId?} of args. Without a difference nothing is written and the version
-- stays.
create or replace function scheduler_internal.save_job(
  old public.job_schedules,
  new public.job_schedules,
  args jsonb,
  action text,
  source text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  before jsonb;
  after jsonb;
  -- Rounded up to whole milliseconds, the precision in which instants leave the database: every reader judges
  -- by the same boundary, and it is never in the past.
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
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, value)
  into before, after
  from jsonb_each(after)
  where before->key is distinct from value;

  -- Only an `after` that grew, or comes back, can close a cycle.
  if new.deleted_at is null and new.after <> '[]'
    and (old.deleted_at is not null or old.version = 0 or exists (
      select edge->'job' from jsonb_array_elements(new.after) edge
      except
      select edge->'job' from jsonb_array_elements(old.after) edge))
  then
    perform scheduler_internal.refuse_cycle(new);
  end if;
  -- Arrivals from parents that `after` does not name any more.
  delete from public.dependency_arrivals a
  where a.child = new.job_name
    and (new.deleted_at is not null
      or not new.after @> jsonb_build_array(jsonb_build_object('job', a.parent)));
  -- The planned run of an earlier `runAt`.
  delete from public.scheduled_jobs e
  where e.job_name = new.job_name
    and e.status = 'queued'
    and e.awaits = 'instant'
    and e.origin = 'schedule'
    and (e.scheduled_for is distinct from new.run_at or new.deleted_at is not null);
  if new.run_at is distinct from old.run_at or new.deleted_at is not null then
    new.run_at_planned := null;
  end if;

  new.version := old.version + 1;
  new.updated_at := instant;
  if old.revision = 0
    or (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.jitter_seconds,
        old.catchup, old.catchup_seconds, old.priority, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.jitter_seconds,
        new.catchup, new.catchup_seconds, new.priority, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    if (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.deleted_at)
    then
      new.next_run_at := null;
    elsif old.next_run_revision = old.revision then
      new.next_run_revision := new.revision;
    end if;
    new.ledger_due_at := new.ledger_until;
    update public.job_definitions set valid_to = instant
    where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (
      job_name, revision, cron_expression, time_zone,
      jitter_seconds, catchup, catchup_seconds, paused_until,
      active,
      valid_from)
    values (
      new.job_name, new.revision, new.cron_expression, new.time_zone,
      new.jitter_seconds, new.catchup, new.catchup_seconds, new.paused_until,
      new.enabled and new.deleted_at is null and new.cron_expression is not null,
      instant);
  end if;

  update public.job_schedules set
    display_name = new.display_name,
    description = new.description,
    cron_expression = new.cron_expression,
    enabled = new.enabled,
    paused_until = new.paused_until,
    job_type = new.job_type,
    service = new.service,
    endpoint = new.endpoint,
    config = new.config,
    time_zone = new.time_zone,
    timeout_seconds = new.timeout_seconds,
    retry = new.retry,
    start_deadline_seconds = new.start_deadline_seconds,
    heartbeat_seconds = new.heartbeat_seconds,
    overlap = new.overlap,
    catchup = new.catchup,
    catchup_seconds = new.catchup_seconds,
    jitter_seconds = new.jitter_seconds,
    priority = new.priority,
    after = new.after,
    run_at = new.run_at,
    declared = new.declared,
    overrides = new.overrides,
    version = new.version,
    revision = new.revision,
    deleted_at = new.deleted_at,
    next_run_at = new.next_run_at,
    next_run_revision = new.next_run_revision,
    run_at_planned = new.run_at_planned,
    ledger_due_at = new.ledger_due_at,
    updated_at = new.updated_at
  where job_name = new.job_name
  returning * into new;
  perform scheduler_internal.record_event(new.job_name, args, action,
    case when old.version > 0 then before end, after, source);
  return new;
end $$;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
