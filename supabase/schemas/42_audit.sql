-- The audit. Each function that records an event sets its source: registration and reconcile in the functions
-- of these two alone, portal or api from the arguments in all others. No source is derived from a name.

-- `author`: {actor, principal?, onBehalfOf?, reason?, bulkId?}, as functions that change something get it.
create function scheduler_internal.record_event(
  job_name text,
  author jsonb,
  action text,
  before jsonb,
  after jsonb,
  source text)
returns void
language sql set search_path = '' as $$
  insert into public.job_events (
    job_name, actor, principal, on_behalf_of,
    action, before, after,
    reason, source, bulk_id)
  values (
    job_name, author->>'actor', author->>'principal', author->>'onBehalfOf',
    action, before, after,
    author->>'reason', source, (author->>'bulkId')::uuid)
$$;

-- {jobName, actor, action, before?, after?, reason} -> {}: records what the repair loop did to a job.
create function public.record_job_event(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform scheduler_internal.record_event(args->>'jobName', args, args->>'action',
    args->'before', args->'after', 'reconcile');
  return '{}';
end $$;

-- Ids of audit events, newest first, filtered by args {jobs?, actors?, actions?: [text], from?, to?: ISO,
-- machine?: boolean, cursor?}. Ids rise with time, so a range of time is a range of ids, but for events
-- within 10 s of its ends.
create function scheduler_internal.listed_events(args jsonb, how_many integer) returns setof bigint
language plpgsql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  machine constant text[] := array['registration', 'reconcile'];
  sources constant text[] := case (args->>'machine')::boolean
    when true then machine
    when false then array['portal', 'api']
  end;
  from_at constant timestamptz := args->>'from';
  to_at constant timestamptz := args->>'to';
  owner constant text := case
    when args ? 'jobs' then 'job_name'
    when args ? 'actors' then 'actor'
    when args ? 'actions' then 'action'
    when sources is not null then 'source'
  end;
  first_id bigint := 0;
  before_id bigint := coalesce((args->>'cursor')::bigint, 9223372036854775807);
begin
  if from_at is not null then
    select v.id - 1000 into first_id from public.job_events v
    where v.at >= from_at - interval '10 seconds'
    order by v.at
    limit 1;
    if first_id is null then
      return;
    end if;
  end if;
  if to_at is not null then
    select least(before_id, v.id + 1000) into before_id from public.job_events v
    where v.at < to_at + interval '10 seconds'
    order by v.at desc
    limit 1;
  end if;
  return query execute format($list$
    select hit.id
    from unnest($1::text[]) owners (name)
    cross join lateral (
      select v.id from public.job_events v
      where %s
        and v.id < $2
        and v.id >= $3
        and ($4 is null or v.at >= $4)
        and ($5 is null or v.at < $5)
        and ($6 is null or v.job_name = any ($6))
        and ($7 is null or v.actor = any ($7))
        and ($8 is null or v.action = any ($8))
        and ($9 is null or v.source = any ($9))
      order by v.id desc limit $10) hit
    order by hit.id desc limit $10 $list$, coalesce('v.' || owner || ' = owners.name', 'true'))
  using
    case owner
      when 'job_name' then scheduler_internal.texts_or(args->'jobs', null)
      when 'actor' then scheduler_internal.texts_or(args->'actors', null)
      when 'action' then scheduler_internal.texts_or(args->'actions', null)
      when 'source' then sources
      else array['']
    end,
    before_id,
    first_id,
    from_at,
    to_at,
    scheduler_internal.texts_or(args->'jobs', null),
    scheduler_internal.texts_or(args->'actors', null),
    scheduler_internal.texts_or(args->'actions', null),
    sources,
    how_many;
end $$;

-- A page of events: those of `ids`, newest first, at most `page_size` and up to 2 MB. One id more says that
-- the list goes on.
create function scheduler_internal.events_page(ids bigint[], page_size integer) returns jsonb
language sql stable set search_path = '' as $$
  with lines as materialized (
    select
      listed.position,
      v.id,
      jsonb_build_object(
        'id', v.id,
        'at', scheduler_internal.iso(v.at),
        'jobName', v.job_name,
        'actor', v.actor,
        'principal', v.principal,
        'onBehalfOf', v.on_behalf_of,
        'action', v.action,
        'before', v.before,
        'after', v.after,
        'reason', v.reason,
        'source', v.source,
        'bulkId', v.bulk_id) as line
    from unnest(ids[1:page_size]) with ordinality listed (id, position)
    join public.job_events v on v.id = listed.id),
  sized as (
    select l.*, sum(octet_length(l.line::text)) over (order by l.position) as bytes from lines l),
  kept as (
    select * from sized where position = 1 or bytes <= 2000000)
  select jsonb_build_object(
    'events', coalesce(jsonb_agg(kept.line order by kept.position), '[]'),
    'nextCursor', case when max(kept.position) < cardinality(ids) then min(kept.id)::text end)
  from kept
$$;

-- Actors of events whose names contain a text, whatever its case. Jumps from name to name in the index.
create function scheduler_internal.actors_like(part text) returns jsonb
language sql stable set search_path = '' as $$
  with recursive names (name) as (
    (select v.actor from public.job_events v order by v.actor limit 1)
    union all
    select (select v.actor from public.job_events v where v.actor > names.name order by v.actor limit 1)
    from names where names.name is not null)
  select coalesce(jsonb_agg(name), '[]')
  from (select name from names where name is not null limit 10000) known
  where strpos(lower(name), lower(part)) > 0
$$;

-- {jobName, limit? (20), cursor?} -> {events, nextCursor}, newest first. The events of a deleted job stay.
create function public.list_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 20), 1000);
begin
  if not exists (select from public.job_schedules where job_name = args->>'jobName') then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return scheduler_internal.events_page(
    array(select scheduler_internal.listed_events(
        jsonb_build_object('jobs', jsonb_build_array(args->'jobName'), 'cursor', args->'cursor'),
        page_size + 1)
      order by 1 desc),
    page_size);
end $$;

-- {jobs?, actors?, actions?: [text], who?: text, from?, to?: ISO, machine?: boolean, limit, cursor?} ->
-- {events, nextCursor, machineCount}, of all jobs, newest first. `who` is any part of an actor's name, in
-- place of `actors`. Machine events are registrations and repairs; `machine: false` leaves them out and
-- counts them (up to 1,000).
create function public.list_all_events(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  filters jsonb := args;
begin
  if args ? 'who' then
    filters := args || jsonb_build_object('actors', scheduler_internal.actors_like(args->>'who'));
    if filters->'actors' = '[]' then
      return '{"events": [], "nextCursor": null, "machineCount": 0}';
    end if;
  end if;
  return scheduler_internal.events_page(
      array(select scheduler_internal.listed_events(filters, page_size + 1) order by 1 desc),
      page_size)
    || jsonb_build_object('machineCount', case
      when args->>'machine' = 'false' then (
        select count(*)
        from scheduler_internal.listed_events(filters - 'cursor' || '{"machine": true}', 1000))
      else 0
    end);
end $$;
