// Runs, one and many.
import { queryOptions } from '@tanstack/react-query';
import type {
  Execution,
  ExecutionDetails,
  ExecutionPage,
  ExecutionRow,
  HistoryPage,
} from '../../../src/contract/executions.ts';
import { clock } from '../shared/format/clock.ts';
import { parseExactly } from './client/exactJson.ts';
import { jobPath } from './jobs.ts';
import { queryKeys } from './queryKeys.ts';
import { request, requestText } from './client/request.ts';

export interface RunFilters {
  service?: readonly string[] | undefined;
  job?: readonly string[] | undefined;
  status?: readonly string[] | undefined;
  origin?: readonly string[] | undefined;
  /** For all jobs by `feedTime`, for one job by `historyTime` (runs/list/runTimes.ts). */
  from?: string | undefined;
  to?: string | undefined;
  /** Keyset cursor. */
  before?: string | undefined;
  limit?: number;
}

export function runsQuery(filters: RunFilters) {
  return queryOptions({
    queryKey: queryKeys.runs(filters),
    queryFn: ({ signal }) =>
      request<ExecutionPage>('GET', 'api/executions', { query: { ...filters }, signal }),
  });
}

export function historyQuery(jobName: string, filters: Omit<RunFilters, 'job' | 'service'>) {
  return queryOptions({
    queryKey: queryKeys.jobHistory(jobName, filters),
    queryFn: ({ signal }) =>
      request<HistoryPage>('GET', `${jobPath(jobName)}/history`, { query: { ...filters }, signal }),
  });
}

export interface RunDetails extends ExecutionDetails {
  /** Config and metadata with the digits that the server sent. */
  exact: Pick<Execution, 'config' | 'metadata'>;
}

export function runQuery(executionId: string) {
  return queryOptions({
    queryKey: queryKeys.run(executionId),
    queryFn: async ({ signal }): Promise<RunDetails> => {
      const text = await requestText('GET', `api/executions/${encodeURIComponent(executionId)}`, { signal });
      const { execution: exact } = parseExactly(text) as ExecutionDetails;
      return { ...(JSON.parse(text) as ExecutionDetails), exact };
    },
    // Structural sharing cannot compare exact numbers (exactJson.ts).
    structuralSharing: false,
  });
}

const STRIP_CELLS = 20;

/** The runs of the strip, newest first, without upcoming ones (planned, or skipped ahead of time). */
export function recentRunsQuery(jobName: string) {
  return queryOptions({
    queryKey: queryKeys.recentRuns(jobName),
    queryFn: async ({ signal }) => {
      const { executions } = await request<HistoryPage>('GET', `${jobPath(jobName)}/history`, {
        query: { limit: 2 * STRIP_CELLS },
        signal,
      });
      const nowMs = clock.now();
      return executions.filter((run) => !isToCome(run, nowMs)).slice(0, STRIP_CELLS);
    },
    staleTime: 10_000,
  });
}

function isToCome({ scheduled_for: due, started_at: started, awaits }: ExecutionRow, nowMs: number): boolean {
  return awaits !== null || (started === null && due !== null && Date.parse(due) > nowMs);
}
