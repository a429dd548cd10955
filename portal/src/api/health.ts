import { queryOptions } from '@tanstack/react-query';
import type { Health, PublicHealth } from '../../../src/contract/health.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

/** An unhealthy scheduler answers 503, which is an ApiError here. */
export type UsableHealth = Exclude<Health, { status: 'unhealthy' }>;

/** The banner asks this often (app/frame/Banner.tsx). */
const STALE_MS = 30_000;

export const healthQuery = queryOptions({
  queryKey: queryKeys.health(),
  queryFn: async ({ signal }) => {
    const health = await request<UsableHealth | PublicHealth>('GET', 'health', { signal });
    if ('problems' in health) return health;
    // It does not refuse callers without credentials; this does, so that the page asks for some.
    await request('GET', 'api/me', { signal });
    return request<UsableHealth>('GET', 'health', { signal });
  },
  staleTime: STALE_MS,
});
