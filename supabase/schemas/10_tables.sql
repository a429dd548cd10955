-- All tables. They are private: row level security without policies, and every access through a function.
-- People may read them with the database owner's role; names and meanings are stable.

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
  'One row for each service that has registered a job, or that somebody has limited.';
comment on column public.services.max_concurrent is 'Runs at once of all its jobs; null = no limit.';
comment on column public.services.paused is 'A paused service starts nothing.';
comment on column public.services.registering_since is 'The first registration of its latest start.';
comment on column public.services.last_registered_at is
  'The newest registration of any of its jobs, to ten seconds.';
comment on column public.services.updated_by is 'Who limited or paused it last.';

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
  -- What Temporal holds.
  projected_revision bigint not null default 0,
  projection_token uuid,
  projection_claimed_until timestamptz,
  schedule_conflict_token text,
  schedule_inputs jsonb,
  -- What comes next, and up to where everything has its row.
  next_run_at timestamptz,
  next_run_revision bigint not null default 0,
  run_at_planned timestamptz,
  ledger_until timestamptz not null default clock_timestamp(),
  ledger_due_at timestamptz default clock_timestamp(),
  -- What has been.
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
comment on column public.job_schedules.overrides is 'The settings that operators have set instead.';
comment on column public.job_schedules.cron_expression is
  'When it is due; null = only when triggered, by run_at, or after other jobs.';
comment on column public.job_schedules.time_zone is 'IANA time zone of the expression.';
comment on column public.job_schedules.run_at is
  'The one instant at which it runs, besides its cron expression.';
comment on column public.job_schedules.after is
  'Jobs after whose ends it runs: [{job, on: success | failure | any}].';
comment on column public.job_schedules.timeout_seconds is 'Longest time of one attempt.';
comment on column public.job_schedules.retry is
  '{maxAttempts, initialIntervalSeconds, backoffCoefficient, maxIntervalSeconds}';
comment on column public.job_schedules.start_deadline_seconds is
  'For how long a call that was not delivered is repeated.';
comment on column public.job_schedules.heartbeat_seconds is
  'A long-running job without a report for this long is stuck.';
comment on column public.job_schedules.overlap is
  'What a run does while another run of the job has not ended.';
comment on column public.job_schedules.catchup is 'Which late occurrences are started.';
comment on column public.job_schedules.catchup_seconds is 'A late occurrence older than this is not started.';
comment on column public.job_schedules.priority is '1 (highest) to 5: which waiting run starts first.';
comment on column public.job_schedules.paused_until is
  'It has no occurrences before this instant, although it is enabled.';
comment on column public.job_schedules.version is 'Rises with every change; what clients compare.';
comment on column public.job_schedules.revision is
  'Rises only when a change affects its occurrences or its Temporal Schedule.';
comment on column public.job_schedules.projected_revision is
  'The revision that the Temporal Schedule is known to hold.';
comment on column public.job_schedules.projection_token is
  'Fencing token of the process that writes the Schedule.';
comment on column public.job_schedules.projection_claimed_until is
  'Until when no other process may write the Schedule.';
comment on column public.job_schedules.schedule_conflict_token is
  'The Schedule''s token after our last write; another one means that it was edited.';
comment on column public.job_schedules.schedule_inputs is
  'What the Temporal Schedule was compiled with: {zones, compiler, spec (a hash of the result), '
  'replaced?: those before, and until when}. Null: not known, or there is no Schedule.';
comment on column public.job_schedules.next_run_at is 'The next occurrence that is not skipped.';
comment on column public.job_schedules.next_run_revision is 'The revision that next_run_at was computed for.';
comment on column public.job_schedules.run_at_planned is 'The run_at that has its row.';
comment on column public.job_schedules.ledger_until is 'Every occurrence up to this instant has its row.';
comment on column public.job_schedules.ledger_due_at is
  'When catch-up has to look at the job next; null = never.';
comment on column public.job_schedules.last_run_at is 'When its newest run began.';
comment on column public.job_schedules.last_registered_at is
  'The newest registration, also of an unchanged job.';
comment on column public.job_schedules.deleted_at is 'Null = registered.';
comment on column public.job_schedules.changed_at is 'When anything changed that a list of jobs shows.';

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
  'What decided when a job was due, over time: an occurrence is judged by the definition in force at '
  'its instant.';
