-- Nobody reaches the tables but through the functions, and nobody calls those but the service's own role.
-- On plain Postgres Supabase's roles do not exist; the database's owner calls the functions there.
do $$
declare
  subject text;
  grantee text;
begin
  foreach subject in array array['services', 'job_schedules', 'job_definitions', 'scheduled_jobs', 'attempt_tokens', 'job_events',
    'reconcile_lease']
  loop
    execute format('alter table public.%I enable row level security', subject);
    execute format('revoke all on public.%I from public', subject);
    foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
      if exists (select from pg_roles where rolname = grantee) then
        execute format('revoke all on public.%I from %I', subject, grantee);
      end if;
    end loop;
  end loop;
  for subject in
    select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'scheduler_internal' or (n.nspname = 'public' and p.proname in (
      'register_job', 'get_job', 'list_jobs', 'count_jobs', 'enable_job', 'disable_job', 'change_cron', 'delete_job',
      'set_next_run', 'list_events', 'record_job_event', 'accept_trigger', 'begin_execution', 'start_attempt', 'end_attempt',
      'finish_execution', 'get_execution', 'list_history', 'job_stats', 'claim_projection', 'finish_projection',
      'release_projection', 'get_projection', 'list_desired_schedules', 'list_stale_next_runs', 'list_unfinished_executions',
      'hold_reconcile_lease', 'end_reconcile_pass', 'get_reconcile_state', 'schema_version'))
  loop
    execute format('revoke all on function %s from public', subject);
    foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
      if exists (select from pg_roles where rolname = grantee) then
        execute format('revoke all on function %s from %I', subject, grantee);
      end if;
    end loop;
    if subject not like 'scheduler_internal.%' and exists (select from pg_roles where rolname = 'service_role') then
      execute format('grant execute on function %s to service_role', subject);
    end if;
  end loop;
end $$;

notify pgrst, 'reload schema';
