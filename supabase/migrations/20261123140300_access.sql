-- The rules of 20261123090500_access.sql for the functions that came since; from here on as a function that later migrations end
-- with: every function f(args jsonb) in public that runs as its definer is one of ours.
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
      or (n.nspname = 'public' and p.prosecdef and pg_catalog.pg_get_function_identity_arguments(p.oid) = 'args jsonb')
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
select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
