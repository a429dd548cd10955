// How a job stands at an instant. What passes by time alone (a pause ends, a run becomes late) the server does not send again.
import type { JobStatus, JobSummary } from '../../../../../src/contract/jobSummaries.ts';

/** Due for longer than this, jitter aside, and nothing has started: late. */
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

/** A run that must report its progress has not done so for longer than it may. */
export function isStuckAt(job: JobSummary, nowMs: number): boolean {
  if (job.running?.heartbeatAt == null) return false;
  return Date.parse(job.running.heartbeatAt) + job.running.heartbeatSeconds * 1_000 < nowMs;
}

/** It has an expression, and no date ever matches it: 30 February. */
export function isNeverDue({ enabled, neverFires }: JobSummary): boolean {
  return enabled && neverFires;
}

/** Somebody has cancelled the run under way, and it has not ended yet. */
export function isCancelling({ running }: JobSummary): boolean {
  return running?.cancelRequestedAt != null;
}

export function isDueWithin(job: JobSummary, nowMs: number, periodMs: number): boolean {
  if (!job.enabled || job.nextRunAt === null) return false;
  const aheadMs = Date.parse(job.nextRunAt) - nowMs;
  return aheadMs >= 0 && aheadMs <= periodMs;
}
