// URL parameters of the jobs list. An absent one has its default.
import { readOneOf, readSomeOf, readText, readTexts } from '../../shared/url/readParam.ts';

/** Filters by status, and by marks that a job can have besides it. */
export const STATUS_FILTERS = [
  'failing',
  'running',
  'queued',
  'paused',
  'disabled',
  'enabled',
  'late',
  'never',
  'due',
  'pending',
] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

export const OUTCOMES = ['completed', 'failed', 'missed', 'skipped', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SORTS = ['attention', 'name', 'schedule', 'status', 'lastRun', 'nextRun', 'rate'] as const;
export type Sort = (typeof SORTS)[number];

export interface JobsParams {
  /** Words that must all occur. */
  q?: string | undefined;
  service?: string[] | undefined;
  type?: string[] | undefined;
  status?: StatusFilter[] | undefined;
  /** Of the last finished row. */
  outcome?: Outcome[] | undefined;
  /** Only jobs with overrides. */
  overridden?: 'yes' | undefined;
  /** Absent: attention. */
  sort?: Exclude<Sort, 'attention'> | undefined;
  /** Absent: ascending. */
  dir?: 'desc' | undefined;
  /** Absent: comfortable. */
  density?: 'compact' | undefined;
}

export function jobsParams(raw: Record<string, unknown>): JobsParams {
  return {
    q: readText(raw, 'q'),
    service: readTexts(raw, 'service'),
    type: readTexts(raw, 'type'),
    status: readSomeOf(raw, 'status', STATUS_FILTERS),
    outcome: readSomeOf(raw, 'outcome', OUTCOMES),
    overridden: readOneOf(raw, 'overridden', ['yes']),
    sort: readOneOf(raw, 'sort', ['name', 'schedule', 'status', 'lastRun', 'nextRun', 'rate']),
    dir: readOneOf(raw, 'dir', ['desc']),
    density: readOneOf(raw, 'density', ['compact']),
  };
}