comment on column public.job_definitions.active is 'False while the job was disabled or deleted.';
comment on column public.job_definitions.valid_from is 'Included.';
comment on column public.job_definitions.valid_to is 'Not included; null = in force.';

create index job_definitions_from on public.job_definitions (job_name, valid_from);
-- What the purge looks for with every pass.
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
  'Requests to run past occurrences; their runs are the rows of scheduled_jobs with this backfill_id.';
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
  -- What is called.
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
  -- When it may begin.
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
-- A run's row is written four times, the first three of them within its page if there is room. Dead versions
-- of a table of millions are too many before a fifth of it has changed, which is when autovacuum would come
-- by default.
with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02);
comment on table public.scheduled_jobs is
  'One row for each execution; every occurrence of a job has exactly one.';
comment on column public.scheduled_jobs.outcome is
  'Class of the last attempt: what is known of whether the service did the work.';
comment on column public.scheduled_jobs.origin is
  'What it came from: an occurrence, a request, a backfill, or the end of another job.';
comment on column public.scheduled_jobs.scheduled_for is 'When it was due; null for triggers.';
comment on column public.scheduled_jobs.queued_at is
  'When it was accepted, if it had to wait or was requested.';
comment on column public.scheduled_jobs.started_at is 'Null = it has not begun.';
comment on column public.scheduled_jobs.completed_at is
  'When it ended, was skipped or was recorded as missed.';
comment on column public.scheduled_jobs.due_at is
  'scheduled_for, or else queued_at: the order of the history.';
comment on column public.scheduled_jobs.error_message is
  'Why it failed: made of the words of its last attempt and of reason_code.';
comment on column public.scheduled_jobs.reason is
  'Why it waits, was skipped, missed or cancelled: made of reason_code, reason_details and late_report.';
comment on column public.scheduled_jobs.metadata is 'What the service reported with its result.';
comment on column public.scheduled_jobs.metadata_bytes is 'Length of the metadata as JSON text.';
comment on column public.scheduled_jobs.triggered_by_user is 'Who triggered it, as the caller says.';
comment on column public.scheduled_jobs.trigger_reason is 'Why, as the caller says.';
comment on column public.scheduled_jobs.parent_execution_ids is
  'The executions whose ends it follows, or the one that it repeats.';
comment on column public.scheduled_jobs.request_hash is 'Tells whether a repeated request is the same.';
comment on column public.scheduled_jobs.config is 'Passed to the service.';
comment on column public.scheduled_jobs.config_bytes is
  'Length of the config as JSON text; null in rows that are older than the column.';
comment on column public.scheduled_jobs.attempts is
  'One object for each of the last 20 HTTP calls: attempt, started_at, accepted_at (202), ended_at, '
  'http_status, class, error (500 characters), code, said, limit_seconds, note. The number of the last one '
  'is that of all calls.';
comment on column public.scheduled_jobs.attempts_allowed is
  'By the retry rule as it was when the run began. Calls that did not reach the service use up none.';
comment on column public.scheduled_jobs.reason_code is
  'Why it waits, did not run, was cancelled or failed; null while it runs and when it completed.';
comment on column public.scheduled_jobs.reason_details is 'What the code needs: see the list of reasons.';
comment on column public.scheduled_jobs.progress is 'The newest report of a long-running job.';
comment on column public.scheduled_jobs.heartbeat_at is 'When the newest report came.';
comment on column public.scheduled_jobs.late_report is
  'End that the service reported of an attempt that had ended without it: at, attempt, class, message, '
  'itemsProcessed, itemsSucceeded, itemsFailed, countedAs (stuck, cancelled or unknown), sentence.';
comment on column public.scheduled_jobs.undelivered_since is
  'When a report ended the attempt, while the workflow has not noticed.';
comment on column public.scheduled_jobs.awaits is
  'Queued, but not competing for a slot yet: for its turn in a backfill, or for its instant.';
