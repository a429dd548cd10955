// An execution on the wire: rows are named as the columns of the table (snake_case), instants are ISO 8601 in UTC.
import { z } from 'zod';
import { JobConfig } from './job.ts';

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

/** How an HTTP call ended: what is known of whether the service did the work. */
export const AttemptClass = z.enum(['succeeded', 'failed', 'not_delivered', 'unknown', 'cancelled']);
export type AttemptClass = z.infer<typeof AttemptClass>;

const Attempt = z.object({
  attempt: z.int(),
  started_at: Instant,
  ended_at: Instant.optional(),
  http_status: z.int().nullish(),
  class: AttemptClass.optional(),
  error: z.string().nullish(),
});

export const Execution = z.object({
  id: z.uuid(),
  job_name: z.string(),
  job_type: z.string(),
  status: ExecutionStatus,
  origin: z.enum(['schedule', 'trigger', 'backfill', 'dependency']),
  scheduled_for: Instant.nullable(),
  queued_at: Instant.nullable(),
  started_at: Instant.nullable(),
  completed_at: Instant.nullable(),
  duration_ms: z.int().nullable(),
  items_processed: z.int().nullable(),
  items_succeeded: z.int().nullable(),
  items_failed: z.int().nullable(),
  error_message: z.string().nullable(),
  reason: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  triggered_by: z.enum(['scheduler', 'manual', 'admin']),
  triggered_by_user: z.string().nullable(),
  trigger_reason: z.string().nullable(),
  service: z.string(),
  endpoint: z.string(),
  config: JobConfig,
  timeout_seconds: z.int(),
  attempts: z.array(Attempt),
  progress: z.unknown(),
  heartbeat_at: Instant.nullable(),
  cancel_requested_at: Instant.nullable(),
  cancel_requested_by: z.string().nullable(),
  cancel_reason: z.string().nullable(),
  exclusive: z.boolean(),
  admitted_by: z.uuid().nullable(),
  parent_execution_ids: z.array(z.uuid()),
  workflow_id: z.string(),
  run_id: z.string().nullable(),
});
export type Execution = z.infer<typeof Execution>;

/** Counts of a job's executions in a period; `total_executions` = began and ended; the average is null when there are none. */
export const JobStats = z.object({
  total_executions: z.int(),
  successful_executions: z.int(),
  failed_executions: z.int(),
  cancelled_executions: z.int(),
  skipped_executions: z.int(),
  missed_executions: z.int(),
  avg_duration_ms: z.int().nullable(),
  total_items_processed: z.int(),
  total_items_succeeded: z.int(),
  total_items_failed: z.int(),
});
export type JobStats = z.infer<typeof JobStats>;

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
