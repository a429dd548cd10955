import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';

/** The job that is due first. */
export function nextRun(
  jobs: readonly JobSummary[],
  nowMs: number,
): { displayName: string; at: string } | null {
  let first: { displayName: string; at: string } | null = null;
  for (const { displayName, nextRunAt: at, enabled } of jobs) {
    if (!enabled || at === null || Date.parse(at) < nowMs) continue;
    if (first === null || at < first.at) first = { displayName, at };
  }
  return first;
}