comment on column public.scheduled_jobs.priority is '1 (highest) to 5.';
comment on column public.scheduled_jobs.exclusive is 'Holds the job''s slot while queued or running.';
comment on column public.scheduled_jobs.waiting_since is 'When it first asked to start and had to wait.';
comment on column public.scheduled_jobs.asked_at is 'When its workflow last asked.';
comment on column public.scheduled_jobs.admitted_at is 'Since when it has its slot, before it begins.';
comment on column public.scheduled_jobs.admitted_by is
  'The execution whose end gave it the slot; null when none had to end.';
comment on column public.scheduled_jobs.start_deadline_from is
  'First contact with a live Temporal after queued_at; the start deadline counts from here.';
comment on column public.scheduled_jobs.workflow_id is 'Its workflow in Temporal.';
comment on column public.scheduled_jobs.run_id is 'Null = its workflow has not asked to begin.';
comment on column public.scheduled_jobs.changed_at is
  'When the row changed last. Readers ask from 10 s earlier: every transaction ends within 5 s.';

create unique index scheduled_jobs_occurrence on public.scheduled_jobs (job_name, scheduled_for)
  where origin = 'schedule';
create unique index scheduled_jobs_slot on public.scheduled_jobs (job_name)
  where status in ('queued', 'running') and exclusive;
create index scheduled_jobs_unfinished on public.scheduled_jobs (job_name, id)
  where status in ('queued', 'running');
-- Runs under way are so few that the planner takes one row for all of them, and then one of their indexes is
-- as good to it as the other. With a condition that only a question about a service implies, this one is not
-- read through for a job.
create index scheduled_jobs_by_service on public.scheduled_jobs (service, priority, queued_at, id)
  where status in ('queued', 'running') and service is not null;
create index scheduled_jobs_undelivered on public.scheduled_jobs (undelivered_since)
  where undelivered_since is not null;
create index scheduled_jobs_backfill on public.scheduled_jobs (backfill_id, scheduled_for)
  where backfill_id is not null;
create index scheduled_jobs_history on public.scheduled_jobs (job_name, due_at desc, id desc);
-- Changed rows lie together, and a b-tree would cost every change of a row.
create index scheduled_jobs_changed on public.scheduled_jobs using brin (changed_at)
  with (pages_per_range = 16, autosummarize = on);
-- Every list of finished runs is a merge of index ranges, one for each status and origin that is asked for. A
-- run enters these indexes once, when it ends; running and queued ones are few and have indexes of their own.
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
  'SHA-256 of each attempt''s secret, apart from the row so that no history shows it.';

create table public.dependency_arrivals (
  child text not null,
  parent text not null,
  execution_id uuid not null references public.scheduled_jobs on delete cascade,
  arrived_at timestamptz not null default clock_timestamp(),
  primary key (child, parent, execution_id)
);
comment on table public.dependency_arrivals is 'Ends of parents that no run of the child has followed yet.';

create index dependency_arrivals_execution on public.dependency_arrivals (execution_id);

-- Without a foreign key: its check would lock the job's row after the execution's, which is the wrong order.
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
  'How many executions due on a day (UTC) ended how; duration_ms is of completed and failed ones together.';
comment on column public.job_days.executions is
  'Rows that are kept: what the purge deletes, it takes off here.';
comment on column public.job_days.began is 'Those that began and were completed, failed or cancelled.';

-- What the purge looks for with every pass.
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
  'Audit trail: who changed what of which job, when and why. Rows are never changed or deleted.';
comment on column public.job_events.actor is
  'A name that the caller gives, anonymous, service:<name>, or reconcile.';
comment on column public.job_events.before is 'What was changed, as it was.';
comment on column public.job_events.after is 'The same, as it became.';
comment on column public.job_events.source is 'Which way the change came; set by the scheduler.';
comment on column public.job_events.bulk_id is 'Shared by all events of one request that changed many jobs.';

-- The audit by whom, by what, by way of what, and by time.
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
  'Which worker process repairs, until when, and what its last pass did.';
comment on column public.reconcile_lease.totals is
  'What all passes together have repaired, by kind; only rises.';
comment on column public.reconcile_lease.step is
  'Step that is going on, since step_since; null between passes.';
comment on column public.reconcile_lease.failure is
  'How the newest pass failed: {at, step, code, error}; null once one succeeds.';
comment on column public.reconcile_lease.probed_at is 'When probe_writes last wrote.';
insert into public.reconcile_lease default values;
