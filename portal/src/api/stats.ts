// Figures of a job over a period: in total, per day, and for the period before.
import { queryOptions } from '@tanstack/react-query';
import type { JobStatsAnswer } from '../../../src/contract/stats.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

/** With the days and the period before, which the query asks for. */
export type ComparedStats = JobStatsAnswer & {
  [Part in 'previous' | 'buckets']: NonNullable<JobStatsAnswer[Part]>;
};

export function statsQuery(jobName: string, days: number) {
  return queryOptions({
    queryKey: queryKeys.stats(jobName, days),
    queryFn: ({ signal }) =>
      request<ComparedStats>('GET', `${jobPath(jobName)}/stats`, {
        query: { days, bucket: 'day', compare: 'previous' },
        signal,
      }),
    staleTime: 30_000,
  });
}
