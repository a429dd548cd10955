// URL parameters of the runs page. An absent one has its default.
import type { Execution, ExecutionStatus } from '../../../../src/contract/executions.ts';
import { readInstant, readSomeOf, readText, readTexts } from '../../shared/url/readParam.ts';

export const RUN_STATUSES = [
  'completed',
  'failed',
  'running',
  'queued',
  'skipped',
  'missed',
  'cancelled',
] as const satisfies readonly ExecutionStatus[];

export type Origin = Execution['origin'];
export const ORIGINS = ['schedule', 'trigger', 'backfill', 'dependency'] as const satisfies readonly Origin[];

export interface RunsParams {
  service?: string[] | undefined;
  job?: string[] | undefined;
  status?: ExecutionStatus[] | undefined;
  origin?: Origin[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Keyset cursor. */
  before?: string | undefined;
}

export function runsParams(raw: Record<string, unknown>): RunsParams {
  return {
    service: readTexts(raw, 'service'),
    job: readTexts(raw, 'job'),
    status: readSomeOf(raw, 'status', RUN_STATUSES),
    origin: readSomeOf(raw, 'origin', ORIGINS),
    from: readInstant(raw, 'from'),
    to: readInstant(raw, 'to'),
    before: readText(raw, 'before'),
  };
}
