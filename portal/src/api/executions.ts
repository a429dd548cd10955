// Runs, one and many.
import { queryOptions } from '@tanstack/react-query';
import type { Execution, ExecutionRow } from '../../../src/contract/executions.ts';
import { clock } from '../shared/format/clock.ts';
import { parseExactly } from './exactJson.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request, requestText } from './request.ts';

export interface RunFilters {
  service?: readonly string[] | undefined;
  job?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  origin?: readonly string[] | undefined;
  /** Of the row's time: when it started, else when it ended, was queued, or was due. */
  from?: string | undefined;
  to?: string | undefined;
  /** Keyset cursor. */
  before?: string | undefined;
  limit?: number;
}

/** Newest first. What was sent and answered is in `runQuery` alone. */
export interface RunPage {
  executions: ExecutionRow[];
  nextCursor: string | null;
}

export function runsQuery(filters: RunFilters) {
  return queryOptions({
    queryKey: queryKeys.runs(filters),
    queryFn: ({ signal }) => request<RunPage>('GET', 'api/executions', { query: { ...filters }, signal }),
  });
}

export function historyQuery(jobName: string, filters: Omit<RunFilters, 'job' | 'service'>) {
  return queryOptions({
    queryKey: queryKeys.jobHistory(jobName, filters),
    queryFn: ({ signal }) =>
      request<RunPage>('GET', `${jobPath(jobName)}/history`, { query: { ...filters }, signal }),
  });
}

export interface RunDetails {
  execution: Execution;
  /** Null without an address of the Temporal Web UI, or before the run has begun. */
  temporalUrl: string | null;
  /** What the service got and answered, with the digits of the server. */
  exact: Pick<Execution, 'config' | 'metadata'>;
}

export function runQuery(executionId: string) {
  return queryOptions({
    queryKey: queryKeys.run(executionId),
    queryFn: async ({ signal }): Promise<RunDetails> => {
      const text = await requestText('GET', `api/executions/${encodeURIComponent(executionId)}`, { signal });
      const { execution: exact } = parseExactly(text) as Omit<RunDetails, 'exact'>;
      return { ...(JSON.parse(text) as Omit<RunDetails, 'exact'>), exact };
    },
    // Raw numbers are objects without a prototype, which structural sharing cannot compare.
    structuralSharing: false,
  });
}

const STRIP_CELLS = 20;

/** The runs behind a strip, newest first: what is to come (planned, or skipped ahead of time) is not among them. */
export function recentRunsQuery(jobName: string) {
  return queryOptions({
    queryKey: queryKeys.recentRuns(jobName),
    queryFn: async ({ signal }) => {
      const { executions } = await request<{ executions: ExecutionRow[] }>(
        'GET',
        `${jobPath(jobName)}/history`,
        {
          query: { limit: 2 * STRIP_CELLS },
          signal,
        },
      );
      const nowMs = clock.now();
      return executions.filter((run) => !isToCome(run, nowMs)).slice(0, STRIP_CELLS);
    },
    staleTime: 10_000,
  });
}

function isToCome({ scheduled_for: due, started_at: started, awaits }: ExecutionRow, nowMs: number): boolean {
  return awaits !== null || (started === null && due !== null && Date.parse(due) > nowMs);
}
