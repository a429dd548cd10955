-- Jobs, their definitions over time, their executions, and the audit trail.
-- Tables are private: row level security without policies, and every access through a function of the later files.
-- People may read them directly with the database owner's role; names and meanings are stable.

create schema if not exists scheduler_internal;
comment on schema scheduler_internal is 'Helpers of the functions in public; nothing outside the database calls them.';

create table public.services (
  service text primary key check (service ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  max_concurrent integer check (max_concurrent > 0),
  paused boolean not null default false,
  owner text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.services is 'One row per service that has registered a job.';

create table public.job_schedules (
  job_name text primary key check (job_name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  display_name text not null,
  description text not null,
  cron_expression text,
  enabled boolean not null,
  job_type text not null check (job_type in ('email', 'crawler', 'cleanup', 'analytics', 'other')),
  service text not null references public.services,
  endpoint text not null,
  config jsonb not null,
  time_zone text not null,
  timeout_seconds integer not null check (timeout_seconds between 1 and 86400),
  overlap text not null check (overlap in ('skip', 'allow')),
  jitter_seconds integer not null check (jitter_seconds >= 0),
  declared jsonb not null,
  overrides jsonb not null default '{}',
  version bigint not null default 0,
  revision bigint not null default 0,
  projected_revision bigint not null default 0,
  projection_token uuid,
  projection_claimed_until timestamptz,
  schedule_conflict_token text,
  paused_until timestamptz,
  deleted_at timestamptz,
  last_run_at timestamptz,
  last_run_execution_id uuid,
  last_run_status text,
  last_run_duration_ms bigint,
  next_run_at timestamptz,
  next_run_revision bigint not null default 0,
  total_runs bigint not null default 0,
  successful_runs bigint not null default 0,
  failed_runs bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.job_schedules is 'One row per registered job. cron_expression, enabled, time_zone and the other settings hold the effective values: overrides on top of declared.';
comment on column public.job_schedules.version is 'Rises with every change; what clients see.';
comment on column public.job_schedules.revision is 'Rises only when what decides occurrences or the Temporal Schedule changes.';
comment on column public.job_schedules.projected_revision is 'The revision that the Temporal Schedule is known to hold.';
comment on column public.job_schedules.next_run_revision is 'The revision that next_run_at was computed for.';

create index job_schedules_behind on public.job_schedules (job_name) where revision <> projected_revision;
create index job_schedules_service on public.job_schedules (service);

create table public.job_definitions (
  job_name text not null references public.job_schedules,
  revision bigint not null,
  cron_expression text,
  time_zone text not null,
  jitter_seconds integer not null,
  catchup text not null default 'latest',
  catchup_seconds integer not null default 3600,
  active boolean not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  primary key (job_name, revision)
);
comment on table public.job_definitions is 'What decided a job''s occurrences, and when: an instant is judged by the definition in force at it.';

create table public.scheduled_jobs (
  id uuid primary key,
  job_name text not null references public.job_schedules,
  status text not null check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'skipped', 'missed')),
  origin text not null check (origin in ('schedule', 'trigger', 'backfill', 'dependency')),
  scheduled_for timestamptz,
  queued_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  duration_ms bigint,
  items_processed bigint,
  items_succeeded bigint,
  items_failed bigint,
  error_message text,
  reason text,
  metadata jsonb,
  triggered_by text not null check (triggered_by in ('scheduler', 'manual', 'admin')),
  triggered_by_user text,
  trigger_reason text,
  service text not null,
  endpoint text not null,
  config jsonb not null,
  timeout_seconds integer not null,
  attempts jsonb not null default '[]',
  progress jsonb,
  heartbeat_at timestamptz,
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  cancel_reason text,
  exclusive boolean not null,
  admitted_by uuid,
  parent_execution_ids uuid[] not null default '{}',
  workflow_id text not null,
  run_id text,
  request_hash text,
  start_deadline_from timestamptz,
  due_at timestamptz not null generated always as (coalesce(scheduled_for, queued_at)) stored
);
comment on table public.scheduled_jobs is 'One row per execution; every expected occurrence of a job leaves exactly one.';
comment on column public.scheduled_jobs.exclusive is 'Holds the job''s slot while queued or running.';
comment on column public.scheduled_jobs.attempts is 'One object per HTTP call: attempt, started_at, ended_at, http_status, class, error.';
comment on column public.scheduled_jobs.start_deadline_from is 'First contact with a live Temporal after queued_at; the start deadline counts from here.';

create unique index scheduled_jobs_occurrence on public.scheduled_jobs (job_name, scheduled_for) where origin = 'schedule';
create unique index scheduled_jobs_slot on public.scheduled_jobs (job_name) where status in ('queued', 'running') and exclusive;
create index scheduled_jobs_unfinished on public.scheduled_jobs (job_name, id) where status in ('queued', 'running');
create index scheduled_jobs_history on public.scheduled_jobs (job_name, due_at desc, id desc);

create table public.attempt_tokens (
  execution_id uuid not null references public.scheduled_jobs on delete cascade,
  attempt integer not null,
  token_hash text not null,
  primary key (execution_id, attempt)
);
comment on table public.attempt_tokens is 'SHA-256 of each attempt''s secret, apart from the row so that no history shows it.';

create table public.job_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  job_name text not null,
  actor text not null,
  action text not null,
  before jsonb,
  after jsonb,
  reason text
);
comment on table public.job_events is 'Append-only audit trail: who changed what of which job, when and why.';
create index job_events_job on public.job_events (job_name, id desc);

create table public.reconcile_lease (
  only_row boolean primary key default true check (only_row),
  holder text,
  expires_at timestamptz not null default '-infinity',
  last_success_at timestamptz,
  last_summary jsonb
);
comment on table public.reconcile_lease is 'Which worker process repairs, until when, and what its last pass did.';
insert into public.reconcile_lease default values;
