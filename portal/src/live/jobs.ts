// The page's own feed of the jobs list.
import { useSelector } from '@tanstack/react-store';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { listJobSummaries } from '../api/jobs.ts';
import { clock } from '../shared/format/clock.ts';
import { createJobsFeed, type JobsState } from './jobsFeed.ts';
import { viewer } from './viewer.ts';

export const jobsFeed = createJobsFeed({
  list: listJobSummaries,
  now: Date.now,
  random: Math.random,
  viewer,
  onAnswer: ({ serverTime }) => clock.follow(serverTime),
});

export function useJobs<T>(select: (state: JobsState) => T): T {
  return useSelector(jobsFeed.store, select);
}

/** True until the first answer: until then other lists know neither time zones nor display names of jobs. */
export function useJobsPending(): boolean {
  return useJobs(({ jobs, problem }) => jobs === null && problem === null);
}

/** One job as the list has it; undefined while the list loads, or when there is no such job. */
export function useJob(name: string): JobSummary | undefined {
  return useJobs(({ jobs }) => jobs?.get(name));
}
