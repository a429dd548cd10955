import { queryOptions } from '@tanstack/react-query';
import { getJobSummary } from './jobs.ts';

export function jobSummaryQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'summary'],
    queryFn: ({ signal }) => getJobSummary(jobName, signal),
  });
}
