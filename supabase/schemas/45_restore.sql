-- A database that was restored to an earlier state does not know what has happened since. What it takes for
-- due or under way may have been done, so none of it is started: catch-up explains the occurrences of the gap
-- (src/domain/catchUp.ts), and runs that were under way end as of unknown outcome.

-- {from?, to?: ISO} -> {from, to, ended}: declares the gap. Without `from`, it begins with the last pass of
-- the repair loop that this database knows of (at most 15 s before its state), and without `to` it ends now.
-- Call it while no other process uses the database: it locks many jobs, in the order of their runs. One-off
-- runs that are due after the gap stay planned.
create function public.declare_restore(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  from_at constant timestamptz := coalesce(
    (args->>'from')::timestamptz, (select last_success_at from public.reconcile_lease));
  to_at constant timestamptz := coalesce((args->>'to')::timestamptz, clock_timestamp());
  why constant jsonb := scheduler_internal.reason('database_restored',
    jsonb_build_object('restoredTo', scheduler_internal.iso(from_at)));
  message constant text := scheduler_internal.reason_sentence('database_restored', why->'details');
  unfinished record;
  ended integer := 0;
begin
  if from_at is null then
    raise 'no pass of the repair loop is known to this database; give `from`, the instant of its state';
  end if;
  -- Waiting runs first, so that the end of a running one admits none of them.
  for unfinished in
    select e.id, e.job_name, e.outcome from public.scheduled_jobs e
    where e.status in ('queued', 'running')
      and (e.awaits is distinct from 'instant' or e.scheduled_for <= to_at)
    order by e.status, e.job_name, e.id
  loop
    perform public.finish_execution(jsonb_build_object(
      'executionId', unfinished.id,
      'status', case when unfinished.outcome = 'succeeded' then 'completed' else 'failed' end,
      'reason', why,
      'message', message));
    -- Jobs after it may have had their runs.
    delete from public.dependency_arrivals a where a.execution_id = unfinished.id;
    perform scheduler_internal.record_event(unfinished.job_name,
      jsonb_build_object('actor', 'reconcile', 'reason', message),
      case when unfinished.outcome = 'succeeded' then 'run completed' else 'run failed' end,
      null, jsonb_build_object('executionId', unfinished.id), 'reconcile');
    ended := ended + 1;
  end loop;
  -- Ends of parents that a run of the child would follow now: it may have done so.
  delete from public.dependency_arrivals a
  where a.child in (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals)
      and scheduler_internal.arrivals_of_next_run(j) is not null);
  insert into public.history_gaps (from_at, to_at, ended_runs) values (from_at, to_at, ended);
  return jsonb_build_object(
    'from', scheduler_internal.iso(from_at), 'to', scheduler_internal.iso(to_at), 'ended', ended);
end $$;
