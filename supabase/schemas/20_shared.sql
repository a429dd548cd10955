-- Helpers that several files share, and two functions that the service calls: answer_call, schema_version.

-- No search_path, so that it is inlined: a list calls it several times per row. Its callers must have one.
create function scheduler_internal.iso(instant timestamptz) returns text
language sql stable as $$ select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Raises an error with a stable SQLSTATE. The details travel as JSON.
create function scheduler_internal.refuse(sql_state text, message text, details jsonb default '{}')
  returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = sql_state, message = message, detail = details::text;
end $$;

-- The registered job, its row locked; SJ001 when there is none.
create function scheduler_internal.locked_job(name text) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = name and deleted_at is null for update;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', name),
      jsonb_build_object('jobName', name));
  end if;
  return job;
end $$;

-- The execution, its row locked; SJ005 when there is none.
create function scheduler_internal.locked_execution(execution_id text) returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = execution_id::uuid for update;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', execution_id),
      jsonb_build_object('executionId', execution_id));
  end if;
  return execution;
end $$;

-- The service of a job or run. Its row is locked when it has a limit or is paused; both are then as under the
-- lock.
create function scheduler_internal.lock_service(name text) returns public.services
language plpgsql set search_path = '' as $$
declare service_row public.services;
begin
  select * into service_row from public.services where service = name;
  if service_row.max_concurrent is not null or service_row.paused then
    -- Not `for update`, which would wait for every job that names the service.
    select * into service_row from public.services where service = name for no key update;
  end if;
  return service_row;
end $$;

-- A job and its service, both locked; null when there is no such job.
create function scheduler_internal.lock_service_and_job(
  name text,
  out service public.services,
  out job public.job_schedules)
language plpgsql set search_path = '' as $$
begin
  service := scheduler_internal.lock_service(
    (select j.service from public.job_schedules j where j.job_name = name));
  select * into job from public.job_schedules j where j.job_name = name for update;
  -- Meanwhile the job was deleted and registered by another service. To lock that service now would be
  -- against the order of locks.
  if job.service <> service.service then
    raise 'job "%" has passed to service "%"; repeat the call', name, job.service
      using errcode = 'serialization_failure';
  end if;
end $$;

create function scheduler_internal.is_limited(service_row public.services) returns boolean
language sql immutable set search_path = '' as $$
  select service_row.max_concurrent is not null or service_row.paused
$$;

create function scheduler_internal.is_finished(status text) returns boolean
language sql immutable set search_path = '' as $$
  select status not in ('queued', 'running')
$$;

create function scheduler_internal.shortened(text_ text, characters integer) returns text
language sql immutable set search_path = '' as $$
  select case when length(text_) > characters then left(text_, characters) || '…' else text_ end
$$;

-- The source of a person's change: portal or API. Callers cannot name one of the scheduler's own parts.
create function scheduler_internal.source_of(args jsonb) returns text
language sql immutable set search_path = '' as $$
  select case when args->>'source' = 'portal' then 'portal' else 'api' end
$$;

-- The distinct texts of a JSON array, or `otherwise` for null.
create function scheduler_internal.texts_or(given jsonb, otherwise text[]) returns text[]
language sql immutable set search_path = '' as $$
  select case
    when given is null then otherwise
    else array(select distinct jsonb_array_elements_text(given))
  end
$$;

create function scheduler_internal.all_statuses() returns text[]
language sql immutable set search_path = '' as $$
  select array['queued', 'running', 'completed', 'failed', 'cancelled', 'skipped', 'missed']
$$;

create function scheduler_internal.all_origins() returns text[]
language sql immutable set search_path = '' as $$
  select array['schedule', 'trigger', 'backfill', 'dependency']
$$;

-- {function, args} -> the function's answer, or {refused: {sqlState, message, details}} when it refuses
-- (SQLSTATE SJ0xx). Postgres logs every error that reaches the client, with statement and context; a refusal
-- is an ordinary answer and does not belong in that log. Either way everything the function did is undone.
-- Calls only functions of ours, as restrict_functions defines them.
-- The timeout is for PostgREST, which applies it to the transaction: a call must not go on when its caller
-- has given up (5 s). A caller over a connection of its own sets it there.
create function public.answer_call(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' set statement_timeout = '4500ms' as $$
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

-- The version of the scheduler that this schema belongs to. `npm run db:migration` sets it.
create function scheduler_internal.code_version() returns text
language sql immutable set search_path = '' as $$ select '0.1.0' $$;

-- {versions: [text]} -> {version, codeVersion, missing: [text]}: the newest migration of this database, the
-- version of the scheduler that it belongs to, and those of `versions` that this database does not have.
create function public.schema_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'version', (select max(version) from supabase_migrations.schema_migrations),
    'codeVersion', scheduler_internal.code_version(),
    'missing', (
      select coalesce(jsonb_agg(asked.version order by asked.version), '[]')
      from jsonb_array_elements_text(args->'versions') asked (version)
      where asked.version not in (select m.version from supabase_migrations.schema_migrations m)))
$$;
