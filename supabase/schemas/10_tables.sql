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
  updated_by text,
  declared_max_concurrent integer check (declared_max_concurrent > 0),
  max_concurrent_override integer check (max_concurrent_override > 0),
  constraint services_effective_limit
    check (max_concurrent is not distinct from coalesce(max_concurrent_override, declared_max_concurrent))
);
comment on table public.services is
  'One row for each service that has registered a job or has been given a limit.';
comment on column public.services.max_concurrent is
  'The limit in effect: runs at once of all its jobs; null = no limit.';
comment on column public.services.paused is 'A paused service starts nothing.';
comment on column public.services.registering_since is 'The first registration of its latest start.';
comment on column public.services.last_registered_at is
  'The newest registration of any of its jobs, to ten seconds.';
comment on column public.services.updated_by is 'The actor that limited or paused it last.';
comment on column public.services.declared_max_concurrent is 'The limit in the services file.';
comment on column public.services.max_concurrent_override is 'The limit that an operator has set.';

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
    'skipped', 'scheduler_down', 'schedule_outdated', 'catchup_passed', 'superseded', 'database_restored',
    'cancelled', 'newer_run', 'backfill_cancelled', 'job_deleted', 'workflow_cancelled', 'attempts_used',
    'not_retryable', 'start_deadline', 'workflow_lost', 'not_started', 'ended_before_begin')),
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
  changed_at timestamptz not null default clock_timestamp(),
  requested_by text
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
comment on column public.scheduled_jobs.requested_by is
  'The caller of the trigger, rerun or backfill: a person, service:<name>, token:<id> or anonymous.';
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
  bulk_id uuid,
  principal text,
  on_behalf_of text
);
comment on table public.job_events is
  'Audit trail of changes to jobs. Rows are never changed or deleted.';
comment on column public.job_events.actor is
  'The caller''s name: a person, service:<name>, token:<id>, anonymous, or reconcile.';
comment on column public.job_events.principal is
  'The caller as its credentials say: unique, also where two have the same name. Null for reconcile.';
comment on column public.job_events.on_behalf_of is
  'The user that the caller named. Nothing vouches for it.';
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

create table public.service_token_uses (
  token_id text primary key,
  last_used_at timestamptz not null
);
comment on table public.service_token_uses is
  'When each service token was used last, to a minute. The tokens themselves are in the configuration.';

create table public.history_gaps (
  id bigint generated always as identity primary key,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at >= from_at),
  declared_at timestamptz not null default clock_timestamp(),
  ended_runs integer not null
);
comment on table public.history_gaps is
  'Spans of time of which this database knows nothing, because it was restored to an earlier state. No '
  'occurrence in them is started.';
comment on column public.history_gaps.from_at is 'Not included: the state it was restored to.';
comment on column public.history_gaps.to_at is 'Included: when it went into service again.';
comment on column public.history_gaps.ended_runs is
  'Runs that were under way or waiting in that state, and were ended as of unknown outcome.';

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
  probed_at timestamptz,
  outdated_schedules integer
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
comment on column public.reconcile_lease.outdated_schedules is
  'Schedules that wait to be compiled anew, as the last pass found them.';
insert into public.reconcile_lease default values;
