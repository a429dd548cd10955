// An execution on the wire: rows are named as the columns of the table (snake_case), instants are ISO 8601 in UTC.
import { z } from 'zod';
import { Attempt, AttemptClass, LateReport, Progress } from './attempts.ts';
import { Cursor, Instant } from './fields.ts';
import { JsonObject } from './jsonObject.ts';
import { ReasonCode } from './reasons.ts';

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
  metadata: JsonObject.nullable(),
  triggered_by: z.enum(['scheduler', 'manual', 'admin']),
  triggered_by_user: z.string().nullable(),
  trigger_reason: z.string().nullable(),
  service: z.string(),
  endpoint: z.string(),
  config: JsonObject,
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

/** What every list has of an execution. */
export const ExecutionRow = Execution.omit({ config: true, metadata: true });
export type ExecutionRow = z.infer<typeof ExecutionRow>;

/** In the list of all runs: only the beginning of errors, and how large config and metadata are (as JSON text). */
export const ListedExecution = ExecutionRow.extend({
  config_bytes: z.int(),
  metadata_bytes: z.int().nullable(),
});
export type ListedExecution = z.infer<typeof ListedExecution>;

/** Page of GET /api/jobs/:jobName/history. */
export const HistoryPage = z.object({
  executions: z.array(Execution),
  pagination: z.object({
    limit: z.int(),
    offset: z.int(),
    total: z.int(),
    hasMore: z.boolean(),
    /** `total` was counted no further. */
    totalIsAtLeast: z.literal(true).exactOptional(),
  }),
  nextCursor: Cursor,
});
export type HistoryPage = z.infer<typeof HistoryPage>;

/** Page of GET /api/executions; whole executions with `fields=full`. */
export const ExecutionPage = z.object({
  executions: z.union([z.array(Execution), z.array(ListedExecution)]),
  nextCursor: Cursor,
});
export type ExecutionPage = z.infer<typeof ExecutionPage>;

export const ExecutionDetails = z.object({
  execution: Execution,
  /** Its run in the Temporal Web UI; null without an address of that, or before the run has begun. */
  temporalUrl: z.string().nullable(),
});
export type ExecutionDetails = z.infer<typeof ExecutionDetails>;

export const ExecutionCancelled = z.object({
  message: z.string(),
  executionId: z.uuid(),
  /** `running` until its call has ended. */
  status: ExecutionStatus,
});
export type ExecutionCancelled = z.infer<typeof ExecutionCancelled>;

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

export type { AttemptClass, Progress } from './attempts.ts';
export type { JobStats, StatsDay } from './stats.ts';
