import { queryOptions } from '@tanstack/react-query';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
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

/** Asked for anew when the list says that another run is next. */
export function upcomingQuery({ name, nextRunAt }: Pick<JobSummary, 'name' | 'nextRunAt'>) {
  return queryOptions({
    queryKey: queryKeys.upcoming(name, nextRunAt),
    queryFn: ({ signal }) =>
      request<Upcoming>('GET', `${jobPath(name)}/upcoming`, { query: { count: 20 }, signal }),
  });
}
