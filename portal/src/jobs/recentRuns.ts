import { queryOptions } from '@tanstack/react-query';
import type { ExecutionRow as Execution } from '../../../src/contract/execution.ts';
import { jobPath } from '../api/jobs.ts';
import { request } from '../api/request.ts';

/** The runs behind a strip, newest first. */
export function recentRuns(jobName: string) {
  return queryOptions({
    queryKey: ['jobs', jobName, 'recent'],
    queryFn: async ({ signal }) => {
      const { executions } = await request<{ executions: Execution[] }>(
        'GET',
        `${jobPath(jobName)}/history`,
        {
          query: { limit: 20 },
          signal,
        },
      );
      return executions;
    },
    staleTime: 10_000,
  });
}
