// A job's figures of a period, by day, and beside the period before.
import { queryOptions } from '@tanstack/react-query';
import type { JobStats } from '../../../src/contract/execution.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export interface PeriodStats extends JobStats {
  median_duration_ms: number | null;
  p95_duration_ms: number | null;
  /** 0 to 1. */
  success_rate: number | null;
}

export interface DayStats {
  /** A date in UTC. */
  day: string;
  completed: number;
  failed: number;
  cancelled: number;
  skipped: number;
  missed: number;
  itemsProcessed: number;
  medianDurationMs: number | null;
  p95DurationMs: number | null;
}

export interface JobStatsAnswer {
  stats: PeriodStats;
  previous: PeriodStats;
  buckets: DayStats[];
  period: { days: number; from: string; to: string };
}

export function statsQuery(jobName: string, days: number) {
  return queryOptions({
    queryKey: ['job', jobName, 'stats', days],
    queryFn: ({ signal }) =>
      request<JobStatsAnswer>('GET', `${jobPath(jobName)}/stats`, {
        query: { days, bucket: 'day', compare: 'previous' },
        signal,
      }),
    staleTime: 30_000,
  });
}
