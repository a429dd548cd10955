import { queryOptions } from '@tanstack/react-query';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import type { Upcoming } from '../../../src/contract/upcoming.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

/** Refetched when the list reports another next run. */
export function upcomingQuery({ name, nextRunAt }: Pick<JobSummary, 'name' | 'nextRunAt'>) {
  return queryOptions({
    queryKey: queryKeys.upcoming(name, nextRunAt),
    queryFn: ({ signal }) =>
      request<Upcoming>('GET', `${jobPath(name)}/upcoming`, { query: { count: 20 }, signal }),
  });
}
