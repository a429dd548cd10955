import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './queryKeys.ts';
import { getJobSummary } from './jobs.ts';

export function jobSummaryQuery(jobName: string) {
  return queryOptions({
    queryKey: queryKeys.jobSummary(jobName),
    queryFn: ({ signal }) => getJobSummary(jobName, signal),
  });
}
