// Counts of a job's executions: in a period, by day, and in the period before.
import { z } from 'zod';
import { Instant } from './fields.ts';

/** `total_executions` = began and ended; the average is null when there are none. */
export const JobStats = z.object({
  total_executions: z.int(),
  successful_executions: z.int(),
  failed_executions: z.int(),
  cancelled_executions: z.int(),
  skipped_executions: z.int(),
  missed_executions: z.int(),
  success_rate: z
    .number()
    .nullable()
    .describe('completed / (completed + failed + missed), 0 to 1; null when there are none.'),
  avg_duration_ms: z.int().nullable(),
  median_duration_ms: z.int().nullable(),
  p95_duration_ms: z.int().nullable(),
  total_items_processed: z.int(),
  total_items_succeeded: z.int(),
  total_items_failed: z.int(),
});
export type JobStats = z.infer<typeof JobStats>;

/** Counts of the executions due on one day (UTC). */
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

export const JobStatsAnswer = z.object({
  stats: JobStats,
  /** With `compare=previous`. */
  previous: JobStats.optional(),
  buckets: z.array(StatsDay).optional().describe('With `bucket=day`.'),
  period: z.object({ days: z.int(), from: Instant, to: Instant }),
});
export type JobStatsAnswer = z.infer<typeof JobStatsAnswer>;
