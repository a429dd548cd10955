// An execution on the wire: rows are named as the columns of the table (snake_case), instants are ISO 8601 in UTC.
import { z } from 'zod';
import { JobConfig } from './jobs.ts';
import { AttemptCode, ReasonCode } from './reasons.ts';
import { Count } from './serviceCall.ts';

const Instant = z.iso.datetime();

export const ExecutionStatus = z.enum([
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
  'skipped',
  'missed',
]);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/**
 * How an attempt ended: what is known of whether the service did the work. `not_delivered`: the call did not reach it;
 * `deferred`: it asked to be called later (429, or 503 with Retry-After); `failed`: it was reached and said so; `unknown`:
 * it was reached, and nothing was heard (response timeout, lost connection, lost worker, stuck).
 */
export const AttemptClass = z.enum([
  'succeeded',
  'failed',
  'not_delivered',
  'deferred',
  'unknown',
  'cancelled',
]);
export type AttemptClass = z.infer<typeof AttemptClass>;

const Attempt = z.object({
  attempt: z.int(),
  started_at: Instant,
  /** When the service answered 202. */
  accepted_at: Instant.optional(),
  ended_at: Instant.optional(),
  http_status: z.int().nullish(),
  class: AttemptClass.optional(),
  /** For people: a sentence made of the code and what was said. */
  error: z.string().nullish(),
  /** Why, where class and http_status do not say it. */
  code: AttemptCode.nullish(),
  /** The service's own words, or those of the connection's failure. */
  said: z.string().nullish(),
  /** timeoutSeconds or heartbeatSeconds, when that is what ran out. */
  limit_seconds: z.int().nullish(),
  retry_after_ms: z.int().nullish(),
  /** What of the service's answer was not kept as it was sent. */
  note: z.string().optional(),
});

/** Characters. */
export const MAX_PROGRESS_MESSAGE = 1_000;

/** What an asynchronous run has reported so far. */
export const Progress = z.object({
  itemsProcessed: Count.optional(),
  itemsSucceeded: Count.optional(),
  itemsFailed: Count.optional(),
  message: z.string().max(MAX_PROGRESS_MESSAGE).optional(),
  percent: z.number().min(0).max(100).optional(),
});
export type Progress = z.infer<typeof Progress>;

/** The end that a service reported of an attempt after it had ended without it: stuck, out of time, or cancelled. */
const LateReport = z.object({
  at: Instant,
  attempt: z.int(),
  class: z.enum(['succeeded', 'failed']),
  message: z.string().nullable(),
  itemsProcessed: z.int().nullable(),
  itemsSucceeded: z.int().nullable(),
  itemsFailed: z.int().nullable(),
  /** As what the attempt had counted before. */
  countedAs: z.enum(['stuck', 'cancelled', 'unknown']),
  /** For people. */
  sentence: z.string(),
});

export const Execution = z.object({
  id: z.uuid(),
  job_name: z.string(),
  job_type: z.string(),
  status: ExecutionStatus,
  /** Class of the last attempt. */
  outcome: AttemptClass.nullable(),
  origin: z.enum(['schedule', 'trigger', 'backfill', 'dependency']),
  scheduled_for: Instant.nullable(),
  queued_at: Instant.nullable(),
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
  duration_ms: z.int().nullable(),
  items_processed: z.int().nullable(),
  items_succeeded: z.int().nullable(),
  items_failed: z.int().nullable(),
  /** For people: why it failed. */
  error_message: z.string().nullable(),
  /** For people: why it waits, did not run or was cancelled. */
  reason: z.string().nullable(),
  /** What both are made of; its details are those of the code in REASONS. */
  reason_code: ReasonCode.nullable(),
  reason_details: z.record(z.string(), z.unknown()).nullable(),
  metadata: JobConfig.nullable(),
  triggered_by: z.enum(['scheduler', 'manual', 'admin']),
  triggered_by_user: z.string().nullable(),
  trigger_reason: z.string().nullable(),
  service: z.string(),
  endpoint: z.string(),
  config: JobConfig,
  timeout_seconds: z.int(),
  priority: z.int(),
  /** By the retry rule as it was when the run began; null before. Calls that did not reach the service use up none. */
  attempts_allowed: z.int().nullable(),
  /** The last 20; the number of the last one is that of all that were made. */
  attempts: z.array(Attempt),
  progress: Progress.extend({ at: Instant }).nullable(),
  heartbeat_at: Instant.nullable(),
  cancel_requested_at: Instant.nullable(),
  cancel_requested_by: z.string().nullable(),
  cancel_reason: z.string().nullable(),
  exclusive: z.boolean(),
  waiting_since: Instant.nullable(),
  admitted_by: z.uuid().nullable(),
  /** Whose ends it follows (origin dependency), or what it runs again. */
  parent_execution_ids: z.array(z.uuid()),
  backfill_id: z.uuid().nullable(),
  /** Queued, but not in line yet: its turn in a backfill, or its instant. */
  awaits: z.enum(['turn', 'instant']).nullable(),
  /** Queued for an instant to come, and not counted among those that wait. */
  planned: z.boolean(),
  workflow_id: z.string(),
  run_id: z.string().nullable(),
  late_report: LateReport.nullable().default(null),
});
export type Execution = z.infer<typeof Execution>;

/** What a list says of an execution, whichever list it is. */
export type ExecutionRow = Omit<Execution, 'config' | 'metadata'>;

/** In the list of all runs: of the errors only the beginning, and how large config and metadata are (as JSON text). */
export type ListedExecution = ExecutionRow & { config_bytes: number; metadata_bytes: number | null };

/** Counts of a job's executions in a period; `total_executions` = began and ended; the average is null when there are none. */
export const JobStats = z.object({
  total_executions: z.int(),
  successful_executions: z.int(),
  failed_executions: z.int(),
  cancelled_executions: z.int(),
  skipped_executions: z.int(),
  missed_executions: z.int(),
  /** completed / (completed + failed + missed), 0 to 1; null when there are none. */
  success_rate: z.number().nullable(),
  avg_duration_ms: z.int().nullable(),
  median_duration_ms: z.int().nullable(),
  p95_duration_ms: z.int().nullable(),
  total_items_processed: z.int(),
  total_items_succeeded: z.int(),
  total_items_failed: z.int(),
});
export type JobStats = z.infer<typeof JobStats>;

/** Of the executions due on one day (UTC). */
export const StatsDay = z.object({
  day: z.iso.date(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  skipped: z.int(),
  missed: z.int(),
  itemsProcessed: z.int(),
  medianDurationMs: z.int().nullable(),
  p95DurationMs: z.int().nullable(),
});
export type StatsDay = z.infer<typeof StatsDay>;

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
