import type { Job } from '../../../src/contract/job.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

/** @param change settings by name (null returns to the declared value), and the reason @param version that it was made for */
export function changeSettings(jobName: string, change: Record<string, unknown>, version: number) {
  return request<{ message: string; job: Job }>('PATCH', jobPath(jobName), { body: change, version });
}
