// URL parameters of a job's page (the tab is in the path). An absent one has its default.
import type { ExecutionStatus } from '../../../../src/contract/executions.ts';
import { readInstant, readOneOf, readSomeOf, readText } from '../../shared/url/readParam.ts';
import { ORIGINS, RUN_STATUSES, type Origin } from '../../runs/list/runsParams.ts';

export const JOB_TABS = ['overview', 'history', 'upcoming', 'settings', 'dependencies', 'audit'] as const;
export type JobTab = (typeof JOB_TABS)[number];

export interface JobParams {
  /** Period of the overview in days. Absent: 30. */
  days?: '7' | '90' | undefined;
  status?: ExecutionStatus[] | undefined;
  origin?: Origin[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Keyset cursor of the history or audit page. */
  before?: string | undefined;
}

export function jobParams(raw: Record<string, unknown>): JobParams {
  return {
    days: readOneOf(raw, 'days', ['7', '90']),
    status: readSomeOf(raw, 'status', RUN_STATUSES),
    origin: readSomeOf(raw, 'origin', ORIGINS),
    from: readInstant(raw, 'from'),
    to: readInstant(raw, 'to'),
    before: readText(raw, 'before'),
  };
}
