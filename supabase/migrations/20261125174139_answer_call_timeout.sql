set check_function_bodies = off;

-- {function, args} -> the function's answer, or {refused: {sqlState, message, details}} when it refuses
-- (SQLSTATE SJ0xx). Postgres logs every error that reaches the client, with statement and context; a refusal
-- is an ordinary answer and does not belong in that log. Either way everything the function did is undone.
-- Calls only functions of ours, as restrict_functions defines them.
-- The timeout is for PostgREST, which applies it to the transaction: a call must not go on when its caller has
-- given up (5 s). A caller over a connection of its own sets it there.
create or replace function public.answer_call(args jsonb) returns jsonb
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

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
