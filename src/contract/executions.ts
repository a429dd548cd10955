// An execution on the wire. Fields are named like the table's columns (snake_case); instants are ISO 8601 in UTC.
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

export const Execution = z
  .object({
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
    /** For people: why it is waiting, did not run or was cancelled. */
    reason: z.string().nullable(),
    /** The source of both sentences; REASONS lists the details of each code. */
    reason_code: ReasonCode.nullable(),
    reason_details: z.record(z.string(), z.unknown()).nullable(),
    metadata: JsonObject.nullable(),
    triggered_by: z.enum(['scheduler', 'manual', 'admin']),
    triggered_by_user: z.string().nullable(),
    trigger_reason: z.string().nullable(),
    /** The caller who asked for it: a person, service:<name>, token:<id> or anonymous; null for occurrences. */
    requested_by: z.string().nullable(),
    service: z.string(),
    endpoint: z.string(),
    config: JsonObject,
    timeout_seconds: z.int(),
    priority: z.int(),
    /** From the retry rule at the start of the run; null before. Calls that did not reach the service do not count. */
    attempts_allowed: z.int().nullable(),
    /** The last 20. Attempts are numbered, so the last number is their total. */
    attempts: z.array(Attempt),
    progress: Progress.extend({ at: Instant }).nullable(),
    heartbeat_at: Instant.nullable(),
    cancel_requested_at: Instant.nullable(),
    cancel_requested_by: z.string().nullable(),
    cancel_reason: z.string().nullable(),
    exclusive: z.boolean(),
    waiting_since: Instant.nullable(),
    admitted_by: z.uuid().nullable(),
    /** The runs whose ends started it (origin dependency), or the run that it repeats. */
    parent_execution_ids: z.array(z.uuid()),
    backfill_id: z.uuid().nullable(),
    /** Queued, and held for its turn in a backfill or for its instant. */
    awaits: z.enum(['turn', 'instant']).nullable(),
    /** A one-off run: queued for a future instant, and not counted as waiting. */
    planned: z.boolean(),
    workflow_id: z.string(),
    run_id: z.string().nullable(),
    late_report: LateReport.nullable().default(null),
  })
  .meta({ id: 'Execution', description: 'A run, named as the columns of its table.' });
export type Execution = z.infer<typeof Execution>;

/** The fields of an execution in every list. */
export const ExecutionRow = Execution.omit({ config: true, metadata: true });
export type ExecutionRow = z.infer<typeof ExecutionRow>;

/** In the list of all runs: only the beginning of errors, and how large config and metadata are (as JSON text). */
export const ListedExecution = ExecutionRow.extend({
  config_bytes: z.int(),
  metadata_bytes: z.int().nullable(),
}).meta({
  id: 'ListedExecution',
  description: 'A run in the list of all runs: errors are cut, and config and metadata are sizes.',
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
    /** Counting stopped at `total`; there may be more. */
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
  /** Its run in the Temporal Web UI; null when no UI is configured, or before the run has begun. */
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
