-- Reasons: why a run waits, did not run, was cancelled or failed. A reason is a code with details
-- (src/contract/reasons.ts lists them). Its sentence is rendered here and nowhere else. This file comes
-- before the tables because a generated column calls row_reason.

-- A reason that somebody gave, after a colon; an empty text without one.
create function scheduler_internal.after_colon(message text) returns text
language sql immutable set search_path = '' as $$
  select coalesce(': ' || nullif(message, ''), '')
$$;

-- The actor and the reason of a request, as details of a reason.
create function scheduler_internal.by_actor(args jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object('by', args->'actor', 'reason', args->'reason'))
$$;

-- -> {code, details}
create function scheduler_internal.reason(code text, details jsonb default '{}') returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('code', code, 'details', jsonb_strip_nulls(details))
$$;

-- Fails with CASE_NOT_FOUND for an unknown code. `error`: how the last attempt of a failed run ended.
create function scheduler_internal.reason_sentence(code text, d jsonb, error text default null) returns text
language plpgsql immutable set search_path = '' as $$
begin
  if code is null then
    return null;
  end if;
  case code
    when 'planned' then return format('planned: it runs at %s', d->>'at');
    when 'backfill' then return 'backfill: the runs before it have not ended';
    when 'service_limit' then
      return format('service_limit: service %s has %s runs at once, its limit', d->>'service', d->>'limit');
    when 'overlap' then
      return case
        when d ? 'executionId'
          then format('overlap: execution %s, due at %s, was still %s',
            d->>'executionId', d->>'dueAt', d->>'status')
        else 'overlap: another run of the job has not ended'
      end;
    when 'service_paused' then
      return format('service_paused: service %s was paused%s',
        d->>'service', scheduler_internal.after_colon(d->>'reason'));
    when 'queue_full' then return format('queue_full: %s runs of the job were waiting already', d->>'limit');
    when 'disabled' then return format('disabled: job "%s" is disabled', d->>'jobName');
    when 'paused' then return format('paused: job "%s" is paused until %s', d->>'jobName', d->>'until');
    when 'skipped' then
      return format('skipped by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'scheduler_down', 'schedule_outdated', 'catchup_passed', 'superseded' then
      return scheduler_internal.missed_sentence(code, d);
    when 'database_restored' then
      return format('database_restored: the database was set back to its state of %s, and %s%s',
        coalesce(d->>'restoredTo', 'an earlier time'),
        case
          when d ? 'workflowStatus'
            then format('Temporal knows this run as %s; the database had forgotten it', d->>'workflowStatus')
          else 'whether the service did the work is unknown: check there before running it again'
        end,
        scheduler_internal.series(d));
    when 'cancelled' then
      return format('cancelled by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'newer_run' then
      return format('overlap: execution %s of the same job came after it', d->>'executionId');
    when 'backfill_cancelled' then
      return format('backfill cancelled by %s%s', d->>'by', scheduler_internal.after_colon(d->>'reason'));
    when 'job_deleted' then return 'job deleted';
    when 'workflow_cancelled' then return d->>'message';
    when 'attempts_used' then
      return error || case
        when (d->>'allowed')::integer > 1 then format(' (attempt %s of %s)', d->>'attempts', d->>'allowed')
        else ''
      end;
    when 'not_retryable' then return error;
    when 'start_deadline' then
      return case
        when (d->>'seconds')::integer = 0 then error
        else format('%s It was tried %s until its start deadline of %s s',
          error || case when error ~ '[.!?]$' then '' else '.' end,
          case when (d->>'tries')::integer = 1 then 'once' else format('%s times', d->>'tries') end,
          d->>'seconds')
      end;
    when 'workflow_lost' then
      return format(
        '%s before the run had finished; whether the service did the work is unknown: '
        'check there before running it again',
        case d->>'how'
          when 'gone' then 'its workflow is gone from Temporal'
          when 'reset'
            then format('its workflow was reset in Temporal, and ended there as %s', d->>'workflowStatus')
          else format('its workflow ended in Temporal as %s', d->>'workflowStatus')
        end);
    when 'not_started' then
      return format('it could not be started within %s s: %s', d->>'seconds', d->>'error');
    when 'ended_before_begin' then
      return format('its workflow ended in Temporal as %s before the run began; trigger the job again',
        d->>'workflowStatus');
  end case;
end $$;

create function scheduler_internal.missed_sentence(code text, d jsonb) returns text
language sql immutable set search_path = '' as $$
  select format('%s: %s, and %s%s',
    code,
    case
      when d ? 'outdatedUntil'
        then format('its Schedule had been compiled with other rules (zone data %s) until %s',
          d->>'zones', d->>'outdatedUntil')
      else 'nothing started it in time'
    end,
    case code
      when 'catchup_passed'
        then format('when that was found it was %s s old, older than the job''s catchupSeconds (%s)',
          d->>'lateSeconds', d->>'catchupSeconds')
      when 'superseded' then format('the occurrence of %s came after it (catchup: latest)', d->>'nextAt')
      else 'the job does not catch up (catchup: none)'
    end,
    scheduler_internal.series(d))
$$;

-- A row for many occurrences; an empty text for others.
create function scheduler_internal.series(d jsonb) returns text
language sql immutable set search_path = '' as $$
  select case
    when d ? 'count'
      then format('; this row stands for %s occurrences from %s to %s', d->>'count', d->>'from', d->>'to')
    else ''
  end
$$;

-- The sentence of a late report: the service reported the end of an attempt that had already ended.
create function scheduler_internal.late_sentence(service text, late jsonb) returns text
language sql immutable set search_path = '' as $$
  select format('%s reported %s of attempt %s at %s, after it had counted as %s',
    service,
    case when late->>'class' = 'succeeded' then 'success' else 'a failure' end,
    late->>'attempt',
    late->>'at',
    case late->>'countedAs' when 'unknown' then 'of unknown outcome' else late->>'countedAs' end)
$$;

-- The text of the column `reason`. A failed run has its sentence in `error_message`, a running one has none.
create function scheduler_internal.row_reason(status text, code text, details jsonb, late_report jsonb)
  returns text
language plpgsql immutable set search_path = '' as $$
begin
  if status = 'running' or (code is null and late_report is null) then
    return null;
  elsif status = 'queued' then
    return scheduler_internal.reason_sentence(code, details);
  end if;
  return nullif(concat_ws('; ',
    case when status <> 'failed' then scheduler_internal.reason_sentence(code, details) end,
    late_report->>'sentence'), '');
end $$;
