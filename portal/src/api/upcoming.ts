import { queryOptions } from '@tanstack/react-query';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export interface UpcomingRun {
  scheduledFor: string;
  /** Somebody skipped it. */
  skipped?: true;
  /** Asked for by a person or an instant, not due by the expression. */
  planned?: true;
  executionId?: string;
}

export interface Upcoming {
  upcoming: UpcomingRun[];
  timeZone: string;
  /** Why nothing is due. */
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
