set check_function_bodies = off;

-- {jobName, revision, from, until, dueAt: ISO or null, cause, askFirst?, occurrences: [{executionId,
-- scheduledFor, act: start | miss | known, code, details, wait, status, startedAt, completedAt, workflowId}]}
-- -> {state: recorded, started, missed, skipped, known} | {state: changed} | {state: ask, executionIds}. All
-- occurrences in (from, until], oldest first; those that have a row are left alone. More than 1,000 missed in
-- a row for the same cause become one row. known: Temporal says how it ended. `wait`: when the slot is taken,
-- leave this and all later ones for the next time instead of skipping them. changed: another process has
-- moved catch-up on; nothing is recorded. ask: with `askFirst`, what Temporal may know: nothing is recorded
-- either, and the next call says what it knew.
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

-- The occurrences of a list that have no row, in its order.
create or replace function scheduler_internal.without_row(name text, occurrences jsonb) returns setof jsonb
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

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
