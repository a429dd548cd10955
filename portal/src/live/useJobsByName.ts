import { useMemo } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { useJobs } from './jobs.ts';

export interface JobsByName {
  all: readonly JobSummary[];
  of(jobName: string): JobSummary | undefined;
}

const NONE: ReadonlyMap<string, JobSummary> = new Map();

/** The jobs list as the page holds it; empty while it loads. */
export function useJobsByName(): JobsByName {
  const jobs = useJobs((state) => state.jobs) ?? NONE;
  return useMemo(() => ({ all: [...jobs.values()], of: (jobName) => jobs.get(jobName) }), [jobs]);
}
