// How long runs of a job take, to tell whether one that goes on is unusual.
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';

/** Times the average: beyond, a run is called long. The list holds no percentiles, which would cost a request per row. */
const LONG = 2;

/** Null without runs in 30 days. `longMs`: what takes longer deserves a look. */
export function usualDuration({
  last30Days,
}: Pick<JobSummary, 'last30Days'>): { words: string; longMs: number } | null {
  const { avgDurationMs } = last30Days;
  if (avgDurationMs === null) return null;
  return { words: `usually ${formatDuration(avgDurationMs)}`, longMs: Math.max(1_000, LONG * avgDurationMs) };
}
