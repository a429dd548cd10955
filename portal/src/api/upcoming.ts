import { queryOptions } from '@tanstack/react-query';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export interface Upcoming {
  upcoming: { scheduledFor: string; skipped?: true }[];
  timeZone: string;
  /** Why there is none. */
  message?: string;
  /** The expression with each H replaced. */
  resolved?: string;
}

export function upcomingQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'upcoming'],
    queryFn: ({ signal }) =>
      request<Upcoming>('GET', `${jobPath(jobName)}/upcoming`, { query: { count: 20 }, signal }),
  });
}
