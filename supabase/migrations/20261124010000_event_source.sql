-- By way of what a change came: the portal, or the API otherwise. Callers of the functions say so in the setting
-- scheduler.source of their transaction.

alter table public.job_events
  add column source text not null default coalesce(nullif(current_setting('scheduler.source', true), ''), 'api');

create or replace function scheduler_internal.event_source(event public.job_events) returns text
language sql immutable set search_path = '' as $$
  select case when event.actor = 'reconcile' then 'reconcile' when event.action = 'registered' then 'registration' else event.source end
$$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
