import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { jobQuery } from '../api/jobQuery.ts';

/** The job with its settings, asked for again when the list knows of a newer version. */
export function useWholeJob({ name, version }: Pick<JobSummary, 'name' | 'version'>) {
  const whole = useQuery(jobQuery(name));
  const { data, refetch } = whole;
  const isBehind = data !== undefined && data.version < version;
  useEffect(() => {
    if (isBehind) void refetch();
  }, [isBehind, refetch]);
  return whole;
}
