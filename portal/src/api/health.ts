import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

/** How the scheduler itself does. Parts that a process cannot tell are absent or null. */
export interface Health {
  status: 'healthy' | 'degraded' | 'unhealthy';
  version: string;
  timestamp: string;
  /** Of the process that answered: IANA's version of the rules of time zones. Older servers do not say it. */
  timeZones?: { version: string };
  /** Sentences for operators. */
  problems: readonly string[];
  jobs: number;
  /** Changes saved that Temporal does not have yet. */
  pendingJobs: number;
  reconcile: { lastSuccessAt: string | null };
  database: { roundTripMs: number };
  /** null: it does not answer. */
  temporal: { roundTripMs: number | null };
  /** The process that answered polls for work, or need not. */
  pollersRun: boolean;
}

/** The banner asks this often (app/frame/Banner.tsx). */
const STALE_MS = 30_000;

export const healthQuery = queryOptions({
  queryKey: queryKeys.health(),
  queryFn: ({ signal }) => request<Health>('GET', 'health', { signal }),
  staleTime: STALE_MS,
});
