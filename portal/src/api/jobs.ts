import { queryOptions } from '@tanstack/react-query';
import type { Job } from '../../../src/contract/jobs.ts';
import type { JobSummaries, JobSummary, JobSummaryAnswer } from '../../../src/contract/jobSummaries.ts';
import { parseExactly } from './client/exactJson.ts';
import { queryKeys } from './queryKeys.ts';
import { request, requestText } from './client/request.ts';

export function jobPath(name: string): string {
  return `api/jobs/${encodeURIComponent(name)}`;
}

/** @param since cursor of the answer before: only what has changed since then */
export function listJobSummaries(since: string | null, signal?: AbortSignal): Promise<JobSummaries> {
  return request('GET', 'api/jobs', { query: { view: 'summary', since }, signal });
}

export async function getJobSummary(name: string, signal?: AbortSignal): Promise<JobSummary> {
  const { summary } = await request<JobSummaryAnswer>('GET', `${jobPath(name)}/summary`, { signal });
  return summary;
}

/** Numbers in its config keep the server's digits: they are shown and sent back, never calculated with. */
export async function getJob(name: string, signal?: AbortSignal): Promise<Job> {
  const text = await requestText('GET', jobPath(name), { signal });
  return { ...(JSON.parse(text) as Job), config: (parseExactly(text) as Job).config };
}

/** One job whole: with its settings, what its service declares, and what operators have overridden. */
export function jobQuery(name: string) {
  return queryOptions({
    queryKey: queryKeys.job(name),
    queryFn: ({ signal }) => getJob(name, signal),
    // Structural sharing cannot compare exact numbers (exactJson.ts).
    structuralSharing: false,
  });
}

export function jobSummaryQuery(jobName: string) {
  return queryOptions({
    queryKey: queryKeys.jobSummary(jobName),
    queryFn: ({ signal }) => getJobSummary(jobName, signal),
  });
}
