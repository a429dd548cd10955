import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/client/ApiError.ts';
import { useJob } from './jobs.ts';
import { jobSummaryQuery } from '../api/jobs.ts';
import { useLastingError } from './view/useLastingError.ts';

/** A job from the live list; fetched only if the list does not have it. */
export function useJobSummary(name: string) {
  const listed = useJob(name);
  const { data, error, refetch } = useQuery({ ...jobSummaryQuery(name), enabled: listed === undefined });
  const job = listed ?? data;
  const known = useLastingError({ data: job, error }, name);
  return {
    job,
    error: job === undefined ? known : null,
    /** No such job, or it was deleted: runs outlive their job. */
    isMissing: job === undefined && known instanceof ApiError && known.code === 'JOB_NOT_FOUND',
    retry: () => void refetch(),
  };
}
