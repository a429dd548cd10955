-- The database as it is now. Tables are in 10_tables.sql, functions in the files after it, one noun per file,
-- and every function is defined once. supabase/migrations is generated from these files.
--
-- Functions in `public` take one JSON object and return one, `f(args jsonb)`. The service calls nothing else.
-- The comment before each shows both shapes: {arguments} -> {answer}. Functions in `scheduler_internal` are
-- their helpers. A refusal has a SQLSTATE of our own (SJ0xx), which src/store/refusals.ts maps to a code.
--
-- The order of locks. A transaction that holds a lock never waits for one of an earlier kind.
--   1. a service's address (advisory, register_job)
--   2. a service's row; for decisions about its runs only when it has a limit or is paused (lock_service)
--   3. rows of jobs; several in the order of their names
--   4. all dependencies (advisory, refuse_cycle)
--   5. a backfill's row, then rows of executions. Several executions of one job: under the job's lock.
--      Executions of other jobs: only those that are not locked (`skip locked`). The purge locks finished
--      executions only.
--   6. rows of job_days: under the job's lock, as the last act of a transaction. The purge takes only those
--      that are not locked.
-- Attempts lock the execution alone. Foreign keys make no transaction wait: services are locked `for no key
-- update`, and a transaction that inserts a row with a job's name holds the job's lock.

-- A function may be defined before those that it calls.
set check_function_bodies = off;

create schema scheduler_internal;
comment on schema scheduler_internal is
  'Helpers of the functions in public; nothing outside the database calls them.';

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
    case
      when d ? 'count'
        then format('; this row stands for %s occurrences from %s to %s', d->>'count', d->>'from', d->>'to')
      else ''
    end)
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

-- All tables. They are private: row level security without policies, and access only through functions.
-- People may read them with the database owner's role. Names and meanings are stable.

create table public.services (
  service text primary key check (service ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  max_concurrent integer check (max_concurrent > 0),
  paused boolean not null default false,
  pause_reason text,
  registering_since timestamptz,
  last_registered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text
);
comment on table public.services is
  'One row for each service that has registered a job or has been given a limit.';
comment on column public.services.max_concurrent is 'Runs at once of all its jobs; null = no limit.';
comment on column public.services.paused is 'A paused service starts nothing.';
comment on column public.services.registering_since is 'The first registration of its latest start.';
comment on column public.services.last_registered_at is
  'The newest registration of any of its jobs, to ten seconds.';
comment on column public.services.updated_by is 'The actor that limited or paused it last.';

create table public.job_schedules (
  job_name text primary key check (job_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  display_name text not null,
  description text not null,
  job_type text not null check (job_type in ('email', 'crawler', 'cleanup', 'analytics', 'other')),
  service text not null references public.services,
  endpoint text not null,
  config jsonb not null,
  declared jsonb not null,
  overrides jsonb not null default '{}',
  -- The effective settings.
  enabled boolean not null,
  cron_expression text,
  time_zone text not null,
  run_at timestamptz,
  after jsonb not null default '[]',
  timeout_seconds integer not null check (timeout_seconds between 1 and 86400),
  retry jsonb not null
    default '{"maxAttempts": 1, "initialIntervalSeconds": 10, "backoffCoefficient": 2,
      "maxIntervalSeconds": 600}',
  start_deadline_seconds integer not null default 300 check (start_deadline_seconds between 0 and 86400),
  heartbeat_seconds integer not null default 60 check (heartbeat_seconds between 15 and 86400),
  overlap text not null check (overlap in ('skip', 'queue', 'allow', 'cancel_running')),
  catchup text not null default 'latest' check (catchup in ('latest', 'all', 'none')),
  catchup_seconds integer not null default 3600 check (catchup_seconds between 0 and 604800),
  jitter_seconds integer not null check (jitter_seconds >= 0),
  priority integer not null default 3 check (priority between 1 and 5),
  paused_until timestamptz,
  version bigint not null default 0,
  revision bigint not null default 0,
  -- The Temporal Schedule.
  projected_revision bigint not null default 0,
  projection_token uuid,
  projection_claimed_until timestamptz,
  schedule_conflict_token text,
  schedule_inputs jsonb,
  -- The next occurrence, and the progress of catch-up.
  next_run_at timestamptz,
  next_run_revision bigint not null default 0,
  run_at_planned timestamptz,
  ledger_until timestamptz not null default clock_timestamp(),
  ledger_due_at timestamptz default clock_timestamp(),
  -- The past.
  last_run_at timestamptz,
  last_run_execution_id uuid,
  last_run_status text,
  last_run_duration_ms bigint,
  total_runs bigint not null default 0,
  successful_runs bigint not null default 0,
  failed_runs bigint not null default 0,
  last_registered_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table public.job_schedules is
  'One row for each job. The settings hold the effective values: overrides on top of declared.';
comment on column public.job_schedules.service is 'The service that owns the job and is called.';
comment on column public.job_schedules.endpoint is 'Path on the service''s address.';
comment on column public.job_schedules.config is 'Passed to the service with each call.';
comment on column public.job_schedules.declared is 'The settings that the service declares.';
comment on column public.job_schedules.overrides is 'The settings that operators have set in their place.';
comment on column public.job_schedules.cron_expression is
  'When it is due; null = only when triggered, by run_at, or after other jobs.';
comment on column public.job_schedules.time_zone is 'IANA time zone of the expression.';
comment on column public.job_schedules.run_at is
  'The one instant at which it runs, besides its cron expression.';
comment on column public.job_schedules.after is
  'Jobs whose ends it follows: [{job, on: success | failure | any}].';
comment on column public.job_schedules.timeout_seconds is 'Longest time of one attempt.';
comment on column public.job_schedules.retry is
  '{maxAttempts, initialIntervalSeconds, backoffCoefficient, maxIntervalSeconds}';
comment on column public.job_schedules.start_deadline_seconds is
  'For how long a call that was not delivered is repeated.';
comment on column public.job_schedules.heartbeat_seconds is
  'A run that reports no progress for this long is stuck.';
comment on column public.job_schedules.overlap is
  'The rule for a run that is due while another run of the job has not ended.';
comment on column public.job_schedules.catchup is 'Rule for late occurrences: which of them are started.';
comment on column public.job_schedules.catchup_seconds is 'A late occurrence older than this is not started.';
comment on column public.job_schedules.priority is '1 (highest) to 5: which waiting run starts first.';
comment on column public.job_schedules.paused_until is
  'It has no occurrences before this instant, although it is enabled.';
comment on column public.job_schedules.version is 'Rises with every change. Clients compare it.';
comment on column public.job_schedules.revision is
  'Rises only when a change affects its occurrences or its Temporal Schedule.';
comment on column public.job_schedules.projected_revision is
  'The revision that the Temporal Schedule is known to hold.';
comment on column public.job_schedules.projection_token is
  'Fencing token of the process that writes the Schedule.';
comment on column public.job_schedules.projection_claimed_until is
  'Until when no other process may write the Schedule.';
comment on column public.job_schedules.schedule_conflict_token is
  'The Schedule''s token after our last write. Another token means that the Schedule was edited.';
comment on column public.job_schedules.schedule_inputs is
  'Inputs that the Temporal Schedule was compiled with: {zones, compiler, spec (a hash of the result), '
  'replaced?: the inputs before, and until when}. Null: not known, or there is no Schedule.';
comment on column public.job_schedules.next_run_at is 'The next occurrence that is not skipped.';
comment on column public.job_schedules.next_run_revision is 'The revision that next_run_at was computed for.';
comment on column public.job_schedules.run_at_planned is 'The run_at that has its row.';
comment on column public.job_schedules.ledger_until is 'Every occurrence up to this instant has its row.';
comment on column public.job_schedules.ledger_due_at is
  'When catch-up has to check the job next; null = never.';
comment on column public.job_schedules.last_run_at is 'When its newest run began.';
comment on column public.job_schedules.last_registered_at is
  'The newest registration, also of an unchanged job.';
comment on column public.job_schedules.deleted_at is 'Null = registered.';
comment on column public.job_schedules.changed_at is 'When a list of jobs last had something new to show.';

create index job_schedules_behind on public.job_schedules (job_name) where revision <> projected_revision;
create index job_schedules_service on public.job_schedules (service);
create index job_schedules_ledger on public.job_schedules (ledger_due_at) where ledger_due_at is not null;
create index job_schedules_unplanned on public.job_schedules (job_name) where run_at is not null;
-- Jobs whose summaries change with those of others.
create index job_schedules_children on public.job_schedules (job_name) where after <> '[]';

create table public.job_definitions (
  job_name text not null references public.job_schedules,
  revision bigint not null,
  cron_expression text,
  time_zone text not null,
  jitter_seconds integer not null,
  catchup text not null default 'latest',
  catchup_seconds integer not null default 3600,
  paused_until timestamptz,
  active boolean not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  primary key (job_name, revision)
);
comment on table public.job_definitions is
  'The settings that decide when a job is due, over time. The definition in force at its instant '
  'decides about an occurrence.';
comment on column public.job_definitions.active is 'False while the job was disabled or deleted.';
comment on column public.job_definitions.valid_from is 'Included.';
comment on column public.job_definitions.valid_to is 'Not included; null = in force.';

create index job_definitions_from on public.job_definitions (job_name, valid_from);
-- For the purge.
create index job_definitions_ended on public.job_definitions (valid_to) where valid_to is not null;

create table public.dependency_edges (
  child text not null references public.job_schedules,
  parent text not null,
  ends text not null check (ends in ('success', 'failure', 'any')),
  primary key (child, parent)
);
comment on table public.dependency_edges is
  'job_schedules.after as rows: child runs after parent. Parents need not be registered.';

create index dependency_edges_parent on public.dependency_edges (parent, child);

create table public.backfills (
  id uuid primary key,
  job_name text not null references public.job_schedules,
  from_at timestamptz not null,
  to_at timestamptz not null,
  total integer not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  reason text,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  request_hash text not null
);
comment on table public.backfills is
  'Requests to run past occurrences. Their runs are the rows of scheduled_jobs with this backfill_id.';
comment on column public.backfills.from_at is 'Included.';
comment on column public.backfills.to_at is 'Not included.';
comment on column public.backfills.total is 'Runs that were queued for it.';

create index backfills_job on public.backfills (job_name, created_at desc);

create table public.scheduled_jobs (
  id uuid primary key,
  job_name text not null references public.job_schedules,
  status text not null
    check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'skipped', 'missed')),
  outcome text generated always as (attempts->-1->>'class') stored,
  origin text not null check (origin in ('schedule', 'trigger', 'backfill', 'dependency')),
  scheduled_for timestamptz,
  queued_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  due_at timestamptz not null generated always as (coalesce(scheduled_for, queued_at)) stored,
  duration_ms bigint,
  items_processed bigint,
  items_succeeded bigint,
  items_failed bigint,
  error_message text,
  reason text generated always as
    (scheduler_internal.row_reason(status, reason_code, reason_details, late_report)) stored,
  reason_code text check (reason_code in (
    'planned', 'backfill', 'service_limit', 'overlap', 'service_paused', 'queue_full', 'disabled', 'paused',
    'skipped', 'scheduler_down', 'schedule_outdated', 'catchup_passed', 'superseded', 'cancelled',
    'newer_run', 'backfill_cancelled', 'job_deleted', 'workflow_cancelled', 'attempts_used', 'not_retryable',
    'start_deadline', 'workflow_lost', 'not_started', 'ended_before_begin')),
  reason_details jsonb check ((reason_details is null) = (reason_code is null)),
  metadata jsonb,
  metadata_bytes integer,
  triggered_by text not null check (triggered_by in ('scheduler', 'manual', 'admin')),
  triggered_by_user text,
  trigger_reason text,
  parent_execution_ids uuid[] not null default '{}',
  backfill_id uuid references public.backfills,
  request_hash text,
  -- The call.
  service text not null,
  endpoint text not null,
  config jsonb not null,
  config_bytes integer,
  timeout_seconds integer not null,
  attempts jsonb not null default '[]',
  attempts_allowed integer,
  progress jsonb,
  heartbeat_at timestamptz,
  late_report jsonb,
  undelivered_since timestamptz,
  -- Admission.
  awaits text check (awaits in ('turn', 'instant')),
  priority integer not null default 3,
  exclusive boolean not null,
  waiting_since timestamptz,
  asked_at timestamptz,
  admitted_at timestamptz,
  admitted_by uuid,
  start_deadline_from timestamptz,
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  cancel_reason text,
  workflow_id text not null,
  run_id text,
  changed_at timestamptz not null default clock_timestamp()
)
-- A run's row is written four times. With room in its page, the first three writes stay there. Autovacuum's
-- default, a fifth of the table, would leave too many dead rows in a table of millions.
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02);
comment on table public.scheduled_jobs is
  'One row for each execution; every occurrence of a job has exactly one.';
comment on column public.scheduled_jobs.outcome is
  'Class of the last attempt: whether the service did the work, as far as is known.';
comment on column public.scheduled_jobs.origin is
  'Its source: an occurrence, a request, a backfill, or the end of another job.';
comment on column public.scheduled_jobs.scheduled_for is 'When it was due; null for triggers.';
comment on column public.scheduled_jobs.queued_at is
  'When it was accepted, if it had to wait or was requested.';
comment on column public.scheduled_jobs.started_at is 'Null = it has not begun.';
comment on column public.scheduled_jobs.completed_at is
  'When it ended, was skipped or was recorded as missed.';
comment on column public.scheduled_jobs.due_at is
  'scheduled_for, or else queued_at: the order of the history.';
comment on column public.scheduled_jobs.error_message is
  'Why it failed: the error of its last attempt, completed by reason_code.';
comment on column public.scheduled_jobs.reason is
  'Why it waits, was skipped, missed or cancelled: rendered from reason_code, reason_details, late_report.';
comment on column public.scheduled_jobs.metadata is 'The metadata that the service reported with its result.';
comment on column public.scheduled_jobs.metadata_bytes is 'Length of the metadata as JSON text.';
comment on column public.scheduled_jobs.triggered_by_user is
  'The user who triggered it, as given by the caller.';
comment on column public.scheduled_jobs.trigger_reason is
  'The reason for the trigger, as given by the caller.';
comment on column public.scheduled_jobs.parent_execution_ids is
  'The executions whose ends it follows, or the one that it repeats.';
comment on column public.scheduled_jobs.request_hash is 'Shows whether a repeated request is the same.';
comment on column public.scheduled_jobs.config is 'Passed to the service.';
comment on column public.scheduled_jobs.config_bytes is
  'Length of the config as JSON text.';
comment on column public.scheduled_jobs.attempts is
  'One object for each of the last 20 HTTP calls: attempt, started_at, accepted_at (202), ended_at, '
  'http_status, class, error (500 characters), code, said, limit_seconds, note. The number of the last one '
  'is that of all calls.';
comment on column public.scheduled_jobs.attempts_allowed is
  'Taken from the retry rule when the run began. A call that did not reach the service uses up none.';
comment on column public.scheduled_jobs.reason_code is
  'Why it waits, did not run, was cancelled or failed; null while it runs and when it completed.';
comment on column public.scheduled_jobs.reason_details is 'Details of the code: see the list of reasons.';
comment on column public.scheduled_jobs.progress is 'The newest report of a long-running job.';
comment on column public.scheduled_jobs.heartbeat_at is 'When the newest report arrived.';
comment on column public.scheduled_jobs.late_report is
  'Report by the service about an attempt that had already ended: at, attempt, class, message, '
  'itemsProcessed, itemsSucceeded, itemsFailed, countedAs (stuck, cancelled or unknown), sentence.';
comment on column public.scheduled_jobs.undelivered_since is
  'Since when a reported end waits for the workflow to act on it.';
comment on column public.scheduled_jobs.awaits is
  'Queued, but not competing for a slot yet: turn = until earlier runs of its backfill end, '
  'instant = until scheduled_for.';
comment on column public.scheduled_jobs.priority is '1 (highest) to 5.';
comment on column public.scheduled_jobs.exclusive is 'Holds the job''s slot while queued or running.';
comment on column public.scheduled_jobs.waiting_since is 'When it first asked to start and had to wait.';
comment on column public.scheduled_jobs.asked_at is 'When its workflow last asked to start.';
comment on column public.scheduled_jobs.admitted_at is 'Since when it has its slot, before it begins.';
comment on column public.scheduled_jobs.admitted_by is
  'The execution whose end freed the slot; null when a slot was free.';
comment on column public.scheduled_jobs.start_deadline_from is
  'First contact with a live Temporal after queued_at. The start deadline counts from here.';
comment on column public.scheduled_jobs.workflow_id is 'Its workflow in Temporal.';
comment on column public.scheduled_jobs.run_id is 'Null = its workflow has not asked to begin.';
comment on column public.scheduled_jobs.changed_at is
  'When the row changed last. Readers ask from 10 s earlier, as a transaction takes up to 5 s.';

create unique index scheduled_jobs_occurrence on public.scheduled_jobs (job_name, scheduled_for)
  where origin = 'schedule';
create unique index scheduled_jobs_slot on public.scheduled_jobs (job_name)
  where status in ('queued', 'running') and exclusive;
create index scheduled_jobs_unfinished on public.scheduled_jobs (job_name, id)
  where status in ('queued', 'running');
-- Unfinished runs are few, so the planner expects one row and takes any of their indexes. `service is not
-- null` keeps it from using this index for queries about a job: only queries about a service imply it.
create index scheduled_jobs_by_service on public.scheduled_jobs (service, priority, queued_at, id)
  where status in ('queued', 'running') and service is not null;
create index scheduled_jobs_undelivered on public.scheduled_jobs (undelivered_since)
  where undelivered_since is not null;
create index scheduled_jobs_backfill on public.scheduled_jobs (backfill_id, scheduled_for)
  where backfill_id is not null;
create index scheduled_jobs_history on public.scheduled_jobs (job_name, due_at desc, id desc);
-- BRIN: changed rows are neighbours on disk, and a b-tree would make every update dearer.
create index scheduled_jobs_changed on public.scheduled_jobs using brin (changed_at)
  with (pages_per_range = 16, autosummarize = on);
