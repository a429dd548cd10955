-- Access: tables are reached only through functions, and functions only by the service's own role. Plain
-- Postgres has none of Supabase's roles; there the database's owner calls the functions.

-- Closes a table, and the sequences of its columns, to all but its owner. Supabase grants every new table to
-- the roles of its REST gateway.
create function scheduler_internal.restrict_table(name text) returns void
language plpgsql set search_path = '' as $$
declare
  grantee text;
  sequence regclass;
begin
  execute format('alter table public.%I enable row level security', name);
  execute format('revoke all on public.%I from public', name);
  foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
    if exists (select from pg_catalog.pg_roles where rolname = grantee) then
      execute format('revoke all on public.%I from %I', name, grantee);
    end if;
  end loop;
  for sequence in
    select s.oid from pg_catalog.pg_depend d join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
      and d.refobjid = format('public.%I', name)::regclass and d.deptype in ('a', 'i')
  loop
    execute format('revoke all on sequence %s from public', sequence);
    foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
      if exists (select from pg_catalog.pg_roles where rolname = grantee) then
        execute format('revoke all on sequence %s from %I', sequence, grantee);
      end if;
    end loop;
  end loop;
end $$;

-- Closes every function to all but its owner, and opens ours to the service's role: those f(args jsonb) in
-- public that are `security definer`. Every migration ends with a call of this.
create function scheduler_internal.restrict_functions() returns void
language plpgsql set search_path = '' as $$
declare
  subject record;
  grantee text;
begin
  for subject in
    select p.oid::regprocedure::text as signature, n.nspname = 'public' as callable
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'scheduler_internal'
      or (n.nspname = 'public' and p.prosecdef
        and pg_catalog.pg_get_function_identity_arguments(p.oid) = 'args jsonb')
  loop
    execute format('revoke all on function %s from public', subject.signature);
    foreach grantee in array array['anon', 'authenticated', 'service_role'] loop
      if exists (select from pg_catalog.pg_roles where rolname = grantee) then
        execute format('revoke all on function %s from %I', subject.signature, grantee);
      end if;
    end loop;
    if subject.callable and exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
      execute format('grant execute on function %s to service_role', subject.signature);
    end if;
  end loop;
end $$;

select scheduler_internal.restrict_table(name) from unnest(array['services', 'job_schedules',
  'job_definitions', 'dependency_edges', 'backfills', 'scheduled_jobs', 'attempt_tokens',
  'dependency_arrivals', 'job_days', 'job_events', 'service_token_uses', 'history_gaps',
  'reconcile_lease']) name;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
