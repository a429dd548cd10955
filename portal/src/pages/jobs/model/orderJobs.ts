// Sorts the list. Ties are broken by name, so every screen shows the same order.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { isLateAt, isNeverDue, isStuckAt, statusAt } from './jobState.ts';
import { OUTCOMES, type Sort } from '../jobsParams.ts';

/** One shared collator: localeCompare would make one for every comparison. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

interface Key {
  job: JobSummary;
  /** Compared one after the other; null goes last in both directions. */
  values: readonly (number | string | null)[];
  /** Among all names. */
  place: number;
}

/** Rank of every name, rebuilt when a new one appears: collation dominates the cost of sorting. */
let places: ReadonlyMap<string, number> = new Map();

function placesOf(jobs: readonly JobSummary[]): ReadonlyMap<string, number> {
  if (jobs.some(({ name }) => !places.has(name))) {
    const names = new Set([...places.keys(), ...jobs.map(({ name }) => name)]);
    places = new Map([...names].toSorted(collator.compare).map((name, place) => [name, place]));
  }
  return places;
}

export function orderJobs(
  jobs: readonly JobSummary[],
  sort: Sort,
  descending: boolean,
  nowMs: number,
): JobSummary[] {
  const known = placesOf(jobs);
  return jobs
    .map((job): Key => ({ job, values: KEYS[sort](job, nowMs), place: known.get(job.name) ?? 0 }))
    .toSorted((a, b) => compare(a, b, descending))
    .map(({ job }) => job);
}

function compare(a: Key, b: Key, descending: boolean): number {
  for (let index = 0; index < a.values.length; index += 1) {
    const left = a.values[index] ?? null;
    const right = b.values[index] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    const order = typeof left === 'string' ? collator.compare(left, String(right)) : left - Number(right);
    if (order !== 0) return descending ? -order : order;
  }
  return a.place - b.place;
}

const KEYS: Record<Sort, (job: JobSummary, nowMs: number) => Key['values']> = {
  attention,
  name: (job) => [job.displayName],
  schedule: (job) => [job.cronExpression === null ? null : job.scheduleInWords],
  status: (job, nowMs) => [STATUS_RANK[statusAt(job, nowMs)]],
  lastRun: (job) => [instant(job.lastFinished?.at ?? job.lastRun?.at), outcomeRank(job)],
  nextRun: (job) => [instant(nextRunOf(job))],
  rate: (job) => [job.last30Days.successRate],
};

const STATUS_RANK = { running: 0, queued: 1, enabled: 2, paused: 3, disabled: 4 } as const;

/** Failing (longest first), late, stuck or never due, running, queued, then by next run; disabled last. */
function attention(job: JobSummary, nowMs: number): Key['values'] {
  const status = statusAt(job, nowMs);
  if (status === 'disabled' && job.failing === null) return [5, null];
  if (job.failing !== null) return [0, Date.parse(job.failing.since)];
  if (isLateAt(job, nowMs) || isStuckAt(job, nowMs) || isNeverDue(job)) return [1, instant(nextRunOf(job))];
  if (status === 'running') return [2, instant(job.running?.startedAt)];
  if (status === 'queued') return [3, null];
  return [4, instant(nextRunOf(job))];
}

function nextRunOf(job: JobSummary): string | null {
  return job.enabled ? job.nextRunAt : null;
}

function outcomeRank(job: JobSummary): number {
  return OUTCOMES.findIndex((outcome) => outcome === job.lastFinished?.status);
}

function instant(at: string | null | undefined): number | null {
  return at == null ? null : Date.parse(at);
}
