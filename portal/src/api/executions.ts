// Runs, one and many.
import { queryOptions } from '@tanstack/react-query';
import type { Execution, ExecutionRow } from '../../../src/contract/executions.ts';
import { parseExactly } from './exactJson.ts';
import { jobPath } from './jobs.ts';
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
    queryKey: ['executions', filters],
    queryFn: ({ signal }) => request<RunPage>('GET', 'api/executions', { query: { ...filters }, signal }),
  });
}

export function historyQuery(jobName: string, filters: Omit<RunFilters, 'job' | 'service'>) {
  return queryOptions({
    queryKey: ['job', jobName, 'history', filters],
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
    queryKey: ['execution', executionId],
    queryFn: async ({ signal }): Promise<RunDetails> => {
      const text = await requestText('GET', `api/executions/${encodeURIComponent(executionId)}`, { signal });
      const { execution: exact } = parseExactly(text) as Omit<RunDetails, 'exact'>;
      return { ...(JSON.parse(text) as Omit<RunDetails, 'exact'>), exact };
    },
    // Raw numbers are objects without a prototype, which structural sharing cannot compare.
    structuralSharing: false,
  });
}