-- A list of finished runs merges index ranges, one for each status and origin in its filter. A run enters
-- these indexes once, when it ends. Running and queued runs are few and have indexes of their own.
create index scheduled_jobs_feed on public.scheduled_jobs
  (status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_feed_of_job on public.scheduled_jobs
  (job_name, status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_feed_of_service on public.scheduled_jobs
  (service, status, origin, (coalesce(started_at, completed_at, queued_at, scheduled_for)) desc, id desc)
  where status not in ('queued', 'running');
create index scheduled_jobs_outcome on public.scheduled_jobs (job_name, status, origin, due_at desc, id desc)
  include (duration_ms) where status not in ('queued', 'running');

create table public.attempt_tokens (
  execution_id uuid not null references public.scheduled_jobs on delete cascade,
  attempt integer not null,
  token_hash text not null,
  primary key (execution_id, attempt)
);
comment on table public.attempt_tokens is
  'SHA-256 of each attempt''s secret. It is not in the execution''s row so that no history shows it.';

create table public.dependency_arrivals (
  child text not null,
  parent text not null,
  execution_id uuid not null references public.scheduled_jobs on delete cascade,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (child, parent, execution_id)
);
comment on table public.dependency_arrivals is 'Ends of parents that no run of the child has taken up yet.';

create index dependency_arrivals_execution on public.dependency_arrivals (execution_id);

-- No foreign key to the job: its check would lock the job's row after the execution's, against the order.
create table public.job_days (
  job_name text not null,
  day date not null,
  completed integer not null default 0,
  failed integer not null default 0,
  cancelled integer not null default 0,
  skipped integer not null default 0,
  missed integer not null default 0,
  duration_ms bigint not null default 0,
  executions integer not null default 0,
  began integer not null default 0,
  failed_begun integer not null default 0,
  cancelled_begun integer not null default 0,
  items_processed numeric not null default 0,
  items_succeeded numeric not null default 0,
  items_failed numeric not null default 0,
  primary key (job_name, day)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table public.job_days is
  'Counts of executions by the UTC day they were due. duration_ms is the sum of completed and failed ones.';
comment on column public.job_days.executions is
  'Rows in scheduled_jobs. The purge subtracts the rows that it deletes.';
comment on column public.job_days.began is 'Those that began and were completed, failed or cancelled.';

-- For the purge.
create index job_days_day on public.job_days (day);

create table public.job_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  job_name text not null,
  actor text not null,
  action text not null constraint job_events_action_check check (action in (
    'registered', 'enabled', 'disabled', 'paused', 'cron changed', 'settings changed', 'deleted',
    'occurrence skipped', 'skip undone', 'run cancelled', 'run completed', 'run failed', 'backfill started',
    'backfill cancelled', 'schedule repaired', 'schedule compiled anew', 'occurrences recorded')),
  before jsonb,
  after jsonb,
  reason text,
  source text not null constraint job_events_source_check
    check (source in ('portal', 'api', 'registration', 'reconcile')),
  bulk_id uuid
);
comment on table public.job_events is
  'Audit trail of changes to jobs. Rows are never changed or deleted.';
comment on column public.job_events.actor is
  'A name given by the caller, anonymous, service:<name>, or reconcile.';
comment on column public.job_events.before is 'The changed fields before the change.';
comment on column public.job_events.after is 'The changed fields after the change.';
comment on column public.job_events.source is
  'The way by which the change came. The scheduler sets it, never the caller.';
comment on column public.job_events.bulk_id is 'Shared by all events of one request that changed many jobs.';

-- The audit by job, actor, action, source and time.
create index job_events_job on public.job_events (job_name, id desc);
create index job_events_actor on public.job_events (actor, id desc);
create index job_events_action on public.job_events (action, id desc);
create index job_events_source on public.job_events (source, id desc);
create index job_events_at on public.job_events (at);

create table public.reconcile_lease (
  only_row boolean primary key default true check (only_row),
  holder text,
  expires_at timestamptz not null default '-infinity',
  last_success_at timestamptz,
  last_summary jsonb,
  totals jsonb not null default '{}',
  step text,
  step_since timestamptz,
  failure jsonb,
  probed_at timestamptz
);
comment on table public.reconcile_lease is
  'The worker process that runs the repair loop, until when, and the result of its last pass.';
comment on column public.reconcile_lease.totals is
  'Repairs by all passes together, by kind. Only rises.';
comment on column public.reconcile_lease.step is
  'The current step, since step_since; null between passes.';
comment on column public.reconcile_lease.failure is
  'How the newest pass failed: {at, step, code, error}; null once one succeeds.';
comment on column public.reconcile_lease.probed_at is 'When probe_writes last wrote.';
insert into public.reconcile_lease default values;

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

-- {} -> {version}: the newest migration of this database.
create function public.schema_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', max(version)) from supabase_migrations.schema_migrations
$$;

-- Jobs: register, change, delete, list. One function, save_job, writes every change of a job.

-- Defaults of settings that a registration does not declare; src/contract has the same.
create function scheduler_internal.default_settings() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'enabled', true,
    'cronExpression', null,
    'timeZone', 'UTC',
    'timeoutSeconds', 300,
    'retry', jsonb_build_object(
      'maxAttempts', 1,
      'initialIntervalSeconds', 10,
      'backoffCoefficient', 2,
      'maxIntervalSeconds', 600),
    'startDeadlineSeconds', 300,
    'heartbeatSeconds', 60,
    'overlap', 'skip',
    'catchup', 'latest',
    'catchupSeconds', 3600,
    'jitterSeconds', 0,
    'priority', 3,
    'after', '[]'::jsonb,
    'runAt', null)
$$;

-- The job as the API shows it.
create function scheduler_internal.job_json(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', job.job_name,
    'displayName', job.display_name,
    'description', job.description,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'enabled', job.enabled,
    'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
    'isRunning', exists (select from public.scheduled_jobs e where e.job_name = job.job_name
      and e.status = 'running'),
    'jobType', job.job_type,
    'service', job.service,
    'endpoint', job.endpoint,
    'config', job.config,
    'timeoutSeconds', job.timeout_seconds,
    'retry', job.retry,
    'startDeadlineSeconds', job.start_deadline_seconds,
    'heartbeatSeconds', job.heartbeat_seconds,
    'overlap', job.overlap,
    'catchup', job.catchup,
    'catchupSeconds', job.catchup_seconds,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'after', job.after,
    'runAt', scheduler_internal.iso(job.run_at),
    'declared', job.declared,
    'overrides', job.overrides)
  || jsonb_build_object(
    'lastRunAt', scheduler_internal.iso(job.last_run_at),
    'lastRunStatus', job.last_run_status,
    'lastRunDuration', job.last_run_duration_ms,
    'nextRunAt', scheduler_internal.iso(scheduler_internal.next_run_at(job)),
    'totalRuns', job.total_runs,
    'successfulRuns', job.successful_runs,
    'failedRuns', job.failed_runs,
    'version', job.version,
    'revision', job.revision,
    'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
    'lastRegisteredAt', scheduler_internal.iso(job.last_registered_at),
    'droppedByService', (select scheduler_internal.dropped(job, s) from public.services s
      where s.service = job.service),
    'createdAt', scheduler_internal.iso(job.created_at),
    'updatedAt', scheduler_internal.iso(job.updated_at))
$$;

-- The next occurrence or one-off run of the job. One-off runs of a disabled job count when triggered by hand.
create function scheduler_internal.next_run_at(job public.job_schedules) returns timestamptz
language sql stable set search_path = '' as $$
  select least(
    job.next_run_at,
    (select min(e.scheduled_for)
      from public.scheduled_jobs e
      where e.job_name = job.job_name
        and e.status = 'queued'
        and e.awaits = 'instant'
        and (job.enabled or e.origin = 'trigger')))
$$;

-- The fields of a job that the audit compares. None of them needs a query of another table.
create function scheduler_internal.audited(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'displayName', job.display_name,
    'description', job.description,
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'enabled', job.enabled,
    'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
    'jobType', job.job_type,
    'service', job.service,
    'endpoint', job.endpoint,
    'config', job.config,
    'timeoutSeconds', job.timeout_seconds,
    'retry', job.retry,
    'startDeadlineSeconds', job.start_deadline_seconds,
    'heartbeatSeconds', job.heartbeat_seconds,
    'overlap', job.overlap,
    'catchup', job.catchup,
    'catchupSeconds', job.catchup_seconds,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'after', job.after,
    'runAt', scheduler_internal.iso(job.run_at),
    'declared', job.declared,
    'overrides', job.overrides,
    'deleted', job.deleted_at is not null)
$$;

-- Writes every change of a job, whose row the caller has locked. Computes the effective settings, raises the
-- version (and the revision, with a new definition, when occurrences or the Schedule change) and records the
-- audit event with {actor, reason?, bulkId?} of args. Without a difference nothing is written and the version
-- stays.
create function scheduler_internal.save_job(
  old public.job_schedules,
  new public.job_schedules,
  args jsonb,
  action text,
  source text)
returns public.job_schedules
language plpgsql set search_path = '' as $$
declare
  effective jsonb := new.declared || new.overrides;
  before jsonb;
  after jsonb;
  -- Rounded up to whole milliseconds, the precision in which instants leave the database: every reader judges
  -- by the same boundary, and it is never in the past.
  instant timestamptz := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
begin
  new.enabled := (effective->>'enabled')::boolean;
  new.cron_expression := effective->>'cronExpression';
  new.time_zone := effective->>'timeZone';
  new.timeout_seconds := (effective->>'timeoutSeconds')::integer;
  new.retry := effective->'retry';
  new.start_deadline_seconds := (effective->>'startDeadlineSeconds')::integer;
  new.heartbeat_seconds := (effective->>'heartbeatSeconds')::integer;
  new.overlap := effective->>'overlap';
  new.catchup := effective->>'catchup';
  new.catchup_seconds := (effective->>'catchupSeconds')::integer;
  new.jitter_seconds := (effective->>'jitterSeconds')::integer;
  new.priority := (effective->>'priority')::integer;
  new.after := effective->'after';
  new.run_at := effective->>'runAt';

  before := case when old.version > 0 then scheduler_internal.audited(old) else '{}' end;
  after := scheduler_internal.audited(new);
  if before = after then
    return old;
  end if;
  select jsonb_object_agg(key, before->key), jsonb_object_agg(key, value)
  into before, after
  from jsonb_each(after)
  where before->key is distinct from value;

  -- Only an `after` that grew, or comes back, can close a cycle.
  if new.deleted_at is null and new.after <> '[]'
    and (old.deleted_at is not null or old.version = 0 or exists (
      select edge->'job' from jsonb_array_elements(new.after) edge
      except
      select edge->'job' from jsonb_array_elements(old.after) edge))
  then
    perform scheduler_internal.refuse_cycle(new);
  end if;
  -- Arrivals from parents that `after` does not name any more.
  delete from public.dependency_arrivals a
  where a.child = new.job_name
    and (new.deleted_at is not null
      or not new.after @> jsonb_build_array(jsonb_build_object('job', a.parent)));
  -- The planned run of an earlier `runAt`.
  delete from public.scheduled_jobs e
  where e.job_name = new.job_name
    and e.status = 'queued'
    and e.awaits = 'instant'
    and e.origin = 'schedule'
    and (e.scheduled_for is distinct from new.run_at or new.deleted_at is not null);
  if new.run_at is distinct from old.run_at or new.deleted_at is not null then
    new.run_at_planned := null;
  end if;

  new.version := old.version + 1;
  new.updated_at := instant;
  if old.revision = 0
    or (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.jitter_seconds,
        old.catchup, old.catchup_seconds, old.priority, old.service, old.endpoint, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.jitter_seconds,
        new.catchup, new.catchup_seconds, new.priority, new.service, new.endpoint, new.deleted_at)
  then
    new.revision := old.revision + 1;
    if (old.enabled, old.paused_until, old.cron_expression, old.time_zone, old.deleted_at)
      is distinct from
       (new.enabled, new.paused_until, new.cron_expression, new.time_zone, new.deleted_at)
    then
      new.next_run_at := null;
    elsif old.next_run_revision = old.revision then
      new.next_run_revision := new.revision;
    end if;
    new.ledger_due_at := new.ledger_until;
    update public.job_definitions set valid_to = instant
    where job_name = new.job_name and valid_to is null;
    insert into public.job_definitions (
      job_name, revision, cron_expression, time_zone,
      jitter_seconds, catchup, catchup_seconds, paused_until,
      active,
      valid_from)
    values (
      new.job_name, new.revision, new.cron_expression, new.time_zone,
      new.jitter_seconds, new.catchup, new.catchup_seconds, new.paused_until,
      new.enabled and new.deleted_at is null and new.cron_expression is not null,
      instant);
  end if;

  update public.job_schedules set
    display_name = new.display_name,
    description = new.description,
    cron_expression = new.cron_expression,
    enabled = new.enabled,
    paused_until = new.paused_until,
    job_type = new.job_type,
    service = new.service,
    endpoint = new.endpoint,
    config = new.config,
    time_zone = new.time_zone,
    timeout_seconds = new.timeout_seconds,
    retry = new.retry,
    start_deadline_seconds = new.start_deadline_seconds,
    heartbeat_seconds = new.heartbeat_seconds,
    overlap = new.overlap,
    catchup = new.catchup,
    catchup_seconds = new.catchup_seconds,
    jitter_seconds = new.jitter_seconds,
    priority = new.priority,
    after = new.after,
    run_at = new.run_at,
    declared = new.declared,
    overrides = new.overrides,
    version = new.version,
    revision = new.revision,
    deleted_at = new.deleted_at,
    next_run_at = new.next_run_at,
    next_run_revision = new.next_run_revision,
    run_at_planned = new.run_at_planned,
    ledger_due_at = new.ledger_due_at,
    updated_at = new.updated_at
  where job_name = new.job_name
  returning * into new;
  perform scheduler_internal.record_event(new.job_name, args->>'actor', action,
    case when old.version > 0 then before end, after,
    args->>'reason', source, (args->>'bulkId')::uuid);
  return new;
end $$;

-- The answer to a change of a job, after take_expected has applied `expected`.
create function scheduler_internal.changed_job(job public.job_schedules, expected jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare taken constant record := scheduler_internal.take_expected(job, expected);
begin
  return jsonb_build_object(
    'job', scheduler_internal.job_json(taken.job),
    'complete', taken.complete,
    'effects', taken.effects);
end $$;

-- {name, displayName, description, jobType, service, endpoint, config, declared: {enabled, cronExpression,
-- …}, expected?, actor} -> {job, complete, effects: {start}, created, unregisteredParents}. Settings that are
-- not declared have their defaults. Overrides of operators stay. `expected`, `complete`: see take_expected.
create function public.register_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name constant text := args->>'name';
  caller constant text := args->>'service';
  variable constant text := scheduler_internal.service_url_variable(caller);
  declared constant jsonb := scheduler_internal.default_settings() || (args->'declared');
  instant constant timestamptz := clock_timestamp();
  old public.job_schedules;
  new public.job_schedules;
  other text;
  created boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('service ' || variable, 0));
  select s.service into other from public.services s
  where scheduler_internal.service_url_variable(s.service) = variable
    and s.service <> caller
    and exists (select from public.job_schedules j where j.service = s.service and j.deleted_at is null)
  limit 1;
  if found then
    perform scheduler_internal.refuse('SJ006',
      format('services "%s" and "%s" would both be called at %s; rename one of them',
        caller, other, variable),
      jsonb_build_object('service', caller, 'other', other, 'variable', variable));
  end if;

  -- Checked first: an upsert locks the row even when it changes nothing.
  if not exists (select from public.services s
    where s.service = caller and s.last_registered_at > instant - interval '10 seconds')
  then
    insert into public.services as s (service, registering_since, last_registered_at)
    values (caller, instant, instant)
    on conflict (service) do update set
      last_registered_at = instant,
      registering_since = case
        when s.last_registered_at > instant - interval '10 minutes' then s.registering_since
        else instant
      end;
  end if;

  select * into old from public.job_schedules where job_name = name for update;
  if not found then
    insert into public.job_schedules (
      job_name, display_name, description,
      job_type, service, endpoint,
      config, declared,
      enabled, cron_expression, time_zone,
      timeout_seconds,
      overlap,
      jitter_seconds)
    values (
      name, args->>'displayName', args->>'description',
      args->>'jobType', caller, args->>'endpoint',
      args->'config', declared,
      (declared->>'enabled')::boolean, declared->>'cronExpression', declared->>'timeZone',
      (declared->>'timeoutSeconds')::integer,
      declared->>'overlap',
      (declared->>'jitterSeconds')::integer)
    on conflict do nothing;
    select * into old from public.job_schedules where job_name = name for update;
  end if;
  created := old.version = 0 or old.deleted_at is not null;
  if not created and old.service <> caller then
    perform scheduler_internal.refuse('SJ002',
      format('job "%s" belongs to service "%s"; choose another name, or delete it there first',
        name, old.service),
      jsonb_build_object('jobName', name, 'service', old.service));
  end if;

  update public.job_schedules set last_registered_at = instant where job_name = name returning * into old;
  new := old;
  new.display_name := args->>'displayName';
  new.description := args->>'description';
  new.job_type := args->>'jobType';
  new.service := caller;
  new.endpoint := args->>'endpoint';
  new.config := args->'config';
  new.declared := declared;
  new.deleted_at := null;
  new := scheduler_internal.save_job(old, new, args - 'reason' - 'bulkId', 'registered', 'registration');
  return scheduler_internal.changed_job(new, args->'expected')
    || jsonb_build_object(
      'created', created,
      'unregisteredParents', scheduler_internal.unregistered_parents(new));
end $$;

-- The job that an operator changes, its row locked. SJ009, with the current job, when its version is not one
-- of args.expectedVersions.
create function scheduler_internal.job_to_change(args jsonb) returns public.job_schedules
language plpgsql set search_path = '' as $$
declare job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
begin
  if args ? 'expectedVersions' and not args->'expectedVersions' @> to_jsonb(job.version) then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile and is at version %s; look at it, then send your change again',
        job.job_name, job.version),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  return job;
end $$;

-- An operator's change: `settings` become overrides, those in `dropped` return to the declared value. A value
-- equal to the declared one needs no override. A setting with parts (retry) keeps the parts that are not
-- named.
create function scheduler_internal.change_job(
  old public.job_schedules,
  new public.job_schedules,
  args jsonb,
  settings jsonb,
  dropped text[],
  action text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  select coalesce(jsonb_object_agg(key, override), '{}')
  into new.overrides
  from (
    select key, case
        when jsonb_typeof(value) = 'object' then (old.declared || old.overrides)->key || value
        else value
      end as override
    from jsonb_each((old.overrides - dropped) || settings)) merged
  where override is distinct from old.declared->key;
  new := scheduler_internal.save_job(old, new, args, action, scheduler_internal.source_of(args));
  return scheduler_internal.changed_job(new, args->'expected');
end $$;

-- {jobName, expected?, actor, reason?, expectedVersions?} -> {job, complete, effects: {start}}. Also ends a
-- pause.
create function public.enable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  new.paused_until := null;
  return scheduler_internal.change_job(old, new, args, '{"enabled": true}', '{}', 'enabled');
end $$;

-- {jobName, expected?, actor, reason?, until?: ISO, expectedVersions?} -> {job, complete, effects}. With
-- `until` the job stays enabled, but has no occurrences before that instant.
create function public.disable_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
begin
  new.paused_until := (args->>'until')::timestamptz;
  if new.paused_until is null then
    return scheduler_internal.change_job(old, new, args, '{"enabled": false}', '{}', 'disabled');
  end if;
  return scheduler_internal.change_job(old, new, args, '{}', '{}', 'paused');
end $$;

-- {jobName, cronExpression, expected?, actor, reason?, expectedVersions?} -> {job, complete, effects}
create function public.change_cron(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args,
    jsonb_build_object('cronExpression', args->'cronExpression'), '{}', 'cron changed');
end $$;

-- {jobName, settings, dropped: [name], expected?, actor, reason?, expectedVersions?} -> {job, complete,
-- effects, unregisteredParents}
create function public.change_settings(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare old public.job_schedules := scheduler_internal.job_to_change(args);
begin
  return scheduler_internal.change_job(old, old, args, args->'settings',
      array(select jsonb_array_elements_text(args->'dropped')), 'settings changed')
    || (select jsonb_build_object('unregisteredParents', scheduler_internal.unregistered_parents(j))
      from public.job_schedules j where j.job_name = old.job_name);
end $$;

-- {jobName, actor, reason?, expectedVersions?} -> {job, complete: true, cancelledExecutionIds, effects:
-- {cancel}}. History and counters stay. Overrides and a pause are dropped, and queued runs are cancelled;
-- `cancel`: their workflows.
create function public.delete_job(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  old public.job_schedules := scheduler_internal.job_to_change(args);
  new public.job_schedules := old;
  cancelled_ids uuid[];
  to_cancel jsonb;
begin
  new.deleted_at := clock_timestamp();
  new.paused_until := null;
  new.overrides := '{}';
  new := scheduler_internal.save_job(old, new, args, 'deleted', scheduler_internal.source_of(args));
  with cancelled as (
    update public.scheduled_jobs set
      status = 'cancelled',
      completed_at = clock_timestamp(),
      reason_code = 'job_deleted',
      reason_details = '{}'
    where job_name = new.job_name and status = 'queued'
    returning id, workflow_id, run_id)
  select
    coalesce(array_agg(id), '{}'),
    coalesce(jsonb_agg(workflow_id) filter (where run_id is not null), '[]')
  into cancelled_ids, to_cancel
  from cancelled;
  return jsonb_build_object(
    'job', scheduler_internal.job_json(new),
    'complete', true,
    'cancelledExecutionIds', to_jsonb(cancelled_ids),
    'effects', jsonb_build_object('cancel', to_cancel));
end $$;

-- {action: enable | disable | delete, names, actor, reason?, until?, bulkId?} -> {results: [{name, job,
-- complete, effects} | {name, code, message}]}: the same change of many jobs.
create function public.change_jobs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  name text;
  changed jsonb;
  results jsonb[] := '{}';
begin
  -- All jobs are locked before the first change, as delete_job locks executions.
  perform from public.job_schedules j where args->'names' ? j.job_name order by j.job_name for update;
  for name in select distinct jsonb_array_elements_text(args->'names') order by 1 loop
    begin
      changed := case args->>'action'
        when 'enable' then public.enable_job(args || jsonb_build_object('jobName', name))
        when 'disable' then public.disable_job(args || jsonb_build_object('jobName', name))
        when 'delete' then public.delete_job(args || jsonb_build_object('jobName', name))
      end;
      results := results || (changed || jsonb_build_object('name', name));
    exception when sqlstate 'SJ001' then
      results := results || jsonb_build_object('name', name, 'code', 'JOB_NOT_FOUND', 'message', sqlerrm);
    end;
  end loop;
  return jsonb_build_object('results', to_jsonb(results));
end $$;

-- {limit} -> {jobs: [{jobName, revision, cronExpression, timeZone, pausedUntil}]}: enabled jobs whose next
-- run is unknown or in the past.
create function public.list_stale_next_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object(
    'jobName', stale.job_name,
    'revision', stale.revision,
    'cronExpression', stale.cron_expression,
    'timeZone', stale.time_zone,
    'pausedUntil', scheduler_internal.iso(stale.paused_until))), '[]'))
  from (
    select * from public.job_schedules j
    where j.deleted_at is null
      and j.enabled
      and j.cron_expression is not null
      and (j.next_run_revision <> j.revision or j.next_run_at < now() - interval '5 seconds')
    order by j.job_name
    limit least((args->>'limit')::integer, 1000)) stale
$$;

-- {jobName} -> {job}; SJ001 when there is none.
create function public.get_job(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
      jsonb_build_object('jobName', args->>'jobName'));
  end if;
  return jsonb_build_object('job', scheduler_internal.job_json(job));
end $$;

-- {search?, service?, status?: running | queued | enabled | paused | disabled, limit? (1000), cursor?}
-- -> {jobs: JSON text of an array, nextCursor}, by name, up to 2 MB of them.
create function public.list_jobs(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  job_status constant text := args->>'status';
  owner constant text := args->>'service';
  search_text constant text := lower(args->>'search');
  after_name constant text := coalesce(args->>'cursor', '');
  running text[];
  queued text[];
  names text[];
begin
  if job_status is not null then
    running := array(select distinct e.job_name from public.scheduled_jobs e where e.status = 'running');
    queued := array(select distinct e.job_name from public.scheduled_jobs e
      where e.status = 'queued' and e.awaits is distinct from 'instant');
  end if;
  names := array(
    select j.job_name from public.job_schedules j
    where j.deleted_at is null
      and j.job_name > after_name
      and (owner is null or j.service = owner)
      and (search_text is null or strpos(
        lower(concat_ws(' ', j.job_name, j.display_name, j.description, j.service, j.endpoint)),
        search_text) > 0)
      and (job_status is null or job_status = case
        when j.job_name = any (running) then 'running'
        when j.job_name = any (queued) then 'queued'
        when not j.enabled then 'disabled'
        when j.paused_until > now() then 'paused'
        else 'enabled'
      end)
    order by j.job_name
    limit page_size + 1);
  return (
    with lines as materialized (
      select j.job_name, scheduler_internal.job_json(j)::text as line
      from public.job_schedules j
      where j.job_name = any (names[1:page_size])),
    sized as (
      select l.*, sum(octet_length(l.line)) over (order by l.job_name) as bytes from lines l),
    kept as (
      select * from sized where bytes <= 2000000 or job_name = names[1])
    select jsonb_build_object(
      'jobs', '[' || coalesce(string_agg(kept.line, ',' order by kept.job_name), '') || ']',
      'nextCursor', case when max(kept.job_name) < names[cardinality(names)] then max(kept.job_name) end)
    from kept);
end $$;

-- {} -> {count, pending}: registered jobs, and jobs whose newest change has not reached Temporal.
create function public.count_jobs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'count', count(*) filter (where deleted_at is null),
    'pending', count(*) filter (where revision <> projected_revision))
  from public.job_schedules
$$;

