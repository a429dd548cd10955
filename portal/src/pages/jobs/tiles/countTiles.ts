// The numbers in the tiles. "Running" and "queued" count runs, as the runs page does; the others count jobs.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { hasStatus } from '../model/filterJobs.ts';

const DAY_MS = 86_400_000;

export interface TileCounts {
  failing: number;
  newlyFailing: number;
  /** Runs. */
  running: number;
  /** Runs. A one-off run planned for later does not count as queued. */
  queued: number;
  stopped: number;
  newlyStopped: number;
  due: number;
  /** The next due instant, epoch ms. */
  nextAt: number | null;
}

export function countTiles(jobs: readonly JobSummary[], nowMs: number): TileCounts {
  const isNew = (at: string) => Date.parse(at) > nowMs - DAY_MS;
  const counts = { failing: 0, newlyFailing: 0, running: 0, queued: 0, stopped: 0, newlyStopped: 0, due: 0 };
  let nextAt: number | null = null;
  for (const job of jobs) {
    if (job.failing !== null) {
      counts.failing += 1;
      if (isNew(job.failing.since)) counts.newlyFailing += 1;
    }
    counts.running += job.runningCount;
    counts.queued += job.queuedCount;
    if (hasStatus(job, 'disabled', nowMs) || hasStatus(job, 'paused', nowMs)) {
      counts.stopped += 1;
      if (job.stopped && isNew(job.stopped.at)) counts.newlyStopped += 1;
    }
    if (hasStatus(job, 'due', nowMs)) counts.due += 1;
    const dueAt = job.enabled && job.nextRunAt !== null ? Date.parse(job.nextRunAt) : Infinity;
    if (dueAt >= nowMs && dueAt < (nextAt ?? Infinity)) nextAt = dueAt;
  }
  return { ...counts, nextAt };
}
