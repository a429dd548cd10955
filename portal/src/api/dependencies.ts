import { queryOptions } from '@tanstack/react-query';
import type { DependenciesAnswer } from '../../../src/contract/dependencies.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export function dependenciesQuery(jobName: string) {
  return queryOptions({
    queryKey: queryKeys.dependencies(jobName),
    queryFn: ({ signal }) =>
      request<DependenciesAnswer>('GET', `${jobPath(jobName)}/dependencies`, { signal }),
  });
}