-- {} -> {version}: changes whenever the list of all jobs does, also when a service's first minute after its
-- start is over.
create function public.jobs_version(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('version', md5(concat_ws(' ',
    (select concat_ws(' ',
        count(*),
        sum(hashtextextended(j.job_name || j.xmin::text, 0)),
        count(*) filter (where j.paused_until > now()))
      from public.job_schedules j),
    (select concat_ws(' ', sum(hashtextextended(concat_ws(' ', e.job_name, e.status, e.scheduled_for), 0)))
      from public.scheduled_jobs e
      where e.status = 'running' or (e.status = 'queued' and e.awaits = 'instant')),
    (select count(*) from public.services s where s.registering_since < now() - interval '1 minute'))))
$$;

-- {exceptJob?} -> {expressions: [{cronExpression, timeZone, jobName, jobs}], more}: the cron expressions of
-- enabled jobs and how many jobs have each, the most frequent first, at most 2,000. jobName is null unless
-- the expression may have an H.
create function public.count_expressions(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counted as (
    select j.cron_expression, j.time_zone, h.job_name, count(*) as jobs
    from public.job_schedules j
    cross join lateral (select case when j.cron_expression ~* 'h' then j.job_name end as job_name) h
    where j.deleted_at is null
      and j.enabled
      and j.cron_expression is not null
      and j.job_name is distinct from args->>'exceptJob'
    group by j.cron_expression, j.time_zone, h.job_name
    order by count(*) desc, j.cron_expression, j.time_zone, h.job_name
    limit 2001)
  select jsonb_build_object(
    'more', count(*) > 2000,
    'expressions', coalesce(
      jsonb_agg(jsonb_build_object(
        'cronExpression', c.cron_expression,
        'timeZone', c.time_zone,
        'jobName', c.job_name,
        'jobs', c.jobs)) filter (where c.position <= 2000), '[]'))
  from (select *, row_number() over () as position from counted) c
$$;

-- Executions: triggered, run again, cancelled, and read by history and the API.

create function scheduler_internal.note_payload() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.config_bytes := octet_length(new.config::text);
  end if;
  new.metadata_bytes := octet_length(new.metadata::text);
  return new;
end $$;

create trigger note_payload before insert or update of metadata on public.scheduled_jobs
  for each row execute function scheduler_internal.note_payload();

-- The execution without its config and metadata. No search_path, so that it is inlined and reads only the
-- columns it names: a whole row as an argument would be read with its payloads. Its callers must have one.
create function scheduler_internal.execution_head(
  execution public.scheduled_jobs,
  job_type text,
  error_message text,
  attempts jsonb)
returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', execution.id,
    'job_name', execution.job_name,
    'job_type', job_type,
    'status', execution.status,
    'outcome', execution.outcome,
    'origin', execution.origin,
    'scheduled_for', scheduler_internal.iso(execution.scheduled_for),
    'queued_at', scheduler_internal.iso(execution.queued_at),
    'started_at', scheduler_internal.iso(execution.started_at),
    'completed_at', scheduler_internal.iso(execution.completed_at),
    'duration_ms', execution.duration_ms,
    'items_processed', execution.items_processed,
    'items_succeeded', execution.items_succeeded,
    'items_failed', execution.items_failed,
    'error_message', error_message,
    'reason', execution.reason,
    'reason_code', execution.reason_code,
    'reason_details', execution.reason_details,
    'triggered_by', execution.triggered_by,
    'triggered_by_user', execution.triggered_by_user,
    'trigger_reason', execution.trigger_reason,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'timeout_seconds', execution.timeout_seconds,
    'priority', execution.priority,
    'attempts', attempts,
    'attempts_allowed', execution.attempts_allowed,
    'progress', execution.progress,
    'heartbeat_at', scheduler_internal.iso(execution.heartbeat_at),
    'cancel_requested_at', scheduler_internal.iso(execution.cancel_requested_at),
    'cancel_requested_by', execution.cancel_requested_by,
    'cancel_reason', execution.cancel_reason,
    'exclusive', execution.exclusive,
    'waiting_since', scheduler_internal.iso(execution.waiting_since),
    'admitted_by', execution.admitted_by,
    'parent_execution_ids', to_jsonb(execution.parent_execution_ids),
    'workflow_id', execution.workflow_id,
    'run_id', execution.run_id,
    'backfill_id', execution.backfill_id,
    'awaits', execution.awaits,
    'planned', execution.awaits is not distinct from 'instant' and execution.status = 'queued',
    'late_report', execution.late_report)
$$;

-- The execution as GET /api/executions/:id returns it: the columns, plus the job's type.
create function scheduler_internal.execution_json(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.execution_head(
      execution,
      (select j.job_type from public.job_schedules j where j.job_name = execution.job_name),
      execution.error_message,
      execution.attempts)
    || jsonb_build_object('config', execution.config, 'metadata', execution.metadata)
$$;

-- A run of the job with its present settings. The caller sets status and instants, then inserts it.
create function scheduler_internal.new_execution(job public.job_schedules, execution_id uuid, origin text)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  execution.id := execution_id;
  execution.job_name := job.job_name;
  execution.origin := origin;
  execution.triggered_by := 'scheduler';
  execution.parent_execution_ids := '{}';
  execution.service := job.service;
  execution.endpoint := job.endpoint;
  execution.config := job.config;
  execution.timeout_seconds := job.timeout_seconds;
  execution.priority := job.priority;
  execution.exclusive := job.overlap = 'skip';
  execution.workflow_id := 'run:' || execution_id;
  return execution;
end $$;

-- Returns the row as inserted. Columns that a new run leaves out have their defaults.
create function scheduler_internal.insert_execution(e public.scheduled_jobs) returns public.scheduled_jobs
language sql set search_path = '' as $$
  insert into public.scheduled_jobs (
    id, job_name, status, origin,
    scheduled_for, queued_at, started_at, completed_at,
    reason_code, reason_details, metadata,
    triggered_by, triggered_by_user, trigger_reason,
    parent_execution_ids, backfill_id, request_hash,
    service, endpoint, config, timeout_seconds,
    attempts_allowed, awaits, priority, exclusive,
    workflow_id, run_id)
  values (
    e.id, e.job_name, e.status, e.origin,
    e.scheduled_for, e.queued_at, e.started_at, e.completed_at,
    e.reason_code, e.reason_details, e.metadata,
    e.triggered_by, e.triggered_by_user, e.trigger_reason,
    e.parent_execution_ids, e.backfill_id, e.request_hash,
    e.service, e.endpoint, e.config, e.timeout_seconds,
    e.attempts_allowed, e.awaits, e.priority, e.exclusive,
    e.workflow_id, e.run_id)
  returning *
$$;

-- The fields that start the workflow of an execution.
create function scheduler_internal.queued_run(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'executionId', execution.id,
    'jobName', execution.job_name,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'origin', execution.origin,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'priority', execution.priority)
$$;

-- {executionId, jobName, config?, userId?, reason?, runAt?: ISO, triggeredBy, requestHash,
-- parentExecutionIds?} -> {run: queued_run and {workflowId, status, planned}, job: {displayName, timeZone},
-- waits: service_paused | service_limit | overlap | null, effects: {cancel, start}}. Applies the overlap rule
-- at once, or at `runAt`. `cancel`: runs that end for this one. The same id again returns the same execution
-- (SJ004 when the request differs).
create function public.accept_trigger(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- Locked first when it has a limit: of runs accepted at the same moment, each counts those before it.
  service_row constant public.services := scheduler_internal.lock_service(
    (select service from public.job_schedules where job_name = args->>'jobName'));
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  execution public.scheduled_jobs;
  holder public.scheduled_jobs;
  to_cancel jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = execution_id;
  if found then
    if execution.request_hash is distinct from args->>'requestHash' then
      perform scheduler_internal.refuse('SJ004',
        format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
        jsonb_build_object('executionId', execution.id));
    end if;
  else
    if args ? 'runAt' then
      null; -- The overlap rule is applied then.
    elsif job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, execution_id);
      if holder.id is not null then
        perform scheduler_internal.refuse('SJ003',
          format('job "%s" is already %s; wait for execution %s to end',
            job.job_name, holder.status, holder.id),
          jsonb_build_object('jobName', job.job_name, 'executionId', holder.id));
      end if;
    elsif job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
      perform scheduler_internal.refuse('SJ014',
        format('100 runs of job "%s" are waiting already; try again later', job.job_name),
        jsonb_build_object('jobName', job.job_name));
    end if;
    execution := scheduler_internal.new_execution(job, execution_id, 'trigger');
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    execution.triggered_by := args->>'triggeredBy';
    execution.triggered_by_user := args->>'userId';
    execution.trigger_reason := args->>'reason';
    execution.config := coalesce(args->'config', job.config);
    execution.request_hash := args->>'requestHash';
    execution.parent_execution_ids :=
      array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid);
    if args ? 'runAt' then
      execution.scheduled_for := args->>'runAt';
      execution.awaits := 'instant';
      execution.exclusive := false;
      execution.reason_code := 'planned';
      execution.reason_details := jsonb_build_object('at', args->'runAt');
    end if;
    execution := scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' and not args ? 'runAt' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
  end if;
  return jsonb_build_object(
    'run', scheduler_internal.queued_run(execution) || jsonb_build_object(
      'workflowId', execution.workflow_id,
      'status', execution.status,
      'planned', execution.status = 'queued' and execution.awaits is not distinct from 'instant'),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'waits', scheduler_internal.waits_for(execution, job, service_row),
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', case
        when execution.status = 'queued' then jsonb_build_array(scheduler_internal.queued_run(execution))
        else '[]'
      end));
end $$;

-- {executionId, parentId, config?, userId?, reason?, triggeredBy, requestHash} -> as accept_trigger: a new
-- execution of the parent's job, with the parent's config unless one is given. SJ010 while the parent has not
-- finished.
create function public.rerun_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare parent public.scheduled_jobs;
begin
  -- Not locked: a finished execution stays finished, and the job's lock must come first.
  select * into parent from public.scheduled_jobs where id = (args->>'parentId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'parentId'));
  end if;
  if parent.status in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ010',
      format('execution %s is still %s; wait for its end or cancel it, then run it again',
        parent.id, parent.status),
      jsonb_build_object('executionId', parent.id, 'status', parent.status));
  end if;
  return public.accept_trigger(args || jsonb_build_object(
    'jobName', parent.job_name,
    'config', coalesce(args->'config', parent.config),
    'parentExecutionIds', jsonb_build_array(parent.id)));
end $$;

-- {executionId, actor, source?, reason?} -> {status, scheduledFor, job: {displayName, timeZone}, effects:
-- {cancel, start}}. A queued run is cancelled at once; for a running one the request is recorded. The first
-- request counts. SJ013 when the run has finished.
create function public.cancel_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  execution public.scheduled_jobs;
begin
  -- The job's lock comes first: the next run of a backfill may be released below.
  select * into job from public.job_schedules
  where job_name = (
    select e.job_name from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid)
  for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  if execution.status not in ('queued', 'running') then
    perform scheduler_internal.refuse('SJ013',
      format('execution %s is already %s', execution.id, execution.status),
      jsonb_build_object('executionId', execution.id, 'status', execution.status));
  end if;
  if execution.cancel_requested_at is null then
    update public.scheduled_jobs set
      cancel_requested_at = clock_timestamp(),
      cancel_requested_by = args->>'actor',
      cancel_reason = args->>'reason',
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason_code = case when status = 'queued' then 'cancelled' end,
      reason_details = case when status = 'queued' then scheduler_internal.by_actor(args) end
    where id = execution.id
    returning * into execution;
    perform scheduler_internal.record_event(execution.job_name, args->>'actor', 'run cancelled',
      null, jsonb_build_object('executionId', execution.id),
      args->>'reason', scheduler_internal.source_of(args));
    if execution.backfill_id is not null then
      perform scheduler_internal.release_next_run(job.job_name);
    end if;
  end if;
  return jsonb_build_object(
    'status', execution.status,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'job', jsonb_build_object('displayName', job.display_name, 'timeZone', job.time_zone),
    'effects', jsonb_build_object(
      -- A run that has never asked to begin may have no workflow.
      'cancel', case
        when execution.status = 'running' or execution.run_id is not null
          then jsonb_build_array(execution.workflow_id)
        else '[]'
      end,
      'start', case
        when execution.backfill_id is null then '[]'
        else scheduler_internal.released_runs(job.job_name)
      end));
end $$;

-- {executionId} -> {execution}; SJ005 when there is none.
create function public.get_execution(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare execution public.scheduled_jobs;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  return jsonb_build_object('execution', scheduler_internal.execution_json(execution));
end $$;

-- A text, or its first characters and its length when it is longer.
create function scheduler_internal.cut(full_text text, characters integer) returns text
language sql immutable set search_path = '' as $$
  select case
    when length(full_text) <= characters then full_text
    else format('%s… (%s characters)',
      left(full_text, characters), to_char(length(full_text), 'FM999,999,999'))
  end
$$;

-- Attempts with their errors cut, when all together are longer than so many bytes.
create function scheduler_internal.cut_attempts(attempts jsonb, characters integer) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when octet_length(attempts::text) <= characters then attempts
    else (
      select coalesce(jsonb_agg(case
          when length(attempt->>'error') > characters
            then attempt || jsonb_build_object('error', scheduler_internal.cut(attempt->>'error', characters))
          else attempt
        end order by position), '[]')
      from jsonb_array_elements(attempts) with ordinality listed (attempt, position))
  end
$$;

-- Stands in a list for a payload that is too large for it.
create function scheduler_internal.cut_mark(bytes integer) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('truncated', true, 'originalBytes', bytes)
$$;

-- A page of executions: those of `ids`, which stand at `ats` in the list, newest first, at most `page_size`
-- and up to 2 MB. One id more says that the list goes on. `payload`: none (sizes only), full, or cut at 16
-- KiB each (then the page is complete, and without payloads after 2 MB).
-- -> {executions: JSON text of an array, next: {at, id} or null}
create function scheduler_internal.executions_page(
  ats timestamptz[],
  ids uuid[],
  page_size integer,
  payload text)
returns jsonb
language sql stable set search_path = '' as $$
  with heads as materialized (
    select
      listed.position,
      listed.at,
      e.id,
      scheduler_internal.execution_head(
        e,
        (select j.job_type from public.job_schedules j where j.job_name = e.job_name),
        case
          when e.error_message is not null
            then scheduler_internal.cut(e.error_message, case payload when 'none' then 2000 else 16384 end)
        end,
        case
          when octet_length(e.attempts::text) <= case payload when 'none' then 200 else 2000 end
            then e.attempts
          else scheduler_internal.cut_attempts(e.attempts, case payload when 'none' then 200 else 2000 end)
        end)::text as head,
      coalesce(e.config_bytes, octet_length(e.config::text)) as config,
      coalesce(e.metadata_bytes, octet_length(e.metadata::text)) as metadata
    from unnest(ats[1:page_size], ids[1:page_size]) with ordinality listed (at, id, position)
    join public.scheduled_jobs e on e.id = listed.id),
  sized as (
    select h.*, sum(octet_length(h.head) + 64 + case payload
        when 'none' then 0
        when 'full' then h.config + coalesce(h.metadata, 0)
        -- A cut mark takes about 64 bytes.
        else case when h.config > 16384 then 64 else h.config end
          + case when h.metadata > 16384 then 64 else coalesce(h.metadata, 0) end
      end) over (order by h.position) as bytes
    from heads h),
  -- With `cut` the page keeps every run, as callers that page by offset would miss the others.
  kept as (
    select *, case when bytes <= 2000000 then 16384 else 64 end as most
    from sized
    where position = 1 or bytes <= 2000000 or payload = 'cut')
  select jsonb_build_object(
    'executions', '[' || coalesce(string_agg(left(kept.head, -1) || case payload
        when 'none' then format(', "config_bytes": %s, "metadata_bytes": %s}',
          kept.config, coalesce(kept.metadata::text, 'null'))
        else (
          select format(', "config": %s, "metadata": %s}',
            case
              when payload = 'cut' and kept.config > kept.most then scheduler_internal.cut_mark(kept.config)
              else e.config
            end,
            coalesce(case
              when payload = 'cut' and kept.metadata > kept.most
                then scheduler_internal.cut_mark(kept.metadata)
              else e.metadata
            end, 'null'))
          from public.scheduled_jobs e where e.id = kept.id)
      end, ',' order by kept.position), '') || ']',
    'next', case
      when max(kept.position) < cardinality(ids)
        then jsonb_build_object('at', ats[max(kept.position)], 'id', ids[max(kept.position)])
    end)
  from kept
$$;

-- The upper bound of a list that ends before `to_at` and continues below `before_at`. One bound, not two: of
-- two upper bounds on a column, an index scan may begin at the wrong one and pass over all rows in between.
create function scheduler_internal.upper_end(to_at timestamptz, before_at timestamptz) returns timestamptz
language sql immutable set search_path = '' as $$
  select least(coalesce(to_at, 'infinity'), before_at + interval '1 microsecond')
$$;

-- Ids of the executions of a list, newest first: of `jobs`, of `services` or of all, ordered by `instant` (an
-- expression over e), filtered by args {statuses?, origins?, from?, to?, before?}; `how_many` of them after
-- the first `passed`. Read in index order: the planner may think it cheaper to read and sort everything.
create function scheduler_internal.listed_executions(
  instant text,
  jobs text[],
  services text[],
  args jsonb,
  how_many bigint,
  passed bigint default 0)
returns table (at timestamptz, id uuid)
language plpgsql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  statuses constant text[] :=
    scheduler_internal.texts_or(args->'statuses', scheduler_internal.all_statuses());
  owner constant text := case
    when jobs is not null then 'e.job_name'
    when services is not null then 'e.service'
  end;
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
begin
  return query execute format($list$
    select found.at, found.id from (
      select hit.at, hit.id
      from unnest($1::text[]) owners (name)
      cross join unnest($2::text[]) statuses (name)
      cross join unnest($3::text[]) origins (name)
      cross join lateral (
        select %1$s as at, e.id from public.scheduled_jobs e
        where %2$s
          and e.status = statuses.name
          and e.origin = origins.name
          and e.status not in ('queued', 'running')
          and %1$s >= $4 and %1$s < $5
          and (%1$s, e.id) < ($6, $7)
          and %4$s
        order by %1$s desc, e.id desc limit $8) hit
      union all
      select %1$s, e.id from public.scheduled_jobs e
      where %3$s
        and e.status in ('queued', 'running')
        and e.status = any ($9)
        and e.origin = any ($3)
        and %1$s >= $4 and %1$s < $5
        and (%1$s, e.id) < ($6, $7)
        and %4$s) found
    order by found.at desc, found.id desc limit $8 - $10 offset $10 $list$,
    instant,
    coalesce(owner || ' = owners.name', 'true'),
    coalesce(owner || ' = any ($1)', 'true'),
    case when jobs is not null and services is not null then 'e.service = any ($11)' else 'true' end)
  using
    coalesce(jobs, services, array['']),
    array(select s from unnest(statuses) s where s not in ('queued', 'running')),
    scheduler_internal.texts_or(args->'origins', scheduler_internal.all_origins()),
    coalesce((args->>'from')::timestamptz, '-infinity'),
    scheduler_internal.upper_end((args->>'to')::timestamptz, before_at),
    before_at,
    coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    how_many + passed,
    array(select s from unnest(statuses) s where s in ('queued', 'running')),
    passed,
    services;
end $$;

-- {jobName, limit, offset, before?: {at, id}, statuses?, origins?: [text], from?, to?: ISO}
-- -> {executions: JSON text, total, totalIsAtLeast, next}, newest first by due_at. Payloads over 16 KiB are
-- cut. The total is exact without filters; with them it is counted up to 10,000. The history of a deleted job
-- stays; SJ001 for a name that was never registered.
create function public.list_history(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
set enable_bitmapscan = off set enable_sort = off as $$
declare
  most constant integer := 10000;
  name constant text := args->>'jobName';
  page_size constant integer := least((args->>'limit')::integer, 1000);
  passed constant bigint := coalesce((args->>'offset')::bigint, 0);
  from_at constant timestamptz := coalesce((args->>'from')::timestamptz, '-infinity');
  to_at constant timestamptz := coalesce((args->>'to')::timestamptz, 'infinity');
  before_at constant timestamptz := coalesce((args->'before'->>'at')::timestamptz, 'infinity');
  before_id constant uuid := coalesce((args->'before'->>'id')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  ats timestamptz[];
  ids uuid[];
  total bigint;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name),
      jsonb_build_object('jobName', name));
  end if;
  if args ? 'statuses' or args ? 'origins' then
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from scheduler_internal.listed_executions('e.due_at', array[name], null, args, page_size + 1, passed) p;
    select count(*) into total
    from scheduler_internal.listed_executions('e.due_at', array[name], null, args - 'before', most + 1);
  else
    select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
    into ats, ids
    from (
      select e.due_at as at, e.id from public.scheduled_jobs e
      where e.job_name = name
        and e.due_at >= from_at
        and e.due_at < scheduler_internal.upper_end(to_at, before_at)
        and (e.due_at, e.id) < (before_at, before_id)
      order by e.due_at desc, e.id desc
      limit page_size + 1 offset passed) p;
    if args ? 'from' or args ? 'to' then
      select count(*) into total
      from (
        select from public.scheduled_jobs e
        where e.job_name = name and e.due_at >= from_at and e.due_at < to_at
        limit most + 1) counted;
    else
      total := (select coalesce(sum(d.executions), 0) from public.job_days d where d.job_name = name)
        + (select count(*) from public.scheduled_jobs e
          where e.job_name = name and e.status in ('queued', 'running'));
      return scheduler_internal.executions_page(ats, ids, page_size, 'cut')
        || jsonb_build_object('total', total, 'totalIsAtLeast', false);
    end if;
  end if;
  return scheduler_internal.executions_page(ats, ids, page_size, 'cut')
    || jsonb_build_object('total', least(total, most), 'totalIsAtLeast', total > most);
end $$;

-- {jobs?, services?, statuses?, origins?: [text], from?, to?: ISO, before?: {at, id}, limit, full?: boolean}
-- -> {executions: JSON text, next: {at, id} or null}: of all jobs, newest first by started_at, or
-- completed_at of a run that never began, or queued_at.
create function public.list_executions(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  ats timestamptz[];
  ids uuid[];
begin
  select array_agg(p.at order by p.at desc, p.id desc), array_agg(p.id order by p.at desc, p.id desc)
  into ats, ids
  from scheduler_internal.listed_executions(
    'coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for)',
    scheduler_internal.texts_or(args->'jobs', null),
    scheduler_internal.texts_or(args->'services', null),
    args,
    page_size + 1) p;
  return scheduler_internal.executions_page(ats, ids, page_size,
    case when (args->>'full')::boolean then 'full' else 'none' end);
end $$;

-- Admission: which run may start now. A job's overlap rule and its service's limit are one decision. A run
-- that may not start waits as a `queued` row whose workflow asks again. Waiting runs are admitted by
-- priority, then age. An admitted run holds its slot, and counts as running, until it begins; without a start
-- within 60 s it loses the slot. A new limit holds for every run that asks after it was set: a run that asked
-- before held no lock of the service. Decisions about a limited service are made one at a time. A row becomes
-- `running` only under its job's lock, after one more check of the job's slot.

-- {kind: 'occurrence', executionId, jobName, revision, scheduledFor, workflowId, runId, nextRunAt?}
-- | {kind: 'execution', executionId, workflowId, runId}
-- -> {decision: 'run', executionId, jobName, service, endpoint, timeoutSeconds, retry, startDeadlineSeconds}
--  | {decision: 'queued', executionId, reason} | {decision: 'skipped', executionId, reason}
--  | {decision: 'nothing', reason} | {decision: 'definition', revision, cronExpression, timeZone}
-- nothing: a no-op. definition: another definition was in force at the instant; check the instant against it
-- and ask again. The same run gets the same answer when it asks again.
create function public.begin_execution(args jsonb) returns jsonb
language sql security definer set search_path = '' as $$
  select case args->>'kind'
    when 'occurrence' then scheduler_internal.begin_occurrence(args)
    else scheduler_internal.begin_queued(args)
  end
$$;

create function scheduler_internal.begin_occurrence(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  instant constant timestamptz := args->>'scheduledFor';
  execution_id constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  job constant public.job_schedules := locked.job;
  service_row constant public.services := locked.service;
  definition public.job_definitions;
  execution public.scheduled_jobs;
  why_not jsonb;
  to_cancel jsonb;
begin
  if job.job_name is null then
    return jsonb_build_object('decision', 'nothing',
      'reason', format('job "%s" was never registered', args->>'jobName'));
  end if;
  select * into execution from public.scheduled_jobs where id = execution_id;
  if found then
    return case
      when execution.status = 'queued' and execution.run_id = args->>'runId'
        then scheduler_internal.start_or_wait(service_row, job, execution_id, args)
      else scheduler_internal.begin_answer(execution, args->>'runId')
    end;
  end if;

  select * into definition from public.job_definitions d
  where d.job_name = job.job_name
    and d.valid_from <= instant
    and (d.valid_to is null or instant < d.valid_to);
  if not found or not definition.active or instant < definition.paused_until then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'job "%s" had no schedule in force at %s (disabled, paused, deleted or not registered yet)',
      job.job_name, scheduler_internal.iso(instant)));
  end if;
  if definition.revision <> (args->>'revision')::bigint then
    return jsonb_build_object(
      'decision', 'definition',
      'revision', definition.revision,
      'cronExpression', definition.cron_expression,
      'timeZone', definition.time_zone);
  end if;
  if instant + scheduler_internal.late_after(definition.jitter_seconds) < clock_timestamp()
    or instant <= job.ledger_until
  then
    return jsonb_build_object('decision', 'nothing', 'reason', format(
      'it came %s s late; whether it still runs is decided by the job''s catch-up rule (%s, %s s)',
      round(extract(epoch from clock_timestamp() - instant)),
      definition.catchup, definition.catchup_seconds));
  end if;

  execution := scheduler_internal.new_execution(job, execution_id, 'schedule');
  execution.scheduled_for := instant;
  execution.workflow_id := args->>'workflowId';
  execution.run_id := args->>'runId';
  why_not := scheduler_internal.skip_reason(job, service_row, execution_id);
  if why_not is null and scheduler_internal.needs_admission(service_row, job) then
    execution.status := 'queued';
    execution.queued_at := clock_timestamp();
    perform scheduler_internal.insert_execution(execution);
    if job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
    return scheduler_internal.start_or_wait(service_row, job, execution_id, args)
      || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(to_cancel, '[]')));
  end if;

  if why_not is null then
    execution.status := 'running';
    execution.started_at := clock_timestamp();
    execution.attempts_allowed := (job.retry->>'maxAttempts')::integer;
  else
    execution.status := 'skipped';
    execution.completed_at := clock_timestamp();
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
  end if;
  execution := scheduler_internal.insert_execution(execution);
  if execution.status = 'running' then
    perform scheduler_internal.mark_started(execution, args);
  end if;
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- Whether a run of the job starts only when it is admitted. Else it has a slot at once.
create function scheduler_internal.needs_admission(service_row public.services, job public.job_schedules)
returns boolean
language sql stable set search_path = '' as $$
  select scheduler_internal.is_limited(service_row)
    or job.overlap in ('queue', 'cancel_running')
    or (job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name))
