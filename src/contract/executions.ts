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
    outcome: AttemptClass.nullable().describe('Class of the last attempt.'),
    origin: z.enum(['schedule', 'trigger', 'backfill', 'dependency']),
    scheduled_for: Instant.nullable(),
    queued_at: Instant.nullable(),
    started_at: Instant.nullable(),
    completed_at: Instant.nullable(),
    duration_ms: z.int().nullable(),
    items_processed: z.int().nullable(),
    items_succeeded: z.int().nullable(),
    items_failed: z.int().nullable(),
    error_message: z.string().nullable().describe('For people: why it failed.'),
    reason: z.string().nullable().describe('For people: why it is waiting, did not run or was cancelled.'),
    reason_code: ReasonCode.nullable().describe(
      'The source of both sentences: see the reference of reasons.',
    ),
    reason_details: z.record(z.string(), z.unknown()).nullable(),
    metadata: JsonObject.nullable(),
    triggered_by: z.enum(['scheduler', 'manual', 'admin']),
    triggered_by_user: z.string().nullable(),
    trigger_reason: z.string().nullable(),
    requested_by: z
      .string()
      .nullable()
      .describe(
        'The caller who asked for it: a person, service:<name>, token:<id> or anonymous; null for occurrences.',
      ),
    service: z.string(),
    endpoint: z.string(),
    config: JsonObject,
    timeout_seconds: z.int(),
    priority: z.int(),
    attempts_allowed: z
      .int()
      .nullable()
      .describe(
        'From the retry rule at the start of the run; null before. Calls that did not reach the service do not count.',
      ),
    attempts: z
      .array(Attempt)
      .describe('The last 20. Attempts are numbered, so the last number is their total.'),
    progress: Progress.extend({ at: Instant }).nullable(),
    heartbeat_at: Instant.nullable(),
    cancel_requested_at: Instant.nullable(),
    cancel_requested_by: z.string().nullable(),
    cancel_reason: z.string().nullable(),
    exclusive: z.boolean(),
    waiting_since: Instant.nullable(),
    admitted_by: z.uuid().nullable(),
    parent_execution_ids: z
      .array(z.uuid())
      .describe('The runs whose ends started it (origin dependency), or the run that it repeats.'),
    backfill_id: z.uuid().nullable(),
    awaits: z
      .enum(['turn', 'instant'])
      .nullable()
      .describe('Queued, and held for its turn in a backfill or for its instant.'),
    planned: z.boolean().describe('A one-off run: queued for a future instant, and not counted as waiting.'),
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
    totalIsAtLeast: z
      .literal(true)
      .exactOptional()
      .describe('Counting stopped at `total`; there may be more.'),
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
  temporalUrl: z
    .string()
    .nullable()
    .describe('Its run in the Temporal Web UI; null when no UI is configured, or before the run has begun.'),
});
export type ExecutionDetails = z.infer<typeof ExecutionDetails>;

export const ExecutionCancelled = z.object({
  message: z.string(),
  executionId: z.uuid(),
  status: ExecutionStatus.describe('`running` until its call has ended.'),
});
export type ExecutionCancelled = z.infer<typeof ExecutionCancelled>;

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
