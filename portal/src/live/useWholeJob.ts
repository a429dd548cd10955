import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Job } from '../../../src/contract/jobs.ts';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { jobQuery } from '../api/jobs.ts';

/** The job with its settings, refetched when the list has a newer version. */
export function useWholeJob({ name, version }: Pick<JobSummary, 'name' | 'version'>) {
  const whole = useQuery(jobQuery(name));
  useNewerVersion(whole, version);
  return whole;
}

/** @param version in the list; undefined while the list does not have the job */
export function useNewerVersion({ data, refetch }: UseQueryResult<Job>, version: number | undefined): void {
  const isBehind = data !== undefined && version !== undefined && data.version < version;
  useEffect(() => {
    if (isBehind) void refetch();
  }, [isBehind, version, refetch]);
}
