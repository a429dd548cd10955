-- For the preview of an expression: what the other jobs do.

-- {cursor?} -> {jobs: [{jobName, cronExpression, timeZone}], nextCursor}: enabled jobs with an expression, by name, 1,000 a page.
create function public.list_expressions(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare page jsonb[];
begin
  select array_agg(listed) into page from (
    select jsonb_build_object('jobName', j.job_name, 'cronExpression', j.cron_expression, 'timeZone', j.time_zone) as listed
    from public.job_schedules j
    where j.deleted_at is null and j.enabled and j.cron_expression is not null and j.job_name > coalesce(args->>'cursor', '')
    order by j.job_name limit 1001) matching;
  return jsonb_build_object('jobs', coalesce(to_jsonb(page[1:1000]), '[]'),
    'nextCursor', case when cardinality(page) > 1000 then page[1000]->>'jobName' end);
end $$;

select scheduler_internal.restrict_functions();

notify pgrst, 'reload schema';
