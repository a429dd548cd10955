// The usual duration of a job, to spot a run that takes unusually long.
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';

/** A run is long beyond this multiple of the average. (Percentiles would cost one request per row.) */
const LONG = 2;

/** Null without runs in 30 days. `longMs`: longer runs are highlighted. */
export function usualDuration({
  last30Days,
}: Pick<JobSummary, 'last30Days'>): { words: string; longMs: number } | null {
  const { avgDurationMs } = last30Days;
  if (avgDurationMs === null) return null;
  return { words: `usually ${formatDuration(avgDurationMs)}`, longMs: Math.max(1_000, LONG * avgDurationMs) };
}
