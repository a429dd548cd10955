// Applies the URL's filters, and counts what each choice in a filter menu would leave.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { isDueWithin, isLateAt, isNeverDue, isPausedAt, isStuckAt, statusAt } from './jobState.ts';
import { STATUS_FILTERS, type JobsParams, type StatusFilter } from '../jobsParams.ts';

const HOUR_MS = 3_600_000;

export type Filters = Pick<JobsParams, 'q' | 'service' | 'type' | 'status' | 'outcome' | 'overridden'>;
/** The filters that have a menu. */
export type MenuFilter = 'service' | 'type' | 'status' | 'outcome';

export function filterJobs(jobs: readonly JobSummary[], filters: Filters, nowMs: number): JobSummary[] {
  const matches = matcher(filters, nowMs);
  return jobs.filter(matches);
}

/** Number of jobs per value of this filter, with the other filters applied. */
export function countChoices(
  jobs: readonly JobSummary[],
  filters: Filters,
  filter: MenuFilter,
  nowMs: number,
): ReadonlyMap<string, number> {
  const matchesOthers = matcher({ ...filters, [filter]: undefined }, nowMs);
  const counts = new Map<string, number>();
  for (const job of jobs) {
    if (!matchesOthers(job)) continue;
    for (const value of VALUES_OF[filter](job, nowMs)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

export function hasStatus(job: JobSummary, status: StatusFilter, nowMs: number): boolean {
  switch (status) {
    case 'failing':
      return job.failing !== null;
    case 'late':
      return isLateAt(job, nowMs) || isStuckAt(job, nowMs);
    case 'never':
      return isNeverDue(job);
    case 'due':
      return isDueWithin(job, nowMs, HOUR_MS);
    case 'pending':
      return job.schedule === 'pending';
    // A job can match several: a running job may also have queued runs or be disabled.
    case 'queued':
      return job.queuedCount > 0;
    case 'disabled':
      return !job.enabled;
    case 'paused':
      return isPausedAt(job, nowMs);
    default:
      return statusAt(job, nowMs) === status;
  }
}

function matcher(filters: Filters, nowMs: number): (job: JobSummary) => boolean {
  const words = (filters.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const services = filters.service && new Set(filters.service);
  const types = filters.type && new Set(filters.type);
  const outcomes = filters.outcome && new Set<string>(filters.outcome);
  return (job) =>
    (services === undefined || services.has(job.service)) &&
    (types === undefined || types.has(job.jobType)) &&
    (outcomes === undefined || (job.lastFinished !== null && outcomes.has(job.lastFinished.status))) &&
    (filters.overridden === undefined || job.overridden.length > 0) &&
    (filters.status === undefined || filters.status.some((status) => hasStatus(job, status, nowMs))) &&
    words.every((word) => searchedText(job).includes(word));
}

const VALUES_OF: Record<MenuFilter, (job: JobSummary, nowMs: number) => readonly string[]> = {
  service: (job) => [job.service],
  type: (job) => [job.jobType],
  outcome: (job) => (job.lastFinished === null ? [] : [job.lastFinished.status]),
  status: (job, nowMs) => STATUS_FILTERS.filter((status) => hasStatus(job, status, nowMs)),
};

/** Rows are replaced when they change, so their search text is built once per row object. */
const searchedTexts = new WeakMap<JobSummary, string>();

function searchedText(job: JobSummary): string {
  const known = searchedTexts.get(job);
  if (known !== undefined) return known;
  const text = [job.name, job.displayName, job.service, job.endpoint, job.description]
    .join('\n')
    .toLowerCase();
  searchedTexts.set(job, text);
  return text;
}
