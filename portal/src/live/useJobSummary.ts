import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/ApiError.ts';
import { useJob } from './jobs.ts';
import { jobSummaryQuery } from '../api/jobs.ts';

/** A job as the list has it, which keeps itself up to date; only one that it does not have is asked for. */
export function useJobSummary(name: string) {
  const listed = useJob(name);
  const { data, error, refetch } = useQuery({ ...jobSummaryQuery(name), enabled: listed === undefined });
  const job = listed ?? data;
  return {
    job,
    error: job === undefined ? error : null,
    /** There is none, or none any more: runs outlive their job. */
    isMissing: job === undefined && error instanceof ApiError && error.code === 'JOB_NOT_FOUND',
    retry: () => void refetch(),
  };
}
