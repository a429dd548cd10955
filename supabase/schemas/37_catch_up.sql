-- Catch-up: every expected occurrence gets exactly one row, decided by the definition in force at its
-- instant. An occurrence without a row when it is late (60 s and the job's jitter) belongs to catch-up alone,
-- and a later fire is a no-op. So no two processes decide about one occurrence.

-- An occurrence is late this long after its instant.
create function scheduler_internal.late_after(jitter_seconds integer) returns interval
language sql immutable set search_path = '' as $$
  select make_interval(secs => 60 + jitter_seconds)
$$;

-- {limit, cursor?} -> {jobs: [{jobName, revision, ledgerUntil, now, definitions: [{cronExpression, timeZone,
-- jitterSeconds, catchup, catchupSeconds, pausedUntil, active, validFrom, validTo}], gaps: [{from, to}]}],
-- nextCursor}, by name: jobs that catch-up has to check. Definitions in force after ledgerUntil, oldest
-- first, and the gaps in this database's history that end after it.
create function public.list_catch_up_due(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page
  from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and j.ledger_due_at + scheduler_internal.late_after(j.jitter_seconds) < now()
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((
      select jsonb_agg(jsonb_build_object(
        'jobName', due.job_name,
        'revision', due.revision,
        'ledgerUntil', scheduler_internal.iso(due.ledger_until),
        'now', scheduler_internal.iso(now()),
        'definitions', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'cronExpression', d.cron_expression,
            'timeZone', d.time_zone,
            'jitterSeconds', d.jitter_seconds,
            'catchup', d.catchup,
            'catchupSeconds', d.catchup_seconds,
            'pausedUntil', scheduler_internal.iso(d.paused_until),
            'active', d.active,
            'validFrom', scheduler_internal.iso(d.valid_from),
            'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
          from (
            select * from public.job_definitions d
            where d.job_name = due.job_name and (d.valid_to is null or d.valid_to > due.ledger_until)
            order by d.valid_from
            limit 1000) d),
        'gaps', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'from', scheduler_internal.iso(g.from_at),
            'to', scheduler_internal.iso(g.to_at)) order by g.id), '[]')
          from public.history_gaps g
          where g.to_at > due.ledger_until)) order by due.job_name)
      from unnest(page[1:page_size]) due), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- The occurrences of a list that have no row, in its order.
create function scheduler_internal.without_row(name text, occurrences jsonb) returns setof jsonb
language sql stable set search_path = '' as $$
  select listed from jsonb_array_elements(occurrences) with ordinality all_of (listed, position)
  where not exists (
      select from public.scheduled_jobs e where e.id = (listed->>'executionId')::uuid)
    and not exists (
      select from public.scheduled_jobs e
      where e.job_name = name
        and e.origin = 'schedule'
        and e.scheduled_for = (listed->>'scheduledFor')::timestamptz)
  order by position
$$;

-- {jobName, revision, from, until, dueAt: ISO or null, cause, askFirst?, occurrences: [{executionId,
-- scheduledFor, act: start | miss | known, code, details, wait, status, startedAt, completedAt, workflowId}]}
-- -> {state: recorded, started, missed, skipped, known} | {state: changed} | {state: ask, executionIds}. All
-- occurrences in (from, until], oldest first; those that have a row are left alone. More than 1,000 missed in
-- a row for the same cause become one row. known: Temporal says how it ended. `wait`: when the slot is taken,
-- leave this and all later ones for the next time instead of skipping them. changed: another process has
-- moved catch-up on; nothing is recorded. ask: with `askFirst`, what Temporal may know: nothing is recorded
-- either, and the next call says what it knew.
create function public.record_occurrences(args jsonb) returns jsonb
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
  known integer := 0;
  to_ask jsonb;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found or scheduler_internal.iso(job.ledger_until) is distinct from args->>'from' then
    return jsonb_build_object('state', 'changed');
  end if;
  if (args->>'askFirst')::boolean then
    select jsonb_agg(lacking->'executionId') into to_ask
    from scheduler_internal.without_row(job.job_name, args->'occurrences') lacking
    where lacking->>'act' = 'start' or lacking->>'code' = 'database_restored';
    if to_ask is not null then
      return jsonb_build_object('state', 'ask', 'executionIds', to_ask);
    end if;
  end if;
  for occurrence in
    select lacking from scheduler_internal.without_row(job.job_name, args->'occurrences') lacking
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
    if occurrence->>'act' = 'known' then
      -- A series of missed ones does not go on beyond it.
      perform scheduler_internal.record_missed_run(job, missed_run);
      missed_run := '{}';
      perform scheduler_internal.record_known(job, occurrence);
      known := known + 1;
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
  if started + missed + skipped + known > 0 then
    perform scheduler_internal.record_event(job.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', args->'cause'),
      'occurrences recorded', null, jsonb_build_object(
        'started', started,
        'missed', missed,
        'skipped', skipped,
        'known', known,
        'from', args->'from',
        'until', args->'until'),
      'reconcile');
  end if;
  return jsonb_build_object('state', 'recorded',
    'started', started, 'missed', missed, 'skipped', skipped, 'known', known);
end $$;

-- Inserts the row of a run that this database has forgotten, as Temporal remembers it.
create function scheduler_internal.record_known(job public.job_schedules, occurrence jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs :=
    scheduler_internal.new_execution(job, (occurrence->>'executionId')::uuid, 'schedule');
begin
  execution.scheduled_for := occurrence->>'scheduledFor';
  execution.status := occurrence->>'status';
  execution.started_at := case when occurrence->>'status' <> 'skipped' then occurrence->>'startedAt' end;
  execution.completed_at := occurrence->>'completedAt';
  execution.exclusive := false;
  execution.workflow_id := occurrence->>'workflowId';
  execution.reason_code := occurrence->>'code';
  execution.reason_details := occurrence->'details';
  perform scheduler_internal.insert_execution(execution);
end $$;

-- Records missed occurrences that follow one another: one row each, or one for all of more than 1,000.
create function scheduler_internal.record_missed_run(job public.job_schedules, missed_run jsonb[])
returns void
language plpgsql set search_path = '' as $$
begin
  if cardinality(missed_run) > 1000 then
    perform scheduler_internal.record_missed(job,
      missed_run[1], missed_run[cardinality(missed_run)], cardinality(missed_run));
  else
    perform scheduler_internal.record_missed(job, occurrence, occurrence, 1)
    from unnest(missed_run) occurrence;
  end if;
end $$;

-- Inserts one missed row, for one occurrence or, with a larger `count`, for a series of them.
create function scheduler_internal.record_missed(
  job public.job_schedules,
  first jsonb,
  last jsonb,
  count integer)
returns void
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs :=
    scheduler_internal.new_execution(job, (first->>'executionId')::uuid, 'schedule');
begin
  execution.scheduled_for := first->>'scheduledFor';
  execution.status := 'missed';
  execution.completed_at := clock_timestamp();
  execution.exclusive := false;
  execution.reason_code := first->>'code';
  execution.reason_details := first->'details';
  if count > 1 then
    execution.reason_details := execution.reason_details || jsonb_build_object(
      'count', count,
      'from', first->'scheduledFor',
      'to', last->'scheduledFor');
    execution.metadata := jsonb_build_object(
      'missedOccurrences', count,
      'from', first->'scheduledFor',
      'to', last->'scheduledFor');
  end if;
  perform scheduler_internal.insert_execution(execution);
end $$;
