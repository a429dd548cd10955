-- What /health says of the repair loop and of a database that takes no writes; grants of sequences.

alter table public.reconcile_lease
  add column step text,
  add column step_since timestamptz,
  add column failure jsonb,
  add column probed_at timestamptz;
comment on column public.reconcile_lease.step is 'Step that is going on, since step_since; null between passes.';
comment on column public.reconcile_lease.failure is
  'How the newest pass failed: {at, step, code, error}; null once one succeeds.';
comment on column public.reconcile_lease.probed_at is 'When probe_writes last wrote.';

-- {holder, seconds, step?} -> {held}: takes or renews the reconcile lease, and notes which step begins.
create or replace function public.hold_reconcile_lease(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set holder = args->>'holder',
    expires_at = clock_timestamp() + make_interval(secs => (args->>'seconds')::double precision),
    step = coalesce(args->>'step', step),
    step_since = case when args ? 'step' then clock_timestamp() else step_since end
  where holder is not distinct from args->>'holder' or expires_at < clock_timestamp();
  return jsonb_build_object('held', found);
end $$;

-- {holder, summary? | failure?: {step, code, error}} -> {}: notes a whole pass (with summary) or one that failed, or
-- gives the lease back (without either).
create or replace function public.end_reconcile_pass(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if args ? 'summary' then
    update public.reconcile_lease set last_success_at = clock_timestamp(), last_summary = args->'summary',
      totals = totals || coalesce((
        select jsonb_object_agg(key, coalesce((totals->>key)::bigint, 0) + value::bigint)
        from jsonb_each_text(args->'summary')), '{}'),
      step = null, step_since = null, failure = null
    where holder = args->>'holder';
  elsif args ? 'failure' then
    update public.reconcile_lease set step = null, step_since = null,
      failure = args->'failure' || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
    where holder = args->>'holder';
  else
    update public.reconcile_lease set holder = null, expires_at = '-infinity', step = null, step_since = null
    where holder = args->>'holder';
  end if;
  return '{}';
end $$;

-- {} -> {lastSuccessAt, summary, totals, held, step, stepSince, failure, now}
create or replace function public.get_reconcile_state(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('lastSuccessAt', scheduler_internal.iso(last_success_at), 'summary', last_summary,
    'totals', totals, 'held', expires_at > clock_timestamp(), 'step', step,
    'stepSince', scheduler_internal.iso(step_since), 'failure', failure,
    'now', scheduler_internal.iso(clock_timestamp()))
  from public.reconcile_lease
$$;

-- {} -> {}: fails when the database takes no writes (read-only after a failover, or because its disk is nearly full).
-- Writes at most every 5 s, whoever asks, and never waits for another writer, who has shown it already.
create function public.probe_writes(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set probed_at = clock_timestamp()
  where only_row in (select only_row from public.reconcile_lease
    where coalesce(probed_at, '-infinity') < clock_timestamp() - interval '5 seconds'
    for update skip locked);
  return '{}';
end $$;

-- {function, args} -> what the function answers, or {refused: {sqlState, message, details}} when it refuses (SQLSTATE
-- SJ0xx). An error that leaves Postgres is a line in its log, with statement and context; a refusal is an answer like
-- others and belongs into ours. Everything that the function did is undone either way. Calls only functions that
-- restrict_functions takes for ours.
create function public.answer_call(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  answer jsonb;
  state text;
  message text;
  details text;
begin
  if not exists (select from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname = args->>'function'
      and p.prosecdef and pg_catalog.pg_get_userbyid(p.proowner) = current_user
      and pg_catalog.pg_get_function_identity_arguments(p.oid) = 'args jsonb')
  then
    raise 'there is no function public.%(args jsonb) of the scheduler', args->>'function'
      using errcode = 'undefined_function';
  end if;
  execute format('select public.%I($1)', args->>'function') into answer using args->'args';
  return answer;
exception when others then
  get stacked diagnostics state = returned_sqlstate, message = message_text, details = pg_exception_detail;
  if state not like 'SJ0%' then
    raise;
  end if;
  return jsonb_build_object('refused',
    jsonb_build_object('sqlState', state, 'message', message, 'details', nullif(details, '')));
end $$;

-- A table of ours is out of reach but for our functions, and so are the sequences of its columns: Supabase grants
-- every new one to the roles of its REST gateway.
create or replace function scheduler_internal.restrict_table(name text) returns void
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
select scheduler_internal.restrict_table(name) from unnest(array['services', 'job_schedules', 'job_definitions',
  'scheduled_jobs', 'attempt_tokens', 'job_events', 'reconcile_lease', 'dependency_arrivals', 'backfills',
  'job_days']) name;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
