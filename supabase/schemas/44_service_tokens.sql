-- Service tokens: the configuration has them; the database knows when each was used last.

-- {tokenId} -> {}. Repeated within a minute it writes nothing.
create function public.note_service_token_use(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select from public.service_token_uses u
    where u.token_id = args->>'tokenId' and u.last_used_at > clock_timestamp() - interval '1 minute')
  then
    insert into public.service_token_uses (token_id, last_used_at)
    values (args->>'tokenId', clock_timestamp())
    on conflict (token_id) do update set last_used_at = excluded.last_used_at;
  end if;
  return '{}';
end $$;

-- {} -> {uses: [{tokenId, lastUsedAt}]}, at most 1,000, also of tokens that have been removed.
create function public.list_service_token_uses(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('uses', coalesce(jsonb_agg(jsonb_build_object(
    'tokenId', u.token_id,
    'lastUsedAt', scheduler_internal.iso(u.last_used_at)) order by u.token_id), '[]'))
  from (select * from public.service_token_uses order by last_used_at desc limit 1000) u
$$;
