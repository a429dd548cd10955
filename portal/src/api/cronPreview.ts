// What the server makes of an expression: the one implementation of cron that there is.
import { queryOptions } from '@tanstack/react-query';
import type { Warning } from '../../../src/contract/warnings.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

export interface CronPreviewRequest {
  cronExpression: string;
  timeZone: string;
  jobName?: string | undefined;
  count: number;
  compareWith?: { cronExpression: string; timeZone: string } | undefined;
}

export interface CronPreview {
  description: string;
  /** The expression with each H replaced. */
  resolved: string;
  /** `changed`: the schedule it is compared with does not have it. */
  upcoming: { scheduledFor: string; changed?: true }[];
  runsPerYear: number;
  /** How many other jobs start at the next occurrence. */
  sharing: { scheduledFor: string; otherJobs: number } | null;
  warnings: Warning[];
}

export function cronPreviewQuery(asked: CronPreviewRequest) {
  return queryOptions({
    queryKey: queryKeys.cronPreview(asked),
    queryFn: ({ signal }) => request<CronPreview>('POST', 'api/cron/preview', { body: asked, signal }),
    staleTime: 10_000,
    retry: false,
  });
}