$$;

create function scheduler_internal.begin_queued(args jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  service_row public.services;
  to_cancel jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    return jsonb_build_object('decision', 'nothing',
      'reason', format('execution %s has no row', args->>'executionId'));
  end if;
  service_row := scheduler_internal.lock_service(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  if execution.status = 'queued' and execution.awaits = 'instant' then
    execution := scheduler_internal.release_one_off(execution, job, service_row, args);
    if execution.status = 'queued' and job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution.id);
    end if;
  end if;
  return scheduler_internal.start_or_wait(service_row, job, execution.id, args)
    || jsonb_build_object('effects', jsonb_build_object('cancel', coalesce(to_cancel, '[]')));
end $$;

-- The instant of a one-off run has come: it competes for a slot from now on, or is skipped.
create function scheduler_internal.release_one_off(
  execution public.scheduled_jobs,
  job public.job_schedules,
  service_row public.services,
  args jsonb)
returns public.scheduled_jobs
language plpgsql set search_path = '' as $$
declare
  why_not constant jsonb := case
    when execution.origin = 'schedule' and not job.enabled
      then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
    when execution.origin = 'schedule' and job.paused_until > execution.scheduled_for
      then scheduler_internal.paused_reason(job)
    else scheduler_internal.skip_reason(job, service_row, execution.id)
  end;
begin
  update public.scheduled_jobs set
    awaits = null,
    reason_code = why_not->>'code',
    reason_details = why_not->'details',
    exclusive = why_not is null and job.overlap = 'skip',
    status = case when why_not is null then 'queued' else 'skipped' end,
    completed_at = case when why_not is not null then clock_timestamp() end,
    workflow_id = args->>'workflowId',
    run_id = args->>'runId'
  where id = execution.id
  returning * into execution;
  return execution;
end $$;

-- Why a due run of the job is skipped instead of queued; null when it is queued.
create function scheduler_internal.skip_reason(
  job public.job_schedules,
  service_row public.services,
  execution_id uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if job.overlap = 'skip' then
    if service_row.paused then
      return scheduler_internal.service_paused_reason(service_row);
    end if;
    return scheduler_internal.overlap_reason(scheduler_internal.slot_holder(job.job_name, execution_id));
  end if;
  if job.overlap = 'queue' and scheduler_internal.queue_length(job.job_name) >= 100 then
    return scheduler_internal.reason('queue_full', '{"limit": 100}');
  end if;
  return null;
end $$;

-- Null when the slot is free.
create function scheduler_internal.overlap_reason(holder public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('overlap', jsonb_build_object(
    'executionId', holder.id,
    'dueAt', scheduler_internal.iso(holder.due_at),
    'status', holder.status))
  where holder.id is not null
$$;

create function scheduler_internal.paused_reason(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select scheduler_internal.reason('paused', jsonb_build_object(
    'jobName', job.job_name,
    'until', scheduler_internal.iso(job.paused_until)))
$$;

create function scheduler_internal.service_paused_reason(service_row public.services) returns jsonb
language sql immutable set search_path = '' as $$
  select scheduler_internal.reason('service_paused', jsonb_build_object(
    'service', service_row.service,
    'reason', service_row.pause_reason))
$$;

-- The run that holds the job's slot. The runs of a backfill do not hold it against others.
create function scheduler_internal.slot_holder(name text, besides uuid) returns public.scheduled_jobs
language sql stable set search_path = '' as $$
  select e from public.scheduled_jobs e
  where e.job_name = name
    and e.id <> besides
    and (e.status = 'running' or (e.status = 'queued' and e.exclusive))
    and e.backfill_id is null
  order by e.due_at
  limit 1
$$;

-- Runs of the job that wait for a slot, without those of a backfill and one-off runs to come.
create function scheduler_internal.queue_length(name text) returns bigint
language sql stable set search_path = '' as $$
  select count(*) from public.scheduled_jobs e
  where e.job_name = name
    and e.status = 'queued'
    and e.awaits is null
    and e.backfill_id is null
$$;

-- Whether a backfill's run has the job's slot.
create function scheduler_internal.backfill_runs(name text) returns boolean
language sql stable set search_path = '' as $$
  select exists (
    select from public.scheduled_jobs e
    where e.job_name = name
      and e.backfill_id is not null
      and (e.status = 'running' or (e.status = 'queued' and e.admitted_at is not null)))
$$;

-- Whether no other run of the job has its slot. Always true when runs may overlap.
create function scheduler_internal.job_slot_free(execution public.scheduled_jobs) returns boolean
language sql stable set search_path = '' as $$
  select (select j.overlap from public.job_schedules j where j.job_name = execution.job_name) = 'allow'
    or not exists (
      select from public.scheduled_jobs o
      where o.job_name = execution.job_name
        and o.id <> execution.id
        and (o.status = 'running'
          or (o.status = 'queued' and (o.admitted_at is not null
            or (execution.backfill_id is not null and o.exclusive)))))
$$;

-- Starts a queued execution, or leaves it waiting. The caller holds the locks of the job and of the service
-- (if it is limited).
create function scheduler_internal.start_or_wait(
  service_row public.services,
  job public.job_schedules,
  execution_id uuid,
  args jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(execution_id::text);
  waits_for jsonb;
begin
  if execution.status <> 'queued' then
    return scheduler_internal.begin_answer(execution, args->>'runId');
  end if;
  if scheduler_internal.needs_admission(service_row, job) or execution.backfill_id is not null then
    update public.scheduled_jobs set
      waiting_since = coalesce(waiting_since, clock_timestamp()),
      asked_at = clock_timestamp(),
      workflow_id = args->>'workflowId',
      run_id = args->>'runId'
    where id = execution_id;
    perform scheduler_internal.admit(service_row,
      case when scheduler_internal.is_limited(service_row) then null else job.job_name end, null);
    select * into execution from public.scheduled_jobs where id = execution_id;
    -- Since its admission the limit may have been lowered, or the job's slot been taken.
    if execution.admitted_at is not null
      and (service_row.paused
        or not scheduler_internal.job_slot_free(execution)
        or service_row.max_concurrent <= (
          select count(*) from public.scheduled_jobs
          where service = service_row.service and status = 'running'))
    then
      update public.scheduled_jobs set admitted_at = null, admitted_by = null
      where id = execution_id
      returning * into execution;
    end if;
    if execution.admitted_at is null then
      waits_for := case
        when service_row.paused then scheduler_internal.service_paused_reason(service_row)
        when not scheduler_internal.job_slot_free(execution) then scheduler_internal.reason('overlap')
        else scheduler_internal.reason('service_limit', jsonb_build_object(
          'service', service_row.service,
          'limit', service_row.max_concurrent))
      end;
      update public.scheduled_jobs set
        reason_code = waits_for->>'code',
        reason_details = waits_for->'details'
      where id = execution_id
      returning * into execution;
      return jsonb_build_object(
        'decision', 'queued', 'executionId', execution_id, 'reason', execution.reason);
    end if;
  end if;
  update public.scheduled_jobs set
    status = 'running',
    started_at = clock_timestamp(),
    reason_code = null,
    reason_details = null,
    attempts_allowed = (job.retry->>'maxAttempts')::integer,
    workflow_id = args->>'workflowId',
    run_id = args->>'runId',
    exclusive = job.overlap <> 'allow' and backfill_id is null
  where id = execution_id
  returning * into execution;
  perform scheduler_internal.mark_started(execution, args);
  return scheduler_internal.begin_answer(execution, args->>'runId');
end $$;

-- Admits waiting runs of the service (or of one job) while slots are free. The caller holds the service's
-- lock if it is limited, else the job's. Rows that are locked are skipped: while a limit is being set or
-- lifted both locks are in use, and neither side may wait for the other.
create function scheduler_internal.admit(service_row public.services, only_job text, ended_execution uuid)
returns void
language plpgsql set search_path = '' as $$
declare chosen uuid;
begin
  update public.scheduled_jobs set admitted_at = null, admitted_by = null
  where id in (
    select e.id from public.scheduled_jobs e
    where e.service = service_row.service
      and (only_job is null or e.job_name = only_job)
      and e.status = 'queued'
      and e.admitted_at < clock_timestamp() - interval '60 seconds'
    for update skip locked);
  while not service_row.paused loop
    exit when service_row.max_concurrent <= (
      select count(*) from public.scheduled_jobs
      where service = service_row.service
        and (status = 'running' or (status = 'queued' and admitted_at is not null)));
    select e.id into chosen from public.scheduled_jobs e
    where e.service = service_row.service
      and (only_job is null or e.job_name = only_job)
      and e.status = 'queued'
      and e.waiting_since is not null
      and e.admitted_at is null
      and scheduler_internal.job_slot_free(e)
    order by e.priority, e.queued_at, e.id
    limit 1
    for update of e skip locked;
    exit when not found;
    update public.scheduled_jobs set admitted_at = clock_timestamp(), admitted_by = ended_execution
    where id = chosen;
  end loop;
end $$;

-- For overlap = cancel_running: requests the cancellation of running runs and cancels queued ones. The newest
-- run waits for their ends. -> workflows to cancel
create function scheduler_internal.cancel_others(job public.job_schedules, newest uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  waiting jsonb;
  running jsonb;
begin
  with cancelled as (
    update public.scheduled_jobs set
      status = 'cancelled',
      completed_at = clock_timestamp(),
      reason_code = 'newer_run',
      reason_details = jsonb_build_object('executionId', newest)
    where job_name = job.job_name
      and status = 'queued'
      and id <> newest
      and awaits is null
      and backfill_id is null
    returning workflow_id, run_id)
  select coalesce(jsonb_agg(workflow_id), '[]') into waiting from cancelled where run_id is not null;
  update public.scheduled_jobs set
    cancel_requested_at = clock_timestamp(),
    cancel_requested_by = 'scheduler',
    cancel_reason = format('overlap: execution %s of the same job is due', newest),
    reason_code = 'cancelled',
    reason_details = jsonb_build_object('by', 'scheduler', 'executionId', newest)
  where job_name = job.job_name
    and status = 'running'
    and id <> newest
    and cancel_requested_at is null
    and backfill_id is null;
  select coalesce(jsonb_agg(workflow_id), '[]') into running
  from public.scheduled_jobs
  where job_name = job.job_name
    and status = 'running'
    and id <> newest
    and backfill_id is null;
  return waiting || running;
end $$;

-- The decision for an execution that has a row. Retries follow the job's settings of this moment.
create function scheduler_internal.begin_answer(execution public.scheduled_jobs, run_id text) returns jsonb
language sql stable set search_path = '' as $$
  select case
    when execution.status = 'running' and execution.run_id = $2 then (
      select jsonb_build_object(
        'decision', 'run',
        'executionId', execution.id,
        'jobName', execution.job_name,
        'service', execution.service,
        'endpoint', execution.endpoint,
        'timeoutSeconds', execution.timeout_seconds,
        'retry', j.retry || jsonb_build_object(
          'maxAttempts', coalesce(to_jsonb(execution.attempts_allowed), j.retry->'maxAttempts')),
        'startDeadlineSeconds', j.start_deadline_seconds)
      from public.job_schedules j where j.job_name = execution.job_name)
    when execution.status = 'skipped' and execution.run_id = $2 then jsonb_build_object(
      'decision', 'skipped',
      'executionId', execution.id,
      'reason', execution.reason)
    else jsonb_build_object(
      'decision', 'nothing',
      'executionId', execution.id,
      'reason', format('execution %s is already %s', execution.id, execution.status))
  end
$$;

create function scheduler_internal.mark_started(execution public.scheduled_jobs, args jsonb) returns void
language sql set search_path = '' as $$
  update public.job_schedules set
    last_run_at = execution.started_at,
    last_run_execution_id = execution.id,
    last_run_status = execution.status,
    last_run_duration_ms = null,
    next_run_at = case
      when args ? 'nextRunAt' and enabled and deleted_at is null and revision = (args->>'revision')::bigint
        then (args->>'nextRunAt')::timestamptz
      else next_run_at
    end
  where job_name = execution.job_name
$$;

-- {service} -> {effects: {signal}}: admits waiting runs, and lists (at most 1,000) admitted runs that have
-- not begun.
create function public.admit_waiting(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  service_row constant public.services := scheduler_internal.lock_service(args->>'service');
  waiting record;
begin
  if scheduler_internal.is_limited(service_row) then
    perform scheduler_internal.admit(service_row, null, null);
  else
    for waiting in
      select distinct e.job_name from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'queued' and e.waiting_since is not null
      order by e.job_name
    loop
      perform from public.job_schedules where job_name = waiting.job_name for update skip locked;
      if found then
        perform scheduler_internal.admit(service_row, waiting.job_name, null);
      end if;
    end loop;
  end if;
  return jsonb_build_object('effects', jsonb_build_object('signal', (
    select coalesce(jsonb_agg(admitted.workflow_id), '[]')
    from (
      select workflow_id from public.scheduled_jobs
      where service = service_row.service and status = 'queued' and admitted_at is not null
      order by admitted_at
      limit 1000) admitted)));
end $$;

-- Why a run that was just accepted will wait, as far as is known: service_paused, service_limit (running and
-- earlier runs take all slots), overlap; null = it begins at once.
create function scheduler_internal.waits_for(
  execution public.scheduled_jobs,
  job public.job_schedules,
  service_row public.services)
returns text
language sql stable set search_path = '' as $$
  select case
    when execution.status <> 'queued' or execution.awaits is not null then null
    when service_row.paused then 'service_paused'
    when service_row.max_concurrent <= (
        select count(*) from public.scheduled_jobs e
        where e.service = service_row.service
          and e.id <> execution.id
          and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
      then 'service_limit'
    when job.overlap in ('queue', 'cancel_running')
      and exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.id <> execution.id
          and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
      then 'overlap'
    when job.overlap = 'skip' and scheduler_internal.backfill_runs(job.job_name) then 'overlap'
  end
$$;

-- Attempts of a run, and runs that report their own end. An attempt ends once: by the worker that made the
-- call, by the service's callback, or because no report came. Later ends get the recorded one as the answer.
-- Texts are cut where they are written.

-- The fields of an execution that its call needs.
create function scheduler_internal.service_call(execution public.scheduled_jobs) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'executionId', execution.id,
    'jobName', execution.job_name,
    'service', execution.service,
    'endpoint', execution.endpoint,
    'config', execution.config,
    'scheduledFor', scheduler_internal.iso(execution.scheduled_for),
    'triggeredBy', execution.triggered_by,
    'triggeredByUser', execution.triggered_by_user,
    'cancelRequested', execution.cancel_requested_at is not null)
$$;

-- {executionId, attempt, tokenHash} -> {call: service_call}. The same hash again gets the same answer.
-- Another hash is refused (SJ007), so that no call is sent twice; SJ008 when the execution is not running.
create function public.start_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  stored text;
begin
  if execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ008',
      format('execution %s is %s, not running', execution.id, execution.status));
  end if;
  insert into public.attempt_tokens values (execution.id, (args->>'attempt')::integer, args->>'tokenHash')
    on conflict do nothing;
  if found then
    update public.scheduled_jobs set
      attempts = scheduler_internal.last_attempts(attempts || jsonb_build_object(
        'attempt', (args->>'attempt')::integer, 'started_at', scheduler_internal.iso(clock_timestamp()))),
      progress = null, heartbeat_at = null
    where id = execution.id returning * into execution;
  else
    select token_hash into stored from public.attempt_tokens
      where execution_id = execution.id and attempt = (args->>'attempt')::integer;
    if stored <> args->>'tokenHash' then
      perform scheduler_internal.refuse('SJ007',
        format('attempt %s of execution %s was already sent', args->>'attempt', execution.id));
    end if;
  end if;
  return jsonb_build_object('call', scheduler_internal.service_call(execution));
end $$;

-- {executionId, attempt, class, httpStatus?, message?, retryAfterMs?, result?: {itemsProcessed,
-- itemsSucceeded, itemsFailed, error, metadata}} -> {end: {class, httpStatus, message, retryAfterMs} or
-- null}: the end that counts, which is the service's own if it reported one; null when the execution is no
-- longer running.
create function public.end_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  return jsonb_build_object('end', scheduler_internal.close_attempt(
    scheduler_internal.locked_execution(args->>'executionId'),
    (args->>'attempt')::integer,
    args));
end $$;

-- {executionId, attempt} -> {end or null}: the service has answered 202 and will report the end. Its
-- heartbeats count from now. `end` is set when the report arrived before the 202.
create function public.accept_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  update public.scheduled_jobs set
    attempts = scheduler_internal.mark_attempt(attempts, number,
      jsonb_build_object('accepted_at', scheduler_internal.iso(clock_timestamp()))
        || case when known is null then '{"http_status": 202}' else '{}' end::jsonb),
    heartbeat_at = coalesce(heartbeat_at, clock_timestamp()),
    undelivered_since = null
  where id = execution.id;
  return jsonb_build_object('end', known);
end $$;

-- {executionId, attempt} -> {end: null, waitMs} while the service may go on; the next check is due in waitMs.
-- Else {end, waitMs: 0}: the service reported the end, is stuck (no progress for the job's heartbeatSeconds)
-- or has run out of time.
create function public.check_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  known jsonb := scheduler_internal.attempt_end(execution, number);
  heartbeat_seconds integer;
  started_at timestamptz;
  wait_ms bigint;
  is_late boolean;
begin
  if known is null and execution.status = 'running' then
    select j.heartbeat_seconds into heartbeat_seconds from public.job_schedules j
      where j.job_name = execution.job_name;
    select (attempt->>'started_at')::timestamptz into started_at
      from jsonb_array_elements(execution.attempts) attempt
      where (attempt->>'attempt')::integer = number;
    wait_ms := ceil(1000 * extract(epoch from least(
      started_at + make_interval(secs => execution.timeout_seconds),
      execution.heartbeat_at + make_interval(secs => heartbeat_seconds)) - clock_timestamp()));
    if wait_ms > 0 then
      return jsonb_build_object('end', null, 'waitMs', wait_ms);
    end if;
    is_late := started_at + make_interval(secs => execution.timeout_seconds) <= clock_timestamp();
    known := jsonb_build_object('class', 'unknown', 'httpStatus', 202,
      'code', case when is_late then 'no_report' else 'stuck' end,
      'limitSeconds', case when is_late then execution.timeout_seconds else heartbeat_seconds end,
      'message', case when is_late
        then format('%s did not report its end within %s s; whether it did the work is unknown. '
            'Raise timeoutSeconds or make the job faster',
          execution.service, execution.timeout_seconds)
        else format('%s reported no progress for %s s and counts as stuck; '
            'whether it did the work is unknown. Report progress more often, or raise heartbeatSeconds',
          execution.service, heartbeat_seconds) end);
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, known), 'waitMs', 0);
end $$;

-- {executionId, attempt, class, message?, httpStatus?, retryAfterMs?, result?} -> {end or null, status}: for
-- an attempt whose worker was lost, that was cancelled, or whose end could not be recorded. Answers the
-- recorded end if there is one; `not_delivered` for a call that was never made (and is refused from now on);
-- else the class given. `end` is null when the execution is no longer running; see `status`.
create function public.settle_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs := scheduler_internal.locked_execution(args->>'executionId');
  number constant integer := args->>'attempt';
  ending jsonb := args;
begin
  if execution.status = 'running' then
    insert into public.attempt_tokens values (execution.id, number, 'settled before the call')
      on conflict do nothing;
    if found then
      update public.scheduled_jobs set
        attempts = scheduler_internal.last_attempts(attempts || jsonb_build_object(
          'attempt', number, 'started_at', scheduler_internal.iso(clock_timestamp())))
      where id = execution.id returning * into execution;
      if args->>'class' = 'unknown' then
        ending := jsonb_build_object('class', 'not_delivered',
          'message', 'no call was made: the worker was lost before it');
      end if;
    end if;
  end if;
  return jsonb_build_object('end', scheduler_internal.close_attempt(execution, number, ending),
    'status', execution.status);
end $$;

-- {executionId, tokenHash, class: succeeded | failed, message?, note?, result} -> {workflowId, jobName,
-- attempt, ended}: the service reports the end. The first end counts: `ended` is {status, class, message,
-- kept} when there was one before. If that one was only assumed, without the service, the late report is
-- kept beside it.
create function public.complete_attempt(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
  assumed boolean;
  late jsonb;
begin
  if known is null and execution.status = 'running' then
    perform scheduler_internal.close_attempt(execution, number, args);
    update public.scheduled_jobs set undelivered_since = clock_timestamp(), heartbeat_at = clock_timestamp()
    where id = execution.id;
    return jsonb_build_object(
      'workflowId', execution.workflow_id,
      'jobName', execution.job_name,
      'attempt', number,
      'ended', null);
  end if;
  assumed := coalesce(known->>'class', 'unknown') in ('unknown', 'cancelled');
  if assumed and coalesce((execution.late_report->>'attempt')::integer, 0) < number then
    late := jsonb_build_object(
      'at', scheduler_internal.iso(clock_timestamp()),
      'attempt', number,
      'class', args->'class',
      'message', args->'message',
      'itemsProcessed', args->'result'->'itemsProcessed',
      'itemsSucceeded', args->'result'->'itemsSucceeded',
      'itemsFailed', args->'result'->'itemsFailed',
      'countedAs', case
        when known->>'class' = 'cancelled' then 'cancelled'
        when known->>'code' = 'stuck' then 'stuck'
        else 'unknown'
      end);
    update public.scheduled_jobs set
      late_report = late || jsonb_build_object(
        'sentence', scheduler_internal.late_sentence(execution.service, late))
    where id = execution.id;
  end if;
  return jsonb_build_object(
    'workflowId', execution.workflow_id,
    'jobName', execution.job_name,
    'attempt', number,
    'ended', jsonb_build_object(
      'status', execution.status,
      'class', known->'class',
      'message', known->'message',
      'kept', assumed));
end $$;

-- {executionId, tokenHash, progress: {itemsProcessed?, itemsSucceeded?, itemsFailed?, message?, percent?}} ->
-- {cancelRequested, cancelReason, heartbeatSeconds}. Fields that are not named keep their last values. SJ012
-- when the attempt has ended.
create function public.report_progress(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  found_ constant record := scheduler_internal.execution_of_token(args);
  execution public.scheduled_jobs := found_.execution;
  number constant integer := found_.attempt;
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
begin
  if known is not null or execution.status <> 'running' then
    perform scheduler_internal.refuse('SJ012',
      format('attempt %s of execution %s has already ended (%s); stop working on it',
        number, execution.id, coalesce(known->>'class', execution.status)),
      jsonb_build_object(
        'executionId', execution.id,
        'attempt', number,
        'status', execution.status,
        'class', known->'class',
        'message', known->'message'));
  end if;
  update public.scheduled_jobs set
    heartbeat_at = clock_timestamp(),
    progress = coalesce(progress, '{}') || (args->'progress')
      || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
  where id = execution.id;
  return jsonb_build_object(
    'cancelRequested', execution.cancel_requested_at is not null,
    'cancelReason', execution.cancel_reason,
    'heartbeatSeconds', (
      select heartbeat_seconds from public.job_schedules where job_name = execution.job_name));
end $$;

-- {limit} -> {executions: [{executionId, workflowId, attempt}]}: ends that were reported more than 5 s ago
-- and that the workflows have not acted on.
create function public.list_undelivered_ends(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('executions', coalesce(jsonb_agg(jsonb_build_object(
    'executionId', late.id,
    'workflowId', late.workflow_id,
    'attempt', (late.attempts->-1->>'attempt')::integer)), '[]'))
  from (
    select * from public.scheduled_jobs
    where undelivered_since < now() - interval '5 seconds' and status = 'running'
    order by undelivered_since
    limit least((args->>'limit')::integer, 1000)) late
$$;

-- The end of an attempt: {class, httpStatus, message, retryAfterMs, code}; null while it goes on or when it
-- was never made. An attempt older than the last 20 has ended, but no more is known of it. The message is cut
-- at 200 characters, as this passes through Temporal's history; the row has all of it.
create function scheduler_internal.attempt_end(execution public.scheduled_jobs, number integer)
returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(
    (select jsonb_build_object(
        'class', attempt->'class',
        'httpStatus', attempt->'http_status',
        'message', scheduler_internal.shortened(attempt->>'error', 200),
        'retryAfterMs', attempt->'retry_after_ms',
        'code', attempt->'code')
      from jsonb_array_elements(execution.attempts) attempt
      where (attempt->>'attempt')::integer = number and attempt ? 'ended_at'),
    case
      when number < (execution.attempts->0->>'attempt')::integer
        then '{"class": "unknown", "httpStatus": null, "message": null, "retryAfterMs": null}'::jsonb
    end)
$$;

-- Records the end of an attempt of a running execution, whose row the caller has locked. -> the end that
-- counts: this one, or one recorded before; null when the execution is not running and no end is recorded.
create function scheduler_internal.close_attempt(
  execution public.scheduled_jobs,
  number integer,
  ending jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  known constant jsonb := scheduler_internal.attempt_end(execution, number);
  result constant jsonb := ending->'result';
begin
  if known is not null or execution.status <> 'running' then
    if execution.undelivered_since is not null then
      update public.scheduled_jobs set undelivered_since = null where id = execution.id;
    end if;
    return known;
  end if;
  update public.scheduled_jobs set
    attempts = scheduler_internal.mark_attempt(attempts, number, jsonb_strip_nulls(jsonb_build_object(
      'ended_at', scheduler_internal.iso(clock_timestamp()),
      'class', ending->'class',
      'error', scheduler_internal.shortened(ending->>'message', 500),
      'note', ending->'note',
      'code', ending->'code',
      'said', scheduler_internal.shortened(ending->>'said', 500),
      'limit_seconds', ending->'limitSeconds',
      'http_status', ending->'httpStatus',
      'retry_after_ms', ending->'retryAfterMs'))),
    items_processed = (result->>'itemsProcessed')::bigint,
    items_succeeded = (result->>'itemsSucceeded')::bigint,
    items_failed = (result->>'itemsFailed')::bigint,
    metadata = nullif(result->'metadata', 'null'),
    error_message = ending->>'message'
  where id = execution.id
  returning * into execution;
  return scheduler_internal.attempt_end(execution, number);
end $$;

-- Adds fields to one attempt.
create function scheduler_internal.mark_attempt(attempts jsonb, number integer, fields jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(
    case when (attempt->>'attempt')::integer = number then attempt || fields else attempt end
    order by position), '[]')
  from jsonb_array_elements(attempts) with ordinality listed (attempt, position)
$$;

-- The last 20 attempts; older ones are dropped.
create function scheduler_internal.last_attempts(attempts jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when jsonb_array_length(attempts) <= 20 then attempts
    else jsonb_path_query_array(attempts, '$[last - 19 to last]')
  end
$$;

-- The execution, its row locked, and the attempt that a callback's token belongs to. SJ011 when the token
-- does not match, also for an execution that does not exist, so that ids cannot be guessed.
create function scheduler_internal.execution_of_token(
  args jsonb,
  out execution public.scheduled_jobs,
  out attempt integer)
language plpgsql set search_path = '' as $$
begin
  select * into execution from public.scheduled_jobs e where e.id = (args->>'executionId')::uuid for update;
  select t.attempt into attempt from public.attempt_tokens t
  where t.execution_id = execution.id and t.token_hash = args->>'tokenHash';
  if not found then
    perform scheduler_internal.refuse('SJ011',
      format('the callback token does not belong to execution %s; '
        'send the X-Scheduler-Callback-Token of the call', args->>'executionId'));
  end if;
end $$;

-- The end of an execution, and the runs that may start because of it.

-- {executionId, status: completed | failed | cancelled, message?, reason?: {code, details}} -> {finished,
-- status, effects: {start, signal?, dependents}}. The first end wins. A repeat changes nothing and answers
-- the same effects: runs that this end admitted or released and that have not begun, and dependents that it
-- is to start and has not started.
create function public.finish_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution public.scheduled_jobs;
  job public.job_schedules;
  service_row public.services;
  is_first_end boolean;
  why jsonb;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ005', format('execution %s does not exist', args->>'executionId'));
  end if;
  service_row := scheduler_internal.lock_service(execution.service);
  select * into job from public.job_schedules where job_name = execution.job_name for update;
  execution := scheduler_internal.locked_execution(args->>'executionId');
  is_first_end := execution.status in ('queued', 'running');
  if is_first_end then
    if not execution.attempts->-1 ? 'ended_at' then
      perform scheduler_internal.close_attempt(execution, (execution.attempts->-1->>'attempt')::integer,
        jsonb_build_object('class', 'unknown', 'message', args->'message'));
    end if;
    why := case
      when args->>'status' = 'failed' then args->'reason'
      when args->>'status' = 'cancelled' and execution.cancel_requested_at is null
        then scheduler_internal.reason('workflow_cancelled', jsonb_build_object(
          'message', coalesce(args->>'message', 'its workflow was cancelled')))
      when args->>'status' = 'cancelled'
        then scheduler_internal.reason('cancelled', jsonb_build_object(
          'by', execution.cancel_requested_by,
          'reason', execution.cancel_reason,
          'executionId', case
            when execution.reason_code = 'cancelled' then execution.reason_details->'executionId'
          end))
    end;
    update public.scheduled_jobs set
      status = args->>'status',
      completed_at = clock_timestamp(),
      duration_ms = round(extract(epoch from clock_timestamp() - started_at) * 1000),
      error_message = case
        when args->>'status' <> 'completed' then coalesce(
          scheduler_internal.reason_sentence(
            args->'reason'->>'code', args->'reason'->'details', error_message),
          error_message,
          args->>'message')
      end,
      reason_code = why->>'code',
      reason_details = why->'details',
      undelivered_since = null
    where id = execution.id
    returning * into execution;
    update public.job_schedules set
      total_runs = total_runs + (execution.started_at is not null)::integer,
      successful_runs = successful_runs + (execution.status = 'completed')::integer,
      failed_runs = failed_runs + (execution.started_at is not null and execution.status = 'failed')::integer,
      last_run_status = case
        when last_run_execution_id = execution.id then execution.status else last_run_status end,
      last_run_duration_ms = case
        when last_run_execution_id = execution.id then execution.duration_ms else last_run_duration_ms end
    where job_name = execution.job_name;
  end if;
  if execution.backfill_id is not null then
    perform scheduler_internal.release_next_run(execution.job_name);
  end if;
  answer := jsonb_build_object(
    'finished', is_first_end,
    'status', execution.status,
    'effects', jsonb_build_object(
      'dependents', (
        select coalesce(jsonb_agg(distinct a.child), '[]')
        from public.dependency_arrivals a where a.execution_id = execution.id),
      'start', case
        when execution.backfill_id is null then '[]'::jsonb
        else scheduler_internal.released_runs(execution.job_name)
      end));
  if not scheduler_internal.is_limited(service_row)
    and job.overlap in ('skip', 'allow')
    and not exists (
      select from public.scheduled_jobs e
      where e.job_name = job.job_name and e.status = 'queued' and e.waiting_since is not null)
  then
    return answer;
  end if;
  if is_first_end then
    perform scheduler_internal.admit(service_row,
      case when scheduler_internal.is_limited(service_row) then null else job.job_name end,
      execution.id);
  end if;
  return jsonb_set(answer, '{effects,signal}', (
    select coalesce(jsonb_agg(e.workflow_id), '[]')
    from public.scheduled_jobs e
    where e.service = execution.service and e.status = 'queued' and e.admitted_by = execution.id));
end $$;

-- {executionId, how: gone | reset | ended, workflowStatus?} -> as finish_execution: ends an execution that
-- has lost its workflow. completed when the service had reported success, cancelled when that was requested,
-- else failed. Records an audit event.
create function public.finish_lost_execution(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  why constant jsonb := scheduler_internal.reason('workflow_lost', args - 'executionId');
  message constant text := scheduler_internal.reason_sentence('workflow_lost', why->'details');
  execution public.scheduled_jobs;
  answer jsonb;
begin
  select * into execution from public.scheduled_jobs where id = (args->>'executionId')::uuid;
  answer := public.finish_execution(jsonb_build_object(
    'executionId', args->'executionId',
    'reason', why,
    'message', message,
    'status', case
      when execution.outcome = 'succeeded' then 'completed'
      when execution.cancel_requested_at is not null then 'cancelled'
      else 'failed'
    end));
  if (answer->>'finished')::boolean then
    perform scheduler_internal.record_event(execution.job_name, 'reconcile', 'run ' || (answer->>'status'),
      null, jsonb_build_object('executionId', execution.id),
      message, 'reconcile');
  end if;
  return answer;
end $$;

-- Dependencies: a job with `after` runs when the jobs it names have ended in the given way. Every such end
-- records an arrival in the transaction that ends the run. The child's run deletes its arrivals in the
-- transaction that accepts it, so an end belongs to exactly one run of each child, whichever process dies in
-- between. Arrivals and `after` are read without locks of other jobs.

-- Edges follow every write of `after`. A deleted job has no parents.
create function scheduler_internal.keep_edges() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.dependency_edges where child = new.job_name;
  if new.deleted_at is null then
    insert into public.dependency_edges (child, parent, ends)
    select new.job_name, edge->>'job', edge->>'on' from jsonb_array_elements(new.after) edge
    on conflict do nothing;
  end if;
  return null;
end $$;

create trigger keep_edges after update of after, deleted_at on public.job_schedules for each row
  when ((old.after, old.deleted_at is null) is distinct from (new.after, new.deleted_at is null))
  execute function scheduler_internal.keep_edges();

create trigger keep_new_edges after insert on public.job_schedules for each row when (new.after <> '[]')
  execute function scheduler_internal.keep_edges();

-- An arrival for each child of a run that ends. A run that was cancelled before it began does not count.
create function scheduler_internal.record_arrivals() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.dependency_arrivals (child, parent, execution_id)
  select edge.child, new.job_name, new.id from public.dependency_edges edge
  where edge.parent = new.job_name
    and (edge.ends = 'any' or new.status = case edge.ends when 'success' then 'completed' else 'failed' end)
  on conflict do nothing;
  return null;
end $$;

create trigger record_arrivals after update of status on public.scheduled_jobs for each row
  when (old.status in ('queued', 'running') and (new.status in ('completed', 'failed')
    or (new.status = 'cancelled' and new.started_at is not null)))
  execute function scheduler_internal.record_arrivals();

-- The arrivals that the job's next run follows; null while one is missing. With one parent each end is a run
-- of its own. With several, all ends since the last run (the newest 100 of each parent) go into one run. A
-- deleted parent is left out.
create function scheduler_internal.arrivals_of_next_run(job public.job_schedules) returns uuid[]
language sql stable set search_path = '' as $$
  with parents as (
    select distinct edge->>'job' as parent
    from jsonb_array_elements(job.after) edge
    where not exists (
      select from public.job_schedules p where p.job_name = edge->>'job' and p.deleted_at is not null)),
  arrivals as (
    select
      a.parent,
      a.execution_id,
      row_number() over (partition by a.parent order by a.arrived_at desc) as from_newest,
      row_number() over (order by a.arrived_at, a.execution_id) as from_oldest
    from public.dependency_arrivals a
    join parents p on p.parent = a.parent
    where a.child = job.job_name)
  select case
    when (select count(distinct parent) from arrivals) = (select count(*) from parents) then (
      select array_agg(execution_id order by execution_id)
      from arrivals
      where case
        when (select count(*) from parents) = 1 then from_oldest = 1
        else from_newest <= 100
      end)
  end
  where job.deleted_at is null
$$;

-- {jobName, executionId?, parentExecutionIds?} -> {state: waiting} | {state: ready, parentExecutionIds} |
-- {state: accepted, status, reason, effects: {cancel, start}}. ready: call again with these ids and the
-- execution id derived from them. A disabled or paused job, or one whose overlap rule refuses the run, gets a
-- skipped row. The same id again returns the same execution.
create function public.accept_dependent(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  execution_id constant uuid := args->>'executionId';
  locked constant record := scheduler_internal.lock_service_and_job(args->>'jobName');
  service_row constant public.services := locked.service;
  job constant public.job_schedules := locked.job;
  execution public.scheduled_jobs;
  parents uuid[];
  why_not jsonb;
  to_cancel jsonb := '[]';
begin
  select * into execution from public.scheduled_jobs where id = execution_id;
  if not found then
    parents := scheduler_internal.arrivals_of_next_run(job);
    if parents is null then
      return jsonb_build_object('state', 'waiting');
    elsif execution_id is null
      or parents <> array(select jsonb_array_elements_text(args->'parentExecutionIds')::uuid)
    then
      return jsonb_build_object('state', 'ready', 'parentExecutionIds', parents);
    end if;
    -- Only these: an end that has arrived since belongs to the next run.
    delete from public.dependency_arrivals a where a.child = job.job_name and a.execution_id = any (parents);
    why_not := case
      when not job.enabled
        then scheduler_internal.reason('disabled', jsonb_build_object('jobName', job.job_name))
      when job.paused_until > clock_timestamp() then scheduler_internal.paused_reason(job)
      else scheduler_internal.skip_reason(job, service_row, execution_id)
    end;
    execution := scheduler_internal.new_execution(job, execution_id, 'dependency');
    execution.parent_execution_ids := parents;
    execution.status := case when why_not is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when why_not is not null then clock_timestamp() end;
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    execution := scheduler_internal.insert_execution(execution);
    if why_not is null and job.overlap = 'cancel_running' then
      to_cancel := scheduler_internal.cancel_others(job, execution_id);
    end if;
  end if;
  return jsonb_build_object(
    'state', 'accepted',
    'status', execution.status,
    'reason', execution.reason,
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', case
        when execution.status = 'queued' then jsonb_build_array(scheduler_internal.queued_run(execution))
        else '[]'
      end));
end $$;

-- {limit, cursor?} -> {jobs: [name], nextCursor}, by name: jobs whose parents have all ended and whose run
-- has not been accepted.
create function public.list_dependents(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page text[];
begin
  select array_agg(job_name) into page
  from (
    select j.job_name from public.job_schedules j
    where j.job_name in (select child from public.dependency_arrivals)
      and j.job_name > coalesce(args->>'cursor', '')
      and scheduler_internal.arrivals_of_next_run(j) is not null
    order by j.job_name
    limit page_size + 1) complete;
  return jsonb_build_object(
    'jobs', coalesce(to_jsonb(page[1:page_size]), '[]'),
    'nextCursor', case when cardinality(page) > page_size then page[page_size] end);
end $$;

-- Refuses an `after` by which the job would finally wait for itself (SJ015), and one with more than 5,000
-- jobs before it (SJ023). The lock keeps two registrations from closing a cycle that neither of them sees; no
-- holder of it asks for a job's lock. Each job is visited once, however many paths lead to it.
create function scheduler_internal.refuse_cycle(job public.job_schedules) returns void
language plpgsql set search_path = '' as $$
declare
  most constant integer := 5000;
  visited integer;
  closes boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('dependencies', 0));
  with recursive ancestors (name) as (
    select edge->>'job' from jsonb_array_elements(job.after) edge
    union
    -- `offset 0` makes this an index lookup per job. Without it the planner takes the walk for one big join
    -- and would read the whole table in each step.
    select up.parent
    from ancestors a, lateral (
      select e.parent from public.dependency_edges e where e.child = a.name offset 0) up
    where a.name <> job.job_name)
  select count(*), bool_or(name = job.job_name)
  into visited, closes
  from (select name from ancestors limit most + 1) walked;
  if closes then
    perform scheduler_internal.refuse('SJ015',
      format('job "%s" would wait for itself: %s; take one of these out of its "after"',
        job.job_name,
        (select string_agg(format('%s runs after %s', cycle[i], cycle[i + 1]), ', ' order by i)
          from generate_series(1, cardinality(cycle) - 1) i)),
      jsonb_build_object('cycle', cycle))
    from scheduler_internal.shortest_cycle(job) cycle;
  elsif visited > most then
    perform scheduler_internal.refuse('SJ023',
      format('job "%s" would run after more than %s jobs, in the end; take some out of its "after"',
        job.job_name, most),
      jsonb_build_object('jobName', job.job_name, 'most', most));
  end if;
end $$;

-- One of the shortest paths from the job back to itself, for an error message: [job, parent, …, job].
-- Searched level by level.
create function scheduler_internal.shortest_cycle(job public.job_schedules) returns text[]
language plpgsql stable set search_path = '' as $$
declare
  level text[] := array(select edge->>'job' from jsonb_array_elements(job.after) edge);
  levels jsonb[];
  seen text[] := level;
  cycle text[] := array[job.job_name];
begin
  while not job.job_name = any (level) loop
    -- Another transaction has opened the cycle meanwhile.
    if level = '{}' then
      return array[job.job_name, job.job_name];
    end if;
    levels := levels || to_jsonb(level);
    level := array(select up.parent from unnest(level) below, lateral (
        select e.parent from public.dependency_edges e where e.child = below offset 0) up
      except select unnest(seen));
    seen := seen || level;
  end loop;
  for depth in reverse coalesce(cardinality(levels), 0) .. 1 loop
    cycle := (select e.child from public.dependency_edges e
      where e.parent = cycle[1] and levels[depth] ? e.child order by e.child limit 1) || cycle;
  end loop;
  return job.job_name || cycle;
end $$;

-- Parents in the job's `after` that are not registered, or not any more.
create function scheduler_internal.unregistered_parents(job public.job_schedules) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(edge->'job'), '[]') from jsonb_array_elements(job.after) edge
  where not exists (select from public.job_schedules p where p.job_name = edge->>'job'
    and p.deleted_at is null)
$$;

-- At most 10 parents of a job without an arrival, with the end of their newest run.
create function scheduler_internal.waiting_for(name text, after jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'job', parent.edge->>'job',
    'on', parent.edge->>'on',
    'lastStatus', newest.status,
    'lastAt', scheduler_internal.iso(newest.due_at),
    'executionId', newest.id) order by parent.position), '[]')
  from (
    select listed.edge, listed.position
    from jsonb_array_elements(after) with ordinality listed (edge, position)
    where not exists (
      select from public.dependency_arrivals a
      where a.child = name and a.parent = listed.edge->>'job')
    order by listed.position
    limit 10) parent
  left join lateral (
    select e.id, e.status, e.due_at from public.scheduled_jobs e
    where e.job_name = parent.edge->>'job'
      and e.status not in ('queued', 'running')
      and (e.due_at <= now() or e.started_at is not null)
    order by e.due_at desc, e.id desc
    limit 1) newest on true
$$;

-- {jobName} -> {nodes: [{name, registered, displayName, service, enabled, pausedUntil, lastRunStatus,
-- lastRunAt, running, queued}], edges: [{from, to, on, arrivedAt: ISO or null, lastEnd: {executionId, status,
-- at, counts} or null}], truncated}: all jobs before and after the job, however far away, the nearest first
-- (at most 500 jobs and 10,000 edges). `arrivedAt`: since when an end of `from` waits for the other parents
-- of `to`. `lastEnd`: the end of the newest run of `from`. `counts`: whether `to` runs after such an end.
create function public.job_dependencies(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  root constant text := args->>'jobName';
  most constant integer := 500;
  most_edges constant integer := 10000;
  around text[];
  edges jsonb[];
begin
  if not exists (select from public.job_schedules where job_name = root and deleted_at is null) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', root),
      jsonb_build_object('jobName', root));
  end if;
  with recursive
    above (name) as (
      select root
      union
      select up.parent from above a, lateral (
        select e.parent from public.dependency_edges e where e.child = a.name offset 0) up),
    below (name) as (
      select root
      union
      select down.child from below b, lateral (
        select e.child from public.dependency_edges e where e.parent = b.name offset 0) down),
    found as (
      select name, row_number() over () as distance from (select name from above limit most + 1) up
      union all
      select name, row_number() over () from (select name from below limit most + 1) down)
  select array_agg(name order by nearest, name) into around
  from (select name, min(distance) as nearest from found group by name) each;
  with ends as (
    select node, last_end.*
    from unnest(around[1:most]) node, lateral (
      select e.id, e.status, e.completed_at from public.scheduled_jobs e
      where e.job_name = node
        and (e.status in ('completed', 'failed') or (e.status = 'cancelled' and e.started_at is not null))
      order by e.due_at desc, e.id desc
      limit 1) last_end),
  waiting as (
    select a.child, a.parent, max(a.arrived_at) as arrived_at
    from public.dependency_arrivals a
    where a.child = any (around[1:most])
    group by a.child, a.parent)
  select array_agg(edge order by edge->>'to', edge->>'from') into edges
  from (
    select jsonb_build_object(
      'from', e.parent,
      'to', e.child,
      'on', e.ends,
      'arrivedAt', scheduler_internal.iso(w.arrived_at),
      'lastEnd', case
        when ends.id is not null then jsonb_build_object(
          'executionId', ends.id,
          'status', ends.status,
          'at', scheduler_internal.iso(ends.completed_at),
          'counts', e.ends = 'any'
            or ends.status = case e.ends when 'success' then 'completed' else 'failed' end)
      end) as edge
    from public.dependency_edges e
    left join waiting w on w.child = e.child and w.parent = e.parent
    left join ends on ends.node = e.parent
    where e.child = any (around[1:most]) and e.parent = any (around[1:most])
    limit most_edges + 1) listed;
  return jsonb_build_object(
    'nodes', (
      select jsonb_agg(jsonb_build_object(
        'name', node,
        'registered', j.job_name is not null,
        'displayName', coalesce(j.display_name, node),
        'service', j.service,
        'enabled', j.enabled,
        'pausedUntil', case when j.paused_until > now() then scheduler_internal.iso(j.paused_until) end,
        'lastRunStatus', j.last_run_status,
        'lastRunAt', scheduler_internal.iso(j.last_run_at),
        'running', (
          select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'running'),
        'queued', (
          select count(*) from public.scheduled_jobs e where e.job_name = node and e.status = 'queued'))
        order by node)
      from unnest(around[1:most]) node
      left join public.job_schedules j on j.job_name = node and j.deleted_at is null),
    'edges', coalesce(to_jsonb(edges[1:most_edges]), '[]'),
    'truncated', cardinality(around) > most or coalesce(cardinality(edges), 0) > most_edges);
end $$;

-- Backfills. Their runs are queued rows that may not ask to begin yet: `awaits` is `turn`. One run is
-- released at a time, oldest first, in the transaction that ends the run before. A backfill does not hold the
-- job's slot against others: an occurrence or a trigger waits for the one run in progress, then goes first.

-- {jobName, from, to} -> {cronExpression, timeZone, definitions: [{cronExpression, timeZone, validFrom,
-- validTo}]}: the input of a backfill's occurrences. The first definition's `validFrom` is when the job was
-- first registered.
create function public.get_backfill_basis(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' and deleted_at is null;
  if not found then
    perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
      jsonb_build_object('jobName', args->'jobName'));
  end if;
  return jsonb_build_object(
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'definitions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'cronExpression', d.cron_expression,
        'timeZone', d.time_zone,
        'validFrom', scheduler_internal.iso(d.valid_from),
        'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
      from (
        select * from public.job_definitions d
        where d.job_name = job.job_name
          and d.valid_from < (args->>'to')::timestamptz
          and (d.valid_to is null or d.valid_to > (args->>'from')::timestamptz)
        order by d.valid_from
        limit 1000) d));
end $$;

-- {jobName, instants: [ISO]} -> {occurrences: [{scheduledFor, status: or null}]}: occurrences (of at most
-- 1,000) without a completed or unfinished run, and the status of their last run; null when there is none.
create function public.list_incomplete(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('occurrences', coalesce(jsonb_agg(jsonb_build_object(
    'scheduledFor', instant,
    'status', (
      select e.status from public.scheduled_jobs e
      where e.job_name = args->>'jobName'
        and e.due_at = instant::timestamptz
        and e.origin in ('schedule', 'backfill')
      order by e.completed_at desc
      limit 1)) order by instant), '[]'))
  from jsonb_array_elements_text(args->'instants') instant
  where not exists (
    select from public.scheduled_jobs e
    where e.job_name = args->>'jobName'
      and e.due_at = instant::timestamptz
      and e.origin in ('schedule', 'backfill')
      and e.status in ('queued', 'running', 'completed'))
$$;

-- {backfillId, jobName, from, to, occurrences: [{executionId, scheduledFor}], actor, source?, reason?,
-- triggeredBy, requestHash} -> {backfill, effects: {start}}. At most 1,000 occurrences, oldest first; those
-- with a completed or unfinished run by now are left out. `start` is empty while a run of another backfill of
-- the job has not ended. The same id again returns the same backfill (SJ004 when the request differs).
create function public.accept_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  id_given constant uuid := args->>'backfillId';
  backfill public.backfills;
  execution public.scheduled_jobs;
  occurrence jsonb;
begin
  select * into backfill from public.backfills where id = id_given;
  if found and backfill.request_hash <> args->>'requestHash' then
    perform scheduler_internal.refuse('SJ004',
      format('this Idempotency-Key was used for another request to job "%s"; send a new key', job.job_name),
      jsonb_build_object('backfillId', id_given));
  elsif not found then
    insert into public.backfills (
      id, job_name,
      from_at, to_at,
      total, created_by,
      reason, request_hash)
    values (
      id_given, job.job_name,
      (args->>'from')::timestamptz, (args->>'to')::timestamptz,
      0, args->>'actor',
      args->>'reason', args->>'requestHash');
    execution := scheduler_internal.new_execution(job, null, 'backfill');
    execution.status := 'queued';
    execution.awaits := 'turn';
    execution.queued_at := clock_timestamp();
    execution.triggered_by := args->>'triggeredBy';
    execution.triggered_by_user := args->>'userId';
    execution.trigger_reason := args->>'reason';
    execution.exclusive := false;
    execution.backfill_id := id_given;
    execution.reason_code := 'backfill';
    execution.reason_details := '{}';
    for occurrence in
      select listed from jsonb_array_elements(args->'occurrences') listed
      where listed->'scheduledFor' in (
        select incomplete->'scheduledFor'
        from jsonb_array_elements(public.list_incomplete(jsonb_build_object(
          'jobName', job.job_name,
          'instants', jsonb_path_query_array(args, '$.occurrences[*].scheduledFor')
        ))->'occurrences') incomplete)
      order by listed->>'scheduledFor'
      limit 1000
    loop
      execution.id := occurrence->>'executionId';
      execution.scheduled_for := occurrence->>'scheduledFor';
      execution.workflow_id := 'run:' || execution.id;
      perform scheduler_internal.insert_execution(execution);
    end loop;
    update public.backfills set
      total = (select count(*) from public.scheduled_jobs e where e.backfill_id = id_given)
    where id = id_given
    returning * into backfill;
    if backfill.total = 0 then
      perform scheduler_internal.refuse('SJ017',
        format('job "%s" has no occurrence without a completed run from %s to %s',
          job.job_name, args->>'from', args->>'to'),
        jsonb_build_object('jobName', job.job_name, 'from', args->'from', 'to', args->'to'));
    end if;
    perform scheduler_internal.release_next_run(job.job_name);
    perform scheduler_internal.record_event(job.job_name, args->>'actor', 'backfill started',
      null, jsonb_build_object(
        'backfillId', id_given,
        'from', args->'from',
        'to', args->'to',
        'runs', backfill.total),
      args->>'reason', scheduler_internal.source_of(args));
  end if;
  return jsonb_build_object(
    'backfill', scheduler_internal.backfill_json(backfill),
    'effects', jsonb_build_object('start', (
      select coalesce(jsonb_agg(scheduler_internal.queued_run(e)), '[]')
      from public.scheduled_jobs e
      where e.backfill_id = id_given and e.status = 'queued' and e.awaits is null)));
end $$;

-- A backfill with its progress. `running` counts runs that have started or may start next, `waiting` the
-- rest.
create function scheduler_internal.backfill_json(backfill public.backfills) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', backfill.id,
    'jobName', backfill.job_name,
    'status', case
      when counts.unfinished > 0 and backfill.cancelled_at is null then 'running'
      when counts.unfinished > 0 then 'cancelling'
      when backfill.cancelled_at is not null then 'cancelled'
      else 'completed'
    end,
    'from', scheduler_internal.iso(backfill.from_at),
    'to', scheduler_internal.iso(backfill.to_at),
    'total', backfill.total,
    'waiting', counts.waiting,
    'running', counts.unfinished - counts.waiting,
    'completed', counts.completed,
    'failed', counts.failed,
    'cancelled', counts.cancelled,
    'createdBy', backfill.created_by,
    'createdAt', scheduler_internal.iso(backfill.created_at),
    'reason', backfill.reason,
    'cancelledAt', scheduler_internal.iso(backfill.cancelled_at),
    'cancelledBy', backfill.cancelled_by,
    'cancelReason', backfill.cancel_reason)
  from (
    select
      count(*) filter (where e.status in ('queued', 'running')) as unfinished,
      count(*) filter (where e.status = 'queued' and e.awaits = 'turn') as waiting,
      count(*) filter (where e.status = 'completed') as completed,
      count(*) filter (where e.status = 'failed') as failed,
      count(*) filter (where e.status = 'cancelled') as cancelled
    from public.scheduled_jobs e
    where e.backfill_id = backfill.id) counts
$$;

-- SJ016 when there is none.
create function scheduler_internal.found_backfill(backfill_id text) returns public.backfills
language plpgsql stable set search_path = '' as $$
declare backfill public.backfills;
begin
  select * into backfill from public.backfills where id = backfill_id::uuid;
  if not found then
    perform scheduler_internal.refuse('SJ016', format('backfill %s does not exist', backfill_id),
      jsonb_build_object('backfillId', backfill_id));
  end if;
  return backfill;
end $$;

-- {backfillId} -> {backfill}
create function public.get_backfill(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfill',
    scheduler_internal.backfill_json(scheduler_internal.found_backfill(args->>'backfillId')))
$$;

-- {jobName, limit} -> {backfills}, newest first.
create function public.list_backfills(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('backfills', coalesce(
    jsonb_agg(scheduler_internal.backfill_json(b) order by b.created_at desc), '[]'))
  from (
    select * from public.backfills
    where job_name = args->>'jobName'
    order by created_at desc
    limit least((args->>'limit')::integer, 1000)) b
$$;

-- {backfillId, actor, source?, reason?} -> {backfill, effects: {cancel, start}}. Queued runs are cancelled at
-- once; for a running one the request is recorded. The first request counts; a finished backfill stays as it
-- is. `start`: the next run of another backfill of the job.
create function public.cancel_backfill(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  backfill public.backfills := scheduler_internal.found_backfill(args->>'backfillId');
  to_cancel jsonb;
begin
  perform from public.job_schedules where job_name = backfill.job_name for update;
  if exists (select from public.scheduled_jobs
    where backfill_id = backfill.id and status in ('queued', 'running'))
  then
    update public.backfills set
      cancelled_at = coalesce(cancelled_at, clock_timestamp()),
      cancelled_by = coalesce(cancelled_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason')
    where id = backfill.id
    returning * into backfill;
    update public.scheduled_jobs set
      cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
      cancel_requested_by = coalesce(cancel_requested_by, args->>'actor'),
      cancel_reason = coalesce(cancel_reason, args->>'reason', 'backfill cancelled'),
      status = case when status = 'queued' then 'cancelled' else status end,
      completed_at = case when status = 'queued' then clock_timestamp() end,
      reason_code = case when status = 'queued' then 'backfill_cancelled' else reason_code end,
      reason_details = case
        when status = 'queued' then scheduler_internal.by_actor(args)
        else reason_details
      end
    where backfill_id = backfill.id and status in ('queued', 'running');
    perform scheduler_internal.release_next_run(backfill.job_name);
    perform scheduler_internal.record_event(backfill.job_name, args->>'actor', 'backfill cancelled',
      null, jsonb_build_object('backfillId', backfill.id),
      args->>'reason', scheduler_internal.source_of(args));
  end if;
  select coalesce(jsonb_agg(workflow_id), '[]') into to_cancel
  from public.scheduled_jobs e
  where e.backfill_id = backfill.id
    and e.run_id is not null
    and (e.status = 'running' or (e.status = 'cancelled' and e.started_at is null));
  return jsonb_build_object(
    'backfill', scheduler_internal.backfill_json(backfill),
    'effects', jsonb_build_object(
      'cancel', to_cancel,
      'start', scheduler_internal.released_runs(backfill.job_name)));
end $$;

-- Releases the next run of the job's backfills, unless one has been released and has not ended.
create function scheduler_internal.release_next_run(name text) returns void
language sql set search_path = '' as $$
  update public.scheduled_jobs set
    awaits = null,
    reason_code = null,
    reason_details = null,
    queued_at = clock_timestamp()
  where id = (
      select e.id from public.scheduled_jobs e
      where e.job_name = name and e.awaits = 'turn' and e.status = 'queued'
      order by e.scheduled_for, e.id
      limit 1)
    and not exists (
      select from public.scheduled_jobs e
      where e.job_name = name
        and e.backfill_id is not null
        and (e.status = 'running' or (e.status = 'queued' and e.awaits is null)))
$$;

-- The released run of the job's backfills while its workflow has not been started.
create function scheduler_internal.released_runs(name text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(scheduler_internal.queued_run(e)), '[]')
  from public.scheduled_jobs e
  where e.job_name = name
    and e.backfill_id is not null
    and e.status = 'queued'
    and e.awaits is null
    and e.run_id is null
$$;

-- {limit} -> {released}: releases the next runs of jobs whose backfills have stopped, because the end of the
-- run before released none.
create function public.release_backfills(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  stalled record;
  released integer := 0;
begin
  for stalled in
    select distinct e.job_name from public.scheduled_jobs e
    where e.status = 'queued'
      and e.awaits = 'turn'
      and not exists (
        select from public.scheduled_jobs o
        where o.job_name = e.job_name
          and o.backfill_id is not null
          and (o.status = 'running' or (o.status = 'queued' and o.awaits is null)))
    order by e.job_name
    limit least((args->>'limit')::integer, 1000)
  loop
    perform from public.job_schedules where job_name = stalled.job_name for update skip locked;
    if found then
      perform scheduler_internal.release_next_run(stalled.job_name);
      released := released + 1;
    end if;
  end loop;
  return jsonb_build_object('released', released);
end $$;

-- Catch-up: every expected occurrence gets exactly one row, decided by the definition in force at its
-- instant. An occurrence without a row when it is late (60 s and the job's jitter) belongs to catch-up alone,
-- and a later fire is a no-op. So no two processes decide about one occurrence.

-- An occurrence is late this long after its instant.
create function scheduler_internal.late_after(jitter_seconds integer) returns interval
language sql immutable set search_path = '' as $$
  select make_interval(secs => 60 + jitter_seconds)
$$;

-- {limit, cursor?} -> {jobs: [{jobName, revision, ledgerUntil, now, definitions: [{cronExpression, timeZone,
-- jitterSeconds, catchup, catchupSeconds, pausedUntil, active, validFrom, validTo}]}], nextCursor}, by name:
-- jobs that catch-up has to check. Definitions in force after ledgerUntil, oldest first.
create function public.list_catch_up_due(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page
  from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and j.ledger_due_at + scheduler_internal.late_after(j.jitter_seconds) < now()
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'jobs', coalesce((
      select jsonb_agg(jsonb_build_object(
        'jobName', due.job_name,
        'revision', due.revision,
        'ledgerUntil', scheduler_internal.iso(due.ledger_until),
        'now', scheduler_internal.iso(now()),
        'definitions', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'cronExpression', d.cron_expression,
            'timeZone', d.time_zone,
            'jitterSeconds', d.jitter_seconds,
            'catchup', d.catchup,
            'catchupSeconds', d.catchup_seconds,
            'pausedUntil', scheduler_internal.iso(d.paused_until),
            'active', d.active,
            'validFrom', scheduler_internal.iso(d.valid_from),
            'validTo', scheduler_internal.iso(d.valid_to)) order by d.valid_from), '[]')
          from (
            select * from public.job_definitions d
            where d.job_name = due.job_name and (d.valid_to is null or d.valid_to > due.ledger_until)
            order by d.valid_from
            limit 1000) d)) order by due.job_name)
      from unnest(page[1:page_size]) due), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {jobName, revision, from, until, dueAt: ISO or null, cause, occurrences: [{executionId, scheduledFor, act:
-- start | miss, code, details, wait}]} -> {state: recorded, started, missed, skipped} | {state: changed}. All
-- occurrences in (from, until], oldest first; those that have a row are left alone. More than 1,000 missed in
-- a row for the same cause become one row. `wait`: when the slot is taken, leave this and all later ones for
-- the next time instead of skipping them. changed: another process has moved catch-up on; nothing is
-- recorded.
create function public.record_occurrences(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  holder public.scheduled_jobs;
  why_not jsonb;
  occurrence jsonb;
  execution public.scheduled_jobs;
  missed_run jsonb[] := '{}';
  until timestamptz := args->>'until';
  due_at timestamptz := args->>'dueAt';
  started integer := 0;
  missed integer := 0;
  skipped integer := 0;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found or scheduler_internal.iso(job.ledger_until) is distinct from args->>'from' then
    return jsonb_build_object('state', 'changed');
  end if;
  for occurrence in
    select listed from jsonb_array_elements(args->'occurrences') with ordinality all_of (listed, position)
    where not exists (
        select from public.scheduled_jobs e where e.id = (listed->>'executionId')::uuid)
      and not exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.origin = 'schedule'
          and e.scheduled_for = (listed->>'scheduledFor')::timestamptz)
    order by position
  loop
    if occurrence->>'act' = 'miss' then
      if missed_run[1]->>'code' <> occurrence->>'code' then
        perform scheduler_internal.record_missed_run(job, missed_run);
        missed_run := '{}';
      end if;
      missed_run := missed_run || occurrence;
      missed := missed + 1;
      continue;
    end if;
    holder := null;
    if job.overlap = 'skip' then
      holder := scheduler_internal.slot_holder(job.job_name, (occurrence->>'executionId')::uuid);
    end if;
    if holder.id is not null and (occurrence->>'wait')::boolean then
      until := (occurrence->>'scheduledFor')::timestamptz - interval '1 millisecond';
      due_at := until;
      exit;
    end if;
    execution := scheduler_internal.new_execution(job, (occurrence->>'executionId')::uuid, 'schedule');
    execution.scheduled_for := occurrence->>'scheduledFor';
    execution.status := case when holder.id is null then 'queued' else 'skipped' end;
    execution.queued_at := clock_timestamp();
    execution.completed_at := case when holder.id is not null then clock_timestamp() end;
    why_not := scheduler_internal.overlap_reason(holder);
    execution.reason_code := why_not->>'code';
    execution.reason_details := why_not->'details';
    perform scheduler_internal.insert_execution(execution);
    started := started + (holder.id is null)::integer;
    skipped := skipped + (holder.id is not null)::integer;
  end loop;
  perform scheduler_internal.record_missed_run(job, missed_run);
  update public.job_schedules set
    ledger_until = greatest(until, ledger_until),
    ledger_due_at = case when revision = (args->>'revision')::bigint then due_at else until end
  where job_name = job.job_name;
  if started + missed + skipped > 0 then
    perform scheduler_internal.record_event(job.job_name, 'reconcile', 'occurrences recorded',
      null, jsonb_build_object(
        'started', started,
        'missed', missed,
        'skipped', skipped,
        'from', args->'from',
        'until', args->'until'),
      args->>'cause', 'reconcile');
  end if;
  return jsonb_build_object('state', 'recorded', 'started', started, 'missed', missed, 'skipped', skipped);
end $$;

-- Records missed occurrences that follow one another: one row each, or one for all of more than 1,000.
create function scheduler_internal.record_missed_run(job public.job_schedules, missed_run jsonb[])
returns void
language plpgsql set search_path = '' as $$
begin
  if cardinality(missed_run) > 1000 then
    perform scheduler_internal.record_missed(job,
      missed_run[1], missed_run[cardinality(missed_run)], cardinality(missed_run));
  else
    perform scheduler_internal.record_missed(job, occurrence, occurrence, 1)
    from unnest(missed_run) occurrence;
  end if;
end $$;

-- Inserts one missed row, for one occurrence or, with a larger `count`, for a series of them.
create function scheduler_internal.record_missed(
  job public.job_schedules,
  first jsonb,
  last jsonb,
  count integer)
returns void
language plpgsql set search_path = '' as $$
declare
  execution public.scheduled_jobs :=
    scheduler_internal.new_execution(job, (first->>'executionId')::uuid, 'schedule');
begin
  execution.scheduled_for := first->>'scheduledFor';
  execution.status := 'missed';
  execution.completed_at := clock_timestamp();
  execution.exclusive := false;
  execution.reason_code := first->>'code';
  execution.reason_details := first->'details';
  if count > 1 then
    execution.reason_details := execution.reason_details || jsonb_build_object(
      'count', count,
      'from', first->'scheduledFor',
      'to', last->'scheduledFor');
    execution.metadata := jsonb_build_object(
      'missedOccurrences', count,
      'from', first->'scheduledFor',
      'to', last->'scheduledFor');
  end if;
  perform scheduler_internal.insert_execution(execution);
end $$;

-- Occurrences to come that are skipped, and one-off runs. The overlap rule decides about a one-off run at its
-- instant, as about every due run. Until then its `awaits` is `instant`.

-- {jobName, revision, executionId, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} ->
-- {executionId, status}: gives an occurrence to come a skipped row, so that its fire is a no-op. The same
-- occurrence again changes nothing; another one of the same definition is another skip. SJ009 when the
-- definition has changed.
create function public.skip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  execution_id constant uuid := args->>'executionId';
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now, then skip that', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- No race: every insert of a row of this job needs the job's lock.
  if not exists (
    select from public.scheduled_jobs e
    where e.id = execution_id
      or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = instant))
  then
    execution := scheduler_internal.new_execution(job, execution_id, 'schedule');
    execution.scheduled_for := instant;
    execution.status := 'skipped';
    execution.completed_at := clock_timestamp();
    execution.exclusive := false;
    execution.reason_code := 'skipped';
    execution.reason_details := scheduler_internal.by_actor(args);
    perform scheduler_internal.insert_execution(execution);
    perform scheduler_internal.record_event(job.job_name, args->>'actor', 'occurrence skipped',
      null, jsonb_build_object('executionId', execution_id, 'scheduledFor', args->'scheduledFor'),
      args->>'reason', scheduler_internal.source_of(args));
    update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
    where job_name = job.job_name;
  end if;
  select * into execution from public.scheduled_jobs where id = execution_id;
  return jsonb_build_object('executionId', execution.id, 'status', execution.status);
end $$;

-- {jobName, revision, scheduledFor, nextRunAt: ISO or null, actor, source?, reason?} -> {executionId}:
-- deletes the skipped row of an occurrence to come, which is expected again. SJ024 when there is none: it was
-- not skipped, or its instant has passed.
create function public.unskip_occurrence(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules := scheduler_internal.locked_job(args->>'jobName');
  instant constant timestamptz := args->>'scheduledFor';
  execution public.scheduled_jobs;
begin
  if job.revision <> (args->>'revision')::bigint then
    perform scheduler_internal.refuse('SJ009',
      format('job "%s" was changed meanwhile; look when it runs now', job.job_name),
      jsonb_build_object('job', scheduler_internal.job_json(job)));
  end if;
  -- A row with a run_id belongs to a fire that was skipped; it stays.
  delete from public.scheduled_jobs e
  where e.job_name = job.job_name
    and e.origin = 'schedule'
    and e.scheduled_for = instant
    and e.status = 'skipped'
    and e.run_id is null
    and instant > clock_timestamp()
  returning * into execution;
  if not found then
    perform scheduler_internal.refuse('SJ024',
      format('job "%s" has no skipped run to come at %s; there is nothing to undo',
        job.job_name, args->>'scheduledFor'),
      jsonb_build_object('jobName', job.job_name, 'scheduledFor', args->'scheduledFor'));
  end if;
  update public.job_days set skipped = greatest(skipped - 1, 0)
  where job_name = job.job_name and day = (instant at time zone 'UTC')::date;
  perform scheduler_internal.record_event(job.job_name, args->>'actor', 'skip undone',
    null, jsonb_build_object('scheduledFor', args->'scheduledFor'),
    args->>'reason', scheduler_internal.source_of(args));
  update public.job_schedules set next_run_at = (args->>'nextRunAt')::timestamptz
  where job_name = job.job_name;
  return jsonb_build_object('executionId', execution.id);
end $$;

-- {jobName} -> {skipped: [instant], planned: [{executionId, scheduledFor}]}: occurrences to come that were
-- skipped, and one-off runs, at most 1,000 of each.
create function public.list_skipped_ahead(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'skipped', (
      select coalesce(jsonb_agg(scheduler_internal.iso(ahead.scheduled_for)), '[]')
      from (
        select e.scheduled_for from public.scheduled_jobs e
        where e.job_name = args->>'jobName'
          and e.origin = 'schedule'
          and e.status = 'skipped'
          and e.scheduled_for > now()
        order by e.scheduled_for
        limit 1000) ahead),
    'planned', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'executionId', ahead.id,
        'scheduledFor', scheduler_internal.iso(ahead.scheduled_for))), '[]')
      from (
        select e.id, e.scheduled_for from public.scheduled_jobs e
        where e.job_name = args->>'jobName' and e.status = 'queued' and e.awaits = 'instant'
        order by e.scheduled_for
        limit 1000) ahead))
$$;

-- Applies `expected` as far as it matches the job's effective settings. {cronExpression, timeZone, nextRuns:
-- [ISO]}: the first occurrences to come; the first that is not skipped is the next run ([] = there is none).
-- {runAt, runAtExecutionId}: the one-off run gets its row, unless it is older than the catch-up rule allows.
-- TypeScript alone reads cron expressions and SQL alone merges settings, so the caller computes ahead and
-- this function compares. `complete`: nothing is left to compute.
create function scheduler_internal.take_expected(
  inout job public.job_schedules,
  expected jsonb,
  out complete boolean,
  out effects jsonb)
language plpgsql set search_path = '' as $$
declare
  has_occurrences constant boolean :=
    job.enabled and job.deleted_at is null and job.cron_expression is not null;
  next_run timestamptz;
  execution public.scheduled_jobs;
begin
  effects := '{}';
  if has_occurrences
    and expected->>'cronExpression' = job.cron_expression
    and expected->>'timeZone' = job.time_zone
  then
    select min(occurrence::timestamptz) into next_run
    from jsonb_array_elements_text(expected->'nextRuns') occurrence
    where occurrence::timestamptz > clock_timestamp()
      and occurrence::timestamptz >= coalesce(job.paused_until, '-infinity')
      and not exists (
        select from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.origin = 'schedule'
          and e.status = 'skipped'
          and e.scheduled_for = occurrence::timestamptz);
    if (next_run is not null or expected->'nextRuns' = '[]')
      and (next_run, job.revision) is distinct from (job.next_run_at, job.next_run_revision)
    then
      update public.job_schedules set next_run_at = next_run, next_run_revision = revision
      where job_name = job.job_name
      returning * into job;
    end if;
  end if;
  if job.deleted_at is null
    and job.run_at is distinct from job.run_at_planned
    and job.run_at = (expected->>'runAt')::timestamptz
  then
    update public.job_schedules set run_at_planned = run_at
    where job_name = job.job_name
    returning * into job;
    perform from public.scheduled_jobs e
    where e.id = (expected->>'runAtExecutionId')::uuid
      or (e.job_name = job.job_name and e.origin = 'schedule' and e.scheduled_for = job.run_at);
    if not found and job.run_at >= clock_timestamp() - make_interval(secs => (
      case when job.catchup = 'none' then 60 else greatest(job.catchup_seconds, 60) end))
    then
      execution := scheduler_internal.new_execution(job, (expected->>'runAtExecutionId')::uuid, 'schedule');
      execution.scheduled_for := job.run_at;
      execution.status := 'queued';
      execution.awaits := 'instant';
      execution.queued_at := clock_timestamp();
      execution.exclusive := false;
      execution.reason_code := 'planned';
      execution.reason_details := jsonb_build_object('at', expected->'runAt');
      execution := scheduler_internal.insert_execution(execution);
      effects := jsonb_build_object('start', jsonb_build_array(scheduler_internal.queued_run(execution)));
    end if;
  end if;
  complete := (not has_occurrences or job.next_run_revision = job.revision)
    and (job.deleted_at is not null
      or job.run_at is null
      or job.run_at is not distinct from job.run_at_planned);
end $$;

-- {jobName} and the fields of take_expected's `expected` -> {job or null, complete, effects: {start}}: for
-- repairs, and after a change that could not compute them.
create function public.expect_runs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules
  where job_name = args->>'jobName' and deleted_at is null
  for update;
  if not found then
    return jsonb_build_object('job', null, 'complete', true, 'effects', '{}'::jsonb);
  end if;
  return scheduler_internal.changed_job(job, args);
end $$;

-- {limit} -> {jobs: [{jobName, runAt}]}: jobs whose `runAt` has no row, because the process that changed it
-- died.
create function public.list_unplanned_runs(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('jobs', coalesce(jsonb_agg(jsonb_build_object(
    'jobName', j.job_name,
    'runAt', scheduler_internal.iso(j.run_at))), '[]'))
  from (
    select * from public.job_schedules
    where run_at is not null and run_at is distinct from run_at_planned and deleted_at is null
    order by job_name
    limit least((args->>'limit')::integer, 1000)) j
$$;

-- Sync: keeps Temporal's Schedules equal to the jobs. Zone data changes with Node, and the compiler with the
-- scheduler. A Schedule that was compiled with other inputs than the repairing worker has is compiled anew.

-- The Temporal Schedule that the job must have; exists = false when it must have none.
create function scheduler_internal.desired_schedule(job public.job_schedules) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'jobName', job.job_name,
    'revision', job.revision,
    'projectedRevision', job.projected_revision,
    'exists', job.deleted_at is null and job.cron_expression is not null,
    'enabled', job.enabled,
    'pausedUntil', scheduler_internal.iso(job.paused_until),
    'cronExpression', job.cron_expression,
    'timeZone', job.time_zone,
    'jitterSeconds', job.jitter_seconds,
    'priority', job.priority,
    'service', job.service,
    'endpoint', job.endpoint,
    'conflictToken', job.schedule_conflict_token,
    'inputs', job.schedule_inputs,
    'nextRunAt', scheduler_internal.iso(job.next_run_at))
$$;

-- {jobName, token, force?} -> {state: 'claimed', desired} | {state: 'busy', revision} | {state: 'current'}.
-- One writer per job at a time. A claim expires after 15 s; after that its holder's finish no longer counts.
-- `force` also claims a Schedule that is believed to be current (repair of drift).
create function public.claim_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare job public.job_schedules;
begin
  select * into job from public.job_schedules where job_name = args->>'jobName' for update;
  if not found then
    return jsonb_build_object('state', 'current');
  end if;
  if job.projection_claimed_until > clock_timestamp() and job.projection_token <> (args->>'token')::uuid then
    return jsonb_build_object('state', 'busy', 'revision', job.revision);
  end if;
  if job.revision = job.projected_revision and not coalesce((args->>'force')::boolean, false) then
    return jsonb_build_object('state', 'current');
  end if;
  update public.job_schedules set
    projection_token = (args->>'token')::uuid,
    projection_claimed_until = clock_timestamp() + interval '15 seconds'
  where job_name = job.job_name;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token, revision, conflictToken?, inputs?} -> {state: 'current'} | {state: 'claimed', desired}
-- when a newer revision is to be written next, under the same token | {state: 'lost'} when the claim has
-- passed to another writer. Without `inputs` they become unknown. When the same revision compiled to another
-- result, catch-up checks the job again, with the inputs before as the cause.
create function public.finish_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  job public.job_schedules;
  inputs jsonb := nullif(args->'inputs', 'null');
  compiled_anew boolean;
begin
  select * into job from public.job_schedules
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid
  for update;
  if not found then
    return jsonb_build_object('state', 'lost');
  end if;
  if job.projected_revision = (args->>'revision')::bigint then
    compiled_anew := coalesce(job.schedule_inputs->'spec' <> inputs->'spec', false);
    inputs := inputs || jsonb_build_object('replaced', case
      when compiled_anew
        then job.schedule_inputs - 'replaced'
          || jsonb_build_object('until', scheduler_internal.iso(clock_timestamp()))
      else job.schedule_inputs->'replaced'
    end);
  end if;
  update public.job_schedules set
    projected_revision = (args->>'revision')::bigint,
    schedule_conflict_token = args->>'conflictToken',
    schedule_inputs = inputs,
    ledger_due_at = case when compiled_anew then least(ledger_due_at, ledger_until) else ledger_due_at end,
    projection_token = case when revision = (args->>'revision')::bigint then null else projection_token end,
    projection_claimed_until = case
      when revision = (args->>'revision')::bigint then null
      else clock_timestamp() + interval '15 seconds'
    end
  where job_name = job.job_name
  returning * into job;
  if job.revision = job.projected_revision then
    return jsonb_build_object('state', 'current');
  end if;
  return jsonb_build_object('state', 'claimed', 'desired', scheduler_internal.desired_schedule(job));
end $$;

-- {jobName, token} -> {released}: after a failed write, so that the next writer need not wait until the claim
-- expires.
create function public.release_schedule_sync(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set projection_token = null, projection_claimed_until = null
  where job_name = args->>'jobName' and projection_token = (args->>'token')::uuid;
  return jsonb_build_object('released', found);
end $$;

-- {jobName} -> {revision, projectedRevision, conflictToken, inputs}
create function public.get_schedule_sync(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select jsonb_build_object(
        'revision', revision,
        'projectedRevision', projected_revision,
        'conflictToken', schedule_conflict_token,
        'inputs', schedule_inputs)
      from public.job_schedules where job_name = args->>'jobName'),
    jsonb_build_object('revision', 0, 'projectedRevision', 0, 'conflictToken', null, 'inputs', null))
$$;

-- {jobName, revision, inputs} -> {noted}: other inputs compiled to the same Schedule, which need not be
-- written.
create function public.note_schedule_inputs(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.job_schedules set
    schedule_inputs = schedule_inputs || (args->'inputs'),
    ledger_due_at = least(ledger_due_at, ledger_until)
  where job_name = args->>'jobName'
    and revision = (args->>'revision')::bigint
    and projected_revision = revision
    and schedule_inputs->'spec' = args->'inputs'->'spec';
  return jsonb_build_object('noted', found);
end $$;

-- {limit, cursor?, behindOnly?} -> {schedules: [desired], nextCursor}, by job name; also deleted jobs while
-- their Schedules may still exist.
create function public.list_desired_schedules(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.job_schedules[];
begin
  select array_agg(found_job) into page
  from (
    select j as found_job from public.job_schedules j
    where j.job_name > coalesce(args->>'cursor', '')
      and (j.revision <> j.projected_revision
        or (j.deleted_at is null and not coalesce((args->>'behindOnly')::boolean, false)))
    order by j.job_name
    limit page_size + 1) matching;
  return jsonb_build_object(
    'schedules', coalesce((
      select jsonb_agg(scheduler_internal.desired_schedule(j) order by j.job_name)
      from unnest(page[1:page_size]) j), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).job_name end);
end $$;

-- {inputs, limit} -> {schedules: [desired]}: current Schedules that were compiled with other inputs, or with
-- unknown ones; those due next come first.
create function public.list_outdated_schedules(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('schedules', coalesce(jsonb_agg(scheduler_internal.desired_schedule(j)), '[]'))
  from (
    select * from public.job_schedules j
    where j.deleted_at is null
      and j.cron_expression is not null
      and j.revision = j.projected_revision
      and (j.schedule_inputs @> (args->'inputs')) is not true
    order by j.next_run_at nulls last, j.job_name
    limit least((args->>'limit')::integer, 1000)) j
$$;

-- The repair loop: its lease, the rows it looks for, and its state for /health.

-- {holder, seconds, step?} -> {held}: takes or renews the reconcile lease, and records the step that begins.
create function public.hold_reconcile_lease(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set
    holder = args->>'holder',
    expires_at = clock_timestamp() + make_interval(secs => (args->>'seconds')::double precision),
    step = coalesce(args->>'step', step),
    step_since = case when args ? 'step' then clock_timestamp() else step_since end
  where holder is not distinct from args->>'holder' or expires_at < clock_timestamp();
  return jsonb_build_object('held', found);
end $$;

-- {holder, summary? | failure?: {step, code, error}} -> {}: records a complete pass (with summary) or a
-- failed one, or returns the lease (with neither).
create function public.end_reconcile_pass(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if args ? 'summary' then
    update public.reconcile_lease set
      last_success_at = clock_timestamp(),
      last_summary = args->'summary',
      totals = totals || coalesce((
        select jsonb_object_agg(key, coalesce((totals->>key)::bigint, 0) + value::bigint)
        from jsonb_each_text(args->'summary')), '{}'),
      step = null,
      step_since = null,
      failure = null
    where holder = args->>'holder';
  elsif args ? 'failure' then
    update public.reconcile_lease set
      step = null,
      step_since = null,
      failure = args->'failure' || jsonb_build_object('at', scheduler_internal.iso(clock_timestamp()))
    where holder = args->>'holder';
  else
    update public.reconcile_lease set
      holder = null,
      expires_at = '-infinity',
      step = null,
      step_since = null
    where holder = args->>'holder';
  end if;
  return '{}';
end $$;

-- {} -> {lastSuccessAt, summary, totals, held, step, stepSince, failure, now}
create function public.get_reconcile_state(args jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'lastSuccessAt', scheduler_internal.iso(last_success_at),
    'summary', last_summary,
    'totals', totals,
    'held', expires_at > clock_timestamp(),
    'step', step,
    'stepSince', scheduler_internal.iso(step_since),
    'failure', failure,
    'now', scheduler_internal.iso(clock_timestamp()))
  from public.reconcile_lease
$$;

-- {status: running | queued, olderThanSeconds, limit, cursor?} -> {executions, nextCursor}. The caller has
-- just reached Temporal: the start deadline of a queued run counts from the first time it is listed. Not
-- listed: runs whose workflows asked to begin lately, and runs of a backfill that are not released. A one-off
-- run is listed from 60 s before its instant.
create function public.list_unfinished_executions(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  page_size constant integer := least((args->>'limit')::integer, 1000);
  page public.scheduled_jobs[];
begin
  select array_agg(found_execution) into page
  from (
    select e as found_execution from public.scheduled_jobs e
    where e.status = args->>'status'
      and e.status in ('queued', 'running')
      and (args->>'cursor' is null or e.id > (args->>'cursor')::uuid)
      and (e.status = 'running' or e.asked_at is null or e.asked_at < now() - interval '90 seconds')
      and e.awaits is distinct from 'turn'
      and coalesce(
          e.started_at,
          case
            when e.awaits = 'instant' then greatest(e.queued_at, e.scheduled_for - interval '60 seconds')
          end,
          e.queued_at,
          e.due_at)
        < now() - make_interval(secs => (args->>'olderThanSeconds')::double precision)
    order by e.id
    limit page_size + 1) matching;
  -- Locked rows are left to the next pass.
  update public.scheduled_jobs set start_deadline_from = clock_timestamp()
  where id in (
    select e.id from public.scheduled_jobs e
    where e.id = any (array(select listed.id from unnest(page[1:page_size]) listed))
      and e.status = 'queued'
      and e.start_deadline_from is null
    for update skip locked);
  return jsonb_build_object(
    'executions', coalesce((
      select jsonb_agg(scheduler_internal.queued_run(e) || jsonb_build_object(
        'workflowId', e.workflow_id,
        'runId', e.run_id,
        'cancelRequested', e.cancel_requested_at is not null,
        'startDeadlineFrom', scheduler_internal.iso(coalesce(e.start_deadline_from, now())),
        'startDeadlineSeconds', j.start_deadline_seconds) order by e.id)
      from unnest(page[1:page_size]) e
      join public.job_schedules j on j.job_name = e.job_name), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).id end);
end $$;

-- {days, limit} -> {deleted}: deletes executions that were due and finished before that, at most `limit`
-- (1,000), oldest first, and definitions and backfills that only they needed. A job's newest definition
-- stays, and so do occurrences that catch-up has not passed. Counts by day stay for two years. The purge
-- holds no job's lock, so it leaves days that another transaction is counting to the next pass.
create function public.purge_history(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
declare
  before constant timestamptz := now() - make_interval(days => (args->>'days')::integer);
  at_most constant integer := least((args->>'limit')::integer, 1000);
  deleted integer;
begin
  -- The inner query follows the index and the outer one tests the other conditions row by row. With all
  -- conditions at once the planner may read and sort every old row.
  with old as materialized (
    select oldest.id, oldest.job_name, oldest.day
    from unnest(scheduler_internal.all_statuses()) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.at, e.job_name, (e.due_at at time zone 'UTC')::date as day
      from (
        select e.id, e.job_name, e.origin, e.due_at, e.completed_at,
          coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) as at
        from public.scheduled_jobs e
        where e.status = status.name
          and e.origin = origin.name
          and e.status not in ('queued', 'running')
          and coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for) < before
        order by coalesce(e.started_at, e.completed_at, e.queued_at, e.scheduled_for), e.id
        offset 0) e
      where e.due_at < before
        and e.completed_at < before
        and (e.origin <> 'schedule'
          or e.due_at < (select j.ledger_until from public.job_schedules j where j.job_name = e.job_name))
      limit at_most) oldest
    order by oldest.at, oldest.id
    limit at_most),
  days as materialized (
    select locked.job_name, locked.day
    from (select distinct old.job_name, old.day from old) o
    cross join lateral (
      select d.job_name, d.day from public.job_days d
      where d.job_name = o.job_name and d.day = o.day
      for update skip locked) locked)
  delete from public.scheduled_jobs e
  using old left join days on days.job_name = old.job_name and days.day = old.day
  where e.id = old.id
    and (days.day is not null or not exists (
      select from public.job_days d where d.job_name = old.job_name and d.day = old.day));
  get diagnostics deleted = row_count;
  delete from public.job_definitions d using public.job_schedules j
  where j.job_name = d.job_name and d.valid_to < before and d.valid_to < j.ledger_until;
  delete from public.backfills b
  where b.created_at < before
    and not exists (select from public.scheduled_jobs e where e.backfill_id = b.id);
  delete from public.job_days
  where ctid = any (array(
    select d.ctid from public.job_days d
    where d.day < (now() at time zone 'UTC')::date - 731 and d.executions = 0
    for update skip locked));
  return jsonb_build_object('deleted', deleted);
end $$;

-- {} -> {}: fails when the database refuses writes (read-only after a failover, or because its disk is nearly
-- full). Writes at most every 5 s, and never waits for another writer, whose write proves the same.
create function public.probe_writes(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  update public.reconcile_lease set probed_at = clock_timestamp()
  where only_row in (
    select only_row from public.reconcile_lease
    where coalesce(probed_at, '-infinity') < clock_timestamp() - interval '5 seconds'
    for update skip locked);
  return '{}';
end $$;

-- The page of all jobs, whole or only its changes: status, outcomes, the last twenty runs and failures of
-- each job. Terms that are defined here and nowhere else:   failing       a run has failed, or an occurrence
-- was missed, since the last success; cancelled and                 skipped runs do not count   success rate
-- completed / (completed + failed + missed); null when there are none   late          due more than 60 s (and
-- the jitter) ago, and not started

create function scheduler_internal.note_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;

create trigger note_change before insert or update on public.scheduled_jobs
  for each row execute function scheduler_internal.note_change();

-- Not for columns that no list shows: claims of a sync, the progress of catch-up.
create trigger note_change before update on public.job_schedules for each row
  when ((old.version, old.projected_revision, old.next_run_at, old.last_run_execution_id, old.last_run_status,
      old.total_runs)
    is distinct from (new.version, new.projected_revision, new.next_run_at, new.last_run_execution_id,
      new.last_run_status, new.total_runs))
  execute function scheduler_internal.note_change();

create function scheduler_internal.success_rate(completed bigint, failed bigint, missed bigint)
returns double precision
language sql immutable set search_path = '' as $$
  select completed::double precision / nullif(completed + failed + missed, 0)
$$;

-- Why a run ended as it did: its reason and its last attempt. No search_path, so that it is inlined; its
-- callers must have one.
create function scheduler_internal.run_cause(reason_code text, reason_details jsonb, attempt jsonb)
returns jsonb
language sql immutable as $$
  select jsonb_build_object(
    'reasonCode', reason_code,
    'reasonDetails', reason_details,
    'attemptCode', attempt->'code',
    'httpStatus', attempt->'http_status',
    'said', attempt->'said',
    'limitSeconds', attempt->'limit_seconds')
$$;

-- Null when the job is not failing. Counts up to 1,000.
create function scheduler_internal.failing(name text) returns jsonb
language sql stable set search_path = '' as $$
  with success as (
    select newest.id, newest.due_at
    from unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1
        and e.status = 'completed'
        and e.origin = origin.name
        and e.status not in ('queued', 'running')
      order by e.due_at desc, e.id desc
      limit 1) newest
    order by newest.due_at desc, newest.id desc
    limit 1),
  bad as materialized (
    select hit.id, hit.due_at
    from unnest(array['failed', 'missed']) status (name)
    cross join unnest(scheduler_internal.all_origins()) origin (name)
    cross join lateral (
      select e.id, e.due_at from public.scheduled_jobs e
      where e.job_name = $1
        and e.status = status.name
        and e.origin = origin.name
        and e.status not in ('queued', 'running')
        and e.due_at > coalesce((select s.due_at from success s), '-infinity')
      order by e.due_at desc, e.id desc
      limit 1000) hit
    order by hit.due_at desc, hit.id desc
    limit 1000)
  select jsonb_build_object(
    'since', scheduler_internal.iso(first.due_at),
    'inARow', (select count(*) from bad),
    'firstExecutionId', first.id,
    'latestExecutionId', latest.id,
    'latestError', (
      select scheduler_internal.cut(coalesce(e.error_message, e.reason), 2000)
      from public.scheduled_jobs e where e.id = latest.id),
    'latestCause', (
      select scheduler_internal.run_cause(e.reason_code, e.reason_details, e.attempts->-1)
      from public.scheduled_jobs e where e.id = latest.id),
    'lastSuccess', (
      select jsonb_build_object('executionId', s.id, 'at', scheduler_internal.iso(s.due_at))
      from success s))
  from
    (select b.id, b.due_at from bad b order by b.due_at, b.id limit 1) first,
    (select b.id from bad b order by b.due_at desc, b.id desc limit 1) latest
$$;

-- {since?: ISO, jobName?, limit? (1000), cursor?} -> {jobs, deleted: [name], nextCursor, now}, by name: all
-- jobs, one of them, or those with a change since then. SJ001 for a jobName that is not registered.
create function public.list_summaries(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  since constant timestamptz := args->>'since';
  after_name constant text := coalesce(args->>'cursor', '');
  names text[];
  page text[];
begin
  if args ? 'jobName' then
    names := array(
      select j.job_name from public.job_schedules j
      where j.job_name = args->>'jobName' and j.deleted_at is null);
    if names = '{}' then
      perform scheduler_internal.refuse('SJ001', format('job "%s" is not registered', args->>'jobName'),
        jsonb_build_object('jobName', args->'jobName'));
    end if;
  elsif since is null then
    names := array(
      select j.job_name from public.job_schedules j
      where j.deleted_at is null and j.job_name > after_name
      order by j.job_name
      limit page_size + 1);
  else
    -- `waitingFor` of a job changes with its parents.
    names := array(
      with changed as materialized (
        select j.job_name from public.job_schedules j where j.changed_at >= since
        union
        select e.job_name from public.scheduled_jobs e where e.changed_at >= since)
      select c.job_name from changed c where c.job_name > after_name
      union
      select child.job_name from public.job_schedules child
      where child.after <> '[]'
        and child.deleted_at is null
        and child.job_name > after_name
        and exists (
          select from jsonb_array_elements(child.after) parent join changed c on c.job_name = parent->>'job')
      order by 1
      limit page_size + 1);
  end if;
  page := names[1:page_size];
  return jsonb_build_object(
    'jobs', (
      with unfinished as materialized (
        select
          e.job_name,
          count(*) filter (where e.status = 'running') as running,
          count(*) filter (where e.status = 'queued' and e.awaits is distinct from 'instant') as queued,
          min(e.scheduled_for) filter (where e.status = 'queued' and e.awaits = 'instant') as planned,
          min(e.scheduled_for) filter (
            where e.status = 'queued' and e.awaits = 'instant' and e.origin = 'trigger') as planned_by_hand,
          (array_agg(e.id order by e.started_at, e.id) filter (where e.status = 'running'))[1] as running_id
        from public.scheduled_jobs e
        where e.job_name = any (page) and e.status in ('queued', 'running')
        group by e.job_name),
      days as materialized (
        select
          d.job_name,
          jsonb_build_object(
            'completed', sum(d.completed),
            'failed', sum(d.failed),
            'cancelled', sum(d.cancelled),
            'skipped', sum(d.skipped),
            'missed', sum(d.missed),
            'successRate',
              sum(d.completed)::double precision / nullif(sum(d.completed + d.failed + d.missed), 0),
            'avgDurationMs',
              round(sum(d.duration_ms) / nullif(sum(d.completed + d.failed_begun), 0))) as counts
        from public.job_days d
        where d.job_name = any (page) and d.day > (now() at time zone 'UTC')::date - 30
        group by d.job_name)
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', job.job_name,
        'displayName', job.display_name,
        'description', job.description,
        'service', job.service,
        'endpoint', job.endpoint,
        'jobType', job.job_type,
        'cronExpression', job.cron_expression,
        'timeZone', job.time_zone,
        'after', job.after,
        'runAt', scheduler_internal.iso(job.run_at),
        'enabled', job.enabled,
        'pausedUntil', case when job.paused_until > now() then scheduler_internal.iso(job.paused_until) end,
        'stopped', case
          when not job.enabled or job.paused_until > now() then (
            select jsonb_build_object('by', v.actor, 'at', scheduler_internal.iso(v.at), 'reason', v.reason)
            from public.job_events v
            where v.job_name = job.job_name and v.action in ('disabled', 'paused')
            order by v.id desc
            limit 1)
        end,
        'status', case
          when unfinished.running > 0 then 'running'
          when unfinished.queued > 0 then 'queued'
          when job.paused_until > now() and job.enabled then 'paused'
          when not job.enabled then 'disabled'
          else 'enabled'
        end,
        'nextRunAt', scheduler_internal.iso(least(
          job.next_run_at,
          case when job.enabled then unfinished.planned else unfinished.planned_by_hand end)),
        'neverFires', job.cron_expression is not null
          and job.next_run_at is null
          and job.next_run_revision = job.revision
          and job.enabled,
        'overlap', job.overlap,
        'schedule', case when job.revision = job.projected_revision then 'applied' else 'pending' end,
        'lastRun', case
          when last_run.id is not null then jsonb_build_object(
            'executionId', last_run.id,
            'status', last_run.status,
            'at', scheduler_internal.iso(last_run.started_at),
            'durationMs', last_run.duration_ms,
            'error', left(split_part(coalesce(last_run.error_message, last_run.reason), E'\n', 1), 500))
        end,
        'lastFinished', case
          when last_finished.id is not null then jsonb_build_object(
            'executionId', last_finished.id,
            'status', last_finished.status,
            'at', scheduler_internal.iso(last_finished.due_at),
            'reason', last_finished.reason,
            'cause', last_finished.cause)
        end,
        'strip', coalesce(recent.strip, ''))
      || jsonb_build_object(
        'running', case
          when now_running.id is not null then jsonb_build_object(
            'executionId', now_running.id,
            'startedAt', scheduler_internal.iso(now_running.started_at),
            'attempt', coalesce((now_running.attempts->-1->>'attempt')::integer, 0),
            'progress', now_running.progress,
            'heartbeatAt', scheduler_internal.iso(now_running.heartbeat_at),
            'heartbeatSeconds', job.heartbeat_seconds,
            'cancelRequestedAt', scheduler_internal.iso(now_running.cancel_requested_at),
            'cancelRequestedBy', now_running.cancel_requested_by)
        end,
        'runningCount', coalesce(unfinished.running, 0),
        'queuedCount', coalesce(unfinished.queued, 0),
        'failing', case
          when last_finished.status <> 'completed' then scheduler_internal.failing(job.job_name)
        end,
        'waitingFor', case
          when job.after = '[]' then '[]'
          else scheduler_internal.waiting_for(job.job_name, job.after)
        end,
        'late', job.enabled
          and coalesce(job.paused_until, '-infinity') < now()
          and coalesce(job.next_run_at + make_interval(secs => 60 + job.jitter_seconds) < now(), false),
        'last30Days', coalesce(days.counts,
          '{"completed": 0, "failed": 0, "cancelled": 0, "skipped": 0, "missed": 0,
          "successRate": null, "avgDurationMs": null}'),
        'overridden', case
          when job.overrides = '{}' then '[]'
          else (select jsonb_agg(key order by key) from jsonb_object_keys(job.overrides) key)
        end,
        'overriddenBy', last_change.actor,
        'overriddenAt', scheduler_internal.iso(last_change.at),
        'version', job.version,
        'updatedAt', scheduler_internal.iso(job.updated_at))
      order by job.job_name), '[]')
      from public.job_schedules job
      left join unfinished on unfinished.job_name = job.job_name
      left join days on days.job_name = job.job_name
      left join public.scheduled_jobs last_run on last_run.id = job.last_run_execution_id
      left join public.scheduled_jobs now_running on now_running.id = unfinished.running_id
      -- Rows of occurrences to come (skipped ahead of time, for instance) do not count as finished.
      left join lateral (
        select e.id, e.status, e.due_at, e.reason,
          case
            when e.status <> 'completed'
              then scheduler_internal.run_cause(e.reason_code, e.reason_details, e.attempts->-1)
          end as cause
        from public.scheduled_jobs e
        where e.job_name = job.job_name
          and e.status not in ('queued', 'running')
          and (e.due_at <= now() or e.started_at is not null)
        order by e.due_at desc, e.id desc
        limit 1) last_finished on true
      left join lateral (
        select string_agg(case newest.status
            when 'completed' then 'C'
            when 'failed' then 'F'
            when 'running' then 'R'
            when 'queued' then 'Q'
            when 'skipped' then 'S'
            when 'missed' then 'M'
            else 'X'
          end, '' order by newest.due_at, newest.id) as strip
        from (
          select e.status, e.due_at, e.id from public.scheduled_jobs e
          where e.job_name = job.job_name
            and e.awaits is null
            and (e.due_at <= now() or e.started_at is not null)
          order by e.due_at desc, e.id desc
          limit 20) newest) recent on true
      left join lateral (
        select v.actor, v.at from public.job_events v
        where job.overrides <> '{}' and v.job_name = job.job_name and v.after ? 'overrides'
        order by v.id desc
        limit 1) last_change on true
      where job.job_name = any (page) and job.deleted_at is null),
    'deleted', (
      select coalesce(jsonb_agg(j.job_name order by j.job_name), '[]')
      from public.job_schedules j
      where j.job_name = any (page) and j.deleted_at is not null),
    'nextCursor', case when cardinality(names) > page_size then page[page_size] end,
    'now', scheduler_internal.iso(now()));
end $$;

-- Statistics. Runs are counted by day when they end: thirty days of a job that runs every minute are 43,200
-- rows.

-- Adds a finished execution to the counts of its day.
create function scheduler_internal.count_day() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- A row may stand for many missed occurrences.
  occurrences constant integer := coalesce((new.metadata->>'missedOccurrences')::integer, 1);
  has_begun constant boolean := new.started_at is not null;
begin
  insert into public.job_days as d (
    job_name, day,
    completed,
    failed,
    cancelled,
    skipped,
    missed,
    duration_ms,
    executions,
    began,
    failed_begun,
    cancelled_begun,
    items_processed,
    items_succeeded,
    items_failed)
  values (
    new.job_name, (new.due_at at time zone 'UTC')::date,
    (new.status = 'completed')::integer,
    (new.status = 'failed')::integer,
    (new.status = 'cancelled')::integer,
    (new.status = 'skipped')::integer,
    case when new.status = 'missed' then occurrences else 0 end,
    case when new.status in ('completed', 'failed') then coalesce(new.duration_ms, 0) else 0 end,
    1,
    (has_begun and new.status in ('completed', 'failed', 'cancelled'))::integer,
    (has_begun and new.status = 'failed')::integer,
    (has_begun and new.status = 'cancelled')::integer,
    coalesce(new.items_processed, 0),
    coalesce(new.items_succeeded, 0),
    coalesce(new.items_failed, 0))
  on conflict (job_name, day) do update set
    completed = d.completed + excluded.completed,
    failed = d.failed + excluded.failed,
    cancelled = d.cancelled + excluded.cancelled,
    skipped = d.skipped + excluded.skipped,
    missed = d.missed + excluded.missed,
    duration_ms = d.duration_ms + excluded.duration_ms,
    executions = d.executions + 1,
    began = d.began + excluded.began,
    failed_begun = d.failed_begun + excluded.failed_begun,
    cancelled_begun = d.cancelled_begun + excluded.cancelled_begun,
    items_processed = d.items_processed + excluded.items_processed,
    items_succeeded = d.items_succeeded + excluded.items_succeeded,
    items_failed = d.items_failed + excluded.items_failed;
  return null;
end $$;

-- Deferred, as rows of job_days come last in the order of locks.
create constraint trigger count_finished after update of status on public.scheduled_jobs
  deferrable initially deferred for each row
  when (not scheduler_internal.is_finished(old.status) and scheduler_internal.is_finished(new.status))
  execute function scheduler_internal.count_day();

create constraint trigger count_inserted after insert on public.scheduled_jobs
  deferrable initially deferred for each row
  when (scheduler_internal.is_finished(new.status)) execute function scheduler_internal.count_day();

create function scheduler_internal.uncount_deleted() returns trigger
language plpgsql security definer set search_path = '' as $$
declare deleted_of_day record;
begin
  -- Row by row, so that each has its own count. The caller has locked the days (purge_history) or the job.
  for deleted_of_day in
    select e.job_name, (e.due_at at time zone 'UTC')::date as day, count(*) as executions
    from deleted e
    where e.status not in ('queued', 'running')
    group by 1, 2
    order by 1, 2
  loop
    update public.job_days d set executions = d.executions - deleted_of_day.executions
    where d.job_name = deleted_of_day.job_name and d.day = deleted_of_day.day;
  end loop;
  return null;
end $$;

create trigger uncount_deleted after delete on public.scheduled_jobs
  referencing old table as deleted for each statement execute function scheduler_internal.uncount_deleted();

-- Counts by day of the job's finished executions that were due in [from_at, to_at), from their rows.
create function scheduler_internal.counted_rows(name text, from_at timestamptz, to_at timestamptz)
returns setof public.job_days
language sql stable set search_path = '' set enable_bitmapscan = off as $$
  select
    e.job_name,
    (e.due_at at time zone 'UTC')::date,
    count(*) filter (where e.status = 'completed')::integer,
    count(*) filter (where e.status = 'failed')::integer,
    count(*) filter (where e.status = 'cancelled')::integer,
    count(*) filter (where e.status = 'skipped')::integer,
    coalesce(sum(case
      when e.status = 'missed' then coalesce((e.metadata->>'missedOccurrences')::integer, 1)
    end), 0)::integer,
    coalesce(sum(e.duration_ms) filter (where e.status in ('completed', 'failed')), 0)::bigint,
    count(*)::integer,
    count(*) filter (
      where e.started_at is not null and e.status in ('completed', 'failed', 'cancelled'))::integer,
    count(*) filter (where e.started_at is not null and e.status = 'failed')::integer,
    count(*) filter (where e.started_at is not null and e.status = 'cancelled')::integer,
    coalesce(sum(e.items_processed), 0),
    coalesce(sum(e.items_succeeded), 0),
    coalesce(sum(e.items_failed), 0)
  from public.scheduled_jobs e
  where e.job_name = name
    and e.due_at >= from_at
    and e.due_at < to_at
    and e.status not in ('queued', 'running')
  group by 1, 2
$$;

-- Counts by day of the executions due in [from_at, to_at). Days that are only partly in that time come as
-- differences (sign -1), so only sums of the lines are meaningful.
create function scheduler_internal.counted_days(name text, from_at timestamptz, to_at timestamptz)
returns table (sign integer, day_counts public.job_days)
language plpgsql stable set search_path = '' as $$
declare
  last_day constant date := (to_at at time zone 'UTC')::date;
  end_of_last constant timestamptz := (last_day + 1)::timestamp at time zone 'UTC';
  -- The first day that is in it from its beginning.
  first_day constant date :=
    ((from_at at time zone 'UTC') + interval '1 day' - interval '1 microsecond')::date;
  start_of_first constant timestamptz := first_day::timestamp at time zone 'UTC';
begin
  return query
    select 1, d from public.job_days d where d.job_name = name and d.day between first_day and last_day
    union all
    select 1, r from scheduler_internal.counted_rows(name, from_at, least(start_of_first, end_of_last)) r
    union all
    select -1, r from scheduler_internal.counted_rows(name, to_at, end_of_last) r;
end $$;

-- Durations of the newest completed and failed runs that were due in [from_at, to_at).
create function scheduler_internal.newest_durations(
  name text,
  from_at timestamptz,
  to_at timestamptz,
  how_many integer)
returns table (duration_ms bigint)
language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select newest.duration_ms
  from unnest(array['completed', 'failed']) status (name)
  cross join unnest(scheduler_internal.all_origins()) origin (name)
  cross join lateral (
    select e.due_at, e.duration_ms from public.scheduled_jobs e
    where e.job_name = $1
      and e.status = status.name
      and e.origin = origin.name
      and e.status not in ('queued', 'running')
      and e.due_at >= from_at
      and e.due_at < to_at
    order by e.due_at desc, e.id desc
    limit how_many) newest
  order by newest.due_at desc
  limit how_many
$$;

-- A sum, at most the largest integer that every JSON reader holds exactly.
create function scheduler_internal.exact_sum(total numeric) returns bigint
language sql immutable set search_path = '' as $$
  select case when total > 9007199254740991 then 9007199254740991 else total::bigint end
$$;

-- The statistics of GET …/stats. total = began and ended. Durations are of completed and failed runs, null
-- when there are none; median and p95 are of the newest 10,000.
create function scheduler_internal.stats_json(name text, from_at timestamptz, to_at timestamptz)
  returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'total_executions', coalesce(sum(c.sign * (c.day_counts).began), 0),
    'successful_executions', coalesce(sum(c.sign * (c.day_counts).completed), 0),
    'failed_executions', coalesce(sum(c.sign * (c.day_counts).failed_begun), 0),
    'cancelled_executions', coalesce(sum(c.sign * (c.day_counts).cancelled_begun), 0),
    'skipped_executions', coalesce(sum(c.sign * (c.day_counts).skipped), 0),
    'missed_executions', coalesce(sum(c.sign * (c.day_counts).missed), 0),
    'success_rate', scheduler_internal.success_rate(sum(c.sign * (c.day_counts).completed),
      sum(c.sign * (c.day_counts).failed), sum(c.sign * (c.day_counts).missed)),
    'avg_duration_ms', scheduler_internal.exact_sum(round(sum(c.sign * (c.day_counts).duration_ms)
      / nullif(sum(c.sign * ((c.day_counts).completed + (c.day_counts).failed_begun)), 0))),
    'median_duration_ms', min(usual.median),
    'p95_duration_ms', min(usual.p95),
    'total_items_processed',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_processed), 0)),
    'total_items_succeeded',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_succeeded), 0)),
    'total_items_failed',
      scheduler_internal.exact_sum(coalesce(sum(c.sign * (c.day_counts).items_failed), 0)))
  from (select round(percentile_cont(0.5) within group (order by d.duration_ms))::bigint as median,
      round(percentile_cont(0.95) within group (order by d.duration_ms))::bigint as p95
    from scheduler_internal.newest_durations(name, from_at, to_at, 10000) d) usual
  left join scheduler_internal.counted_days(name, from_at, to_at) c on true
