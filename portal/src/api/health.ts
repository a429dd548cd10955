import { queryOptions } from '@tanstack/react-query';
import type { Health } from '../../../src/contract/health.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

/** An unhealthy scheduler answers 503, which is an ApiError here. */
export type UsableHealth = Exclude<Health, { status: 'unhealthy' }>;

/** The banner asks this often (app/frame/Banner.tsx). */
const STALE_MS = 30_000;

export const healthQuery = queryOptions({
  queryKey: queryKeys.health(),
  queryFn: ({ signal }) => request<UsableHealth>('GET', 'health', { signal }),
  staleTime: STALE_MS,
});
