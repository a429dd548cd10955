import { queryOptions } from '@tanstack/react-query';
import { getJob, getJobSummary } from '../api/jobs.ts';

export function summaryQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'summary'],
    queryFn: ({ signal }) => getJobSummary(jobName, signal),
  });
}

export function jobQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName],
    queryFn: ({ signal }) => getJob(jobName, signal),
  });
}