$$;

-- {jobName, from, to, bucket?: 'day', previous?: boolean} -> {stats, previous?, buckets?: [{day, completed,
-- failed, cancelled, skipped, missed, itemsProcessed, medianDurationMs, p95DurationMs}]} of executions due in
-- [from, to). `previous`: the same length of time before. A day's median and p95 are of its newest 333 runs
-- when `to` is a month after `from`, of fewer when it is longer.
create function public.job_stats(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  name constant text := args->>'jobName';
  from_at constant timestamptz := args->>'from';
  to_at constant timestamptz := args->>'to';
  of_a_day constant integer := greatest(50, 10000 / greatest(1, extract(day from to_at - from_at)::integer));
  answer jsonb;
begin
  if not exists (select from public.job_schedules where job_name = name) then
    perform scheduler_internal.refuse('SJ001', format('job "%s" was never registered', name),
      jsonb_build_object('jobName', name));
  end if;
  answer := jsonb_build_object('stats', scheduler_internal.stats_json(name, from_at, to_at));
  if (args->>'previous')::boolean then
    answer := answer || jsonb_build_object('previous', scheduler_internal.stats_json(name,
      from_at - (to_at - from_at), from_at));
  end if;
  if args->>'bucket' = 'day' then
    answer := answer || jsonb_build_object('buckets', (
      select coalesce(jsonb_agg(jsonb_build_object('day', to_char(counts.day, 'YYYY-MM-DD'),
        'completed', counts.completed, 'failed', counts.failed, 'cancelled', counts.cancelled,
        'skipped', counts.skipped, 'missed', counts.missed,
        'itemsProcessed', scheduler_internal.exact_sum(counts.items),
        'medianDurationMs', usual.median, 'p95DurationMs', usual.p95) order by counts.day), '[]')
      from (select (c.day_counts).day, sum(c.sign * (c.day_counts).completed) as completed,
          sum(c.sign * (c.day_counts).failed) as failed, sum(c.sign * (c.day_counts).cancelled) as cancelled,
          sum(c.sign * (c.day_counts).skipped) as skipped, sum(c.sign * (c.day_counts).missed) as missed,
          sum(c.sign * (c.day_counts).items_processed) as items
        from scheduler_internal.counted_days(name, from_at, to_at) c group by 1) counts,
      lateral (select round(percentile_cont(0.5) within group (order by d.duration_ms))::bigint as median,
          round(percentile_cont(0.95) within group (order by d.duration_ms))::bigint as p95
        from scheduler_internal.newest_durations(name,
          greatest(from_at, counts.day::timestamp at time zone 'UTC'),
          least(to_at, (counts.day + 1)::timestamp at time zone 'UTC'), of_a_day) d) usual
      where counts.completed + counts.failed + counts.cancelled + counts.skipped + counts.missed > 0));
  end if;
  return answer;
end $$;

-- The audit. Each function that records an event sets its source: registration and reconcile in the functions
-- of these two alone, portal or api from the arguments in all others. No source is derived from a name.

create function scheduler_internal.record_event(
  job_name text,
  actor text,
  action text,
  before jsonb,
  after jsonb,
  reason text,
  source text,
  bulk_id uuid default null)
returns void
language sql set search_path = '' as $$
  insert into public.job_events (job_name, actor, action, before, after, reason, source, bulk_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
$$;

-- {jobName, actor, action, before?, after?, reason} -> {}: records what the repair loop did to a job.
create function public.record_job_event(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform scheduler_internal.record_event(args->>'jobName', args->>'actor', args->>'action',
    args->'before', args->'after',
    args->>'reason', 'reconcile');
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

-- Services: their limits, whether they are paused, and jobs that they no longer register.

-- The environment variable that holds a service's address; domain/identifiers.ts has the same rule.
create function scheduler_internal.service_url_variable(service text) returns text
language sql immutable set search_path = '' as $$
  select upper(translate(service, '-.', '__')) || '_URL'
$$;

-- A registration looks for a service that would be called at the same address.
create index services_variable on public.services (scheduler_internal.service_url_variable(service));

-- Whether the service registered other jobs ten minutes or more after it last registered this one. Not in the
-- first minute of a start, when this job may be next. Inlined, as iso is.
create function scheduler_internal.dropped(job public.job_schedules, service public.services) returns boolean
language sql stable as $$
  select coalesce(service.registering_since < now() - interval '1 minute'
    and coalesce(job.last_registered_at, '-infinity') < service.last_registered_at - interval '10 minutes',
    false)
$$;

create function scheduler_internal.service_json(service_row public.services) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'name', service_row.service,
    'maxConcurrent', service_row.max_concurrent,
    'paused', service_row.paused,
    'pauseReason', service_row.pause_reason,
    'jobs', (
      select count(*) from public.job_schedules j
      where j.service = service_row.service and j.deleted_at is null),
    'running', (
      select count(*) from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'running'),
    'queued', (
      select count(*) from public.scheduled_jobs e
      where e.service = service_row.service
        and e.status = 'queued'
        and e.awaits is distinct from 'instant'),
    'lastRegisteredAt', scheduler_internal.iso(service_row.last_registered_at),
    'droppedJobs', (
      select coalesce(jsonb_agg(job_name order by job_name), '[]')
      from (
        select j.job_name from public.job_schedules j
        where j.service = service_row.service
          and j.deleted_at is null
          and scheduler_internal.dropped(j, service_row)
        order by j.job_name
        limit 100) dropped),
    'updatedAt', scheduler_internal.iso(service_row.updated_at),
    'updatedBy', service_row.updated_by)
$$;

-- {limit? (1000), cursor?} -> {services, nextCursor}, by name.
create function public.list_services(args jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  page_size constant integer := least(coalesce((args->>'limit')::integer, 1000), 1000);
  page public.services[];
begin
  select array_agg(found_service) into page from (
    select s as found_service from public.services s where s.service > coalesce(args->>'cursor', '')
    order by s.service limit page_size + 1) matching;
  return jsonb_build_object(
    'services', coalesce((select jsonb_agg(scheduler_internal.service_json(s) order by s.service)
      from unnest(page[1:page_size]) s), '[]'),
    'nextCursor', case when cardinality(page) > page_size then (page[page_size]).service end);
end $$;

-- {service, maxConcurrent?: number or null, paused?, reason?, actor} -> {service, effects: {signal}}. Fields
-- that are not named stay. A service need not have jobs yet.
create function public.set_service(args jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare service_row public.services;
begin
  insert into public.services (service) values (args->>'service') on conflict do nothing;
  perform from public.services where service = args->>'service' for no key update;
  update public.services set
    max_concurrent = case
      when args ? 'maxConcurrent' then (args->>'maxConcurrent')::integer
      else max_concurrent
    end,
    paused = coalesce((args->>'paused')::boolean, paused),
    pause_reason = case
      when coalesce((args->>'paused')::boolean, paused) then coalesce(args->>'reason', pause_reason)
    end,
    updated_by = args->>'actor',
    updated_at = clock_timestamp()
  where service = args->>'service'
  returning * into service_row;
  perform scheduler_internal.admit(service_row, null, null);
  return jsonb_build_object(
    'service', scheduler_internal.service_json(service_row),
    'effects', jsonb_build_object('signal', (
      select coalesce(jsonb_agg(e.workflow_id), '[]')
      from public.scheduled_jobs e
      where e.service = service_row.service and e.status = 'queued' and e.admitted_at is not null)));
end $$;

-- Access: tables are reached only through functions, and functions only by the service's own role. Plain
-- Postgres has none of Supabase's roles; there the database's owner calls the functions.

-- Closes a table, and the sequences of its columns, to all but its owner. Supabase grants every new table to
-- the roles of its REST gateway.
create function scheduler_internal.restrict_table(name text) returns void
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

-- Closes every function to all but its owner, and opens ours to the service's role: those f(args jsonb) in
-- public that are `security definer`. Every migration ends with a call of this.
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
      or (n.nspname = 'public' and p.prosecdef
        and pg_catalog.pg_get_function_identity_arguments(p.oid) = 'args jsonb')
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

select scheduler_internal.restrict_table(name) from unnest(array['services', 'job_schedules',
  'job_definitions', 'dependency_edges', 'backfills', 'scheduled_jobs', 'attempt_tokens',
  'dependency_arrivals', 'job_days', 'job_events', 'reconcile_lease']) name;

select scheduler_internal.restrict_functions();
notify pgrst, 'reload schema';
