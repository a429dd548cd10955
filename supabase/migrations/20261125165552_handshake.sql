set check_function_bodies = off;

-- {versions: [text]} -> {version, codeVersion, missing: [text]}: the newest migration of this database, the
-- version of the scheduler that it belongs to, and those of `versions` that this database does not have.
create or replace function public.schema_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'version', (select max(version) from supabase_migrations.schema_migrations),
    'codeVersion', scheduler_internal.code_version(),
    'missing', (
      select coalesce(jsonb_agg(asked.version order by asked.version), '[]')
      from jsonb_array_elements_text(args->'versions') asked (version)
      where asked.version not in (select m.version from supabase_migrations.schema_migrations m)))
$$;

-- The version of the scheduler that this schema belongs to. `npm run db:migration` sets it.
create or replace function scheduler_internal.code_version() returns text
language sql immutable set search_path = '' as $$ select '0.1.0' $$;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
