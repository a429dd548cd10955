import { queryOptions } from '@tanstack/react-query';
import { getJobSummary } from './jobs.ts';

export function summaryQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'summary'],
    queryFn: ({ signal }) => getJobSummary(jobName, signal),
  });
}
