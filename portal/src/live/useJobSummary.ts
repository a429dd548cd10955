import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/client/ApiError.ts';
import { useJob } from './jobs.ts';
import { jobSummaryQuery } from '../api/jobs.ts';

/** A job from the live list; fetched only if the list does not have it. */
export function useJobSummary(name: string) {
  const listed = useJob(name);
  const { data, error, refetch } = useQuery({ ...jobSummaryQuery(name), enabled: listed === undefined });
  const job = listed ?? data;
  return {
    job,
    error: job === undefined ? error : null,
    /** No such job, or it was deleted: runs outlive their job. */
    isMissing: job === undefined && error instanceof ApiError && error.code === 'JOB_NOT_FOUND',
    retry: () => void refetch(),
  };
}
