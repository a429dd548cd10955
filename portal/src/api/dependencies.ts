import { queryOptions } from '@tanstack/react-query';
import type { Dependencies } from '../../../src/contract/dependencies.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export function dependenciesQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'dependencies'],
    queryFn: ({ signal }) => request<Dependencies>('GET', `${jobPath(jobName)}/dependencies`, { signal }),
  });
}
