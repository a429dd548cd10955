// A job's state at an instant. The server sends nothing when only time passes (a pause ends, a run becomes late).
import type { JobStatus, JobSummary } from '../../../../../src/contract/jobSummaries.ts';

/** A run is late when it is overdue by more than this. */
const LATE_MS = 60_000;

export function statusAt(job: JobSummary, nowMs: number): JobStatus {
  if (job.running !== null || job.runningCount > 0) return 'running';
  if (job.queuedCount > 0) return 'queued';
  if (!job.enabled) return 'disabled';
  return isPausedAt(job, nowMs) ? 'paused' : 'enabled';
}

export function isPausedAt(job: JobSummary, nowMs: number): boolean {
  return job.enabled && job.pausedUntil !== null && Date.parse(job.pausedUntil) > nowMs;
}

export function isLateAt(job: JobSummary, nowMs: number): boolean {
  if (!job.enabled || job.nextRunAt === null || isPausedAt(job, nowMs)) return false;
  return job.late || Date.parse(job.nextRunAt) + LATE_MS < nowMs;
}

/** The run must report progress and has been silent for too long. */
export function isStuckAt(job: JobSummary, nowMs: number): boolean {
  if (job.running?.heartbeatAt == null) return false;
  return Date.parse(job.running.heartbeatAt) + job.running.heartbeatSeconds * 1_000 < nowMs;
}

/** Its expression matches no date, such as 30 February. */
export function isNeverDue({ enabled, neverFires }: JobSummary): boolean {
  return enabled && neverFires;
}

/** The running run was cancelled and has not ended yet. */
export function isCancelling({ running }: JobSummary): boolean {
  return running?.cancelRequestedAt != null;
}

export function isDueWithin(job: JobSummary, nowMs: number, periodMs: number): boolean {
  if (!job.enabled || job.nextRunAt === null) return false;
  const aheadMs = Date.parse(job.nextRunAt) - nowMs;
  return aheadMs >= 0 && aheadMs <= periodMs;
}
