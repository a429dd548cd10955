import { queryOptions } from '@tanstack/react-query';
import type { ExecutionRow as Execution } from '../../../src/contract/executions.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';
import { clock } from '../shared/format/clock.ts';

const CELLS = 20;

/** The runs behind a strip, newest first: what is to come (planned, or skipped ahead of time) is not among them. */
export function recentRuns(jobName: string) {
  return queryOptions({
    queryKey: ['jobs', jobName, 'recent'],
    queryFn: async ({ signal }) => {
      const { executions } = await request<{ executions: Execution[] }>(
        'GET',
        `${jobPath(jobName)}/history`,
        {
          query: { limit: 2 * CELLS },
          signal,
        },
      );
      const nowMs = clock.now();
      return executions.filter((run) => !isToCome(run, nowMs)).slice(0, CELLS);
    },
    staleTime: 10_000,
  });
}

function isToCome({ scheduled_for: due, started_at: started, awaits }: Execution, nowMs: number): boolean {
  return awaits !== null || (started === null && due !== null && Date.parse(due) > nowMs);
}
