import { useQuery } from '@tanstack/react-query';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { ApiError } from '../api/ApiError.ts';
import { summaryQuery } from '../job/summaryQuery.ts';

export interface JobOfRun {
  summary: JobSummary | undefined;
  /** Runs outlive their job. */
  deleted: boolean;
}

export function useJobOfRun(jobName: string): JobOfRun {
  const { data, error } = useQuery(summaryQuery(jobName));
  return { summary: data, deleted: error instanceof ApiError && error.code === 'JOB_NOT_FOUND' };
}
