// A job's figures of a period, by day, and beside the period before.
import { queryOptions } from '@tanstack/react-query';
import type { JobStats, StatsDay } from '../../../src/contract/executions.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

export interface JobStatsAnswer {
  stats: JobStats;
  previous: JobStats;
  buckets: StatsDay[];
  period: { days: number; from: string; to: string };
}

export function statsQuery(jobName: string, days: number) {
  return queryOptions({
    queryKey: queryKeys.stats(jobName, days),
    queryFn: ({ signal }) =>
      request<JobStatsAnswer>('GET', `${jobPath(jobName)}/stats`, {
        query: { days, bucket: 'day', compare: 'previous' },
        signal,
      }),
    staleTime: 30_000,
  });
}
