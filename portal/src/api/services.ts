import { queryOptions } from '@tanstack/react-query';
import type { Service } from '../../../src/contract/services.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

export const servicesQuery = queryOptions({
  queryKey: queryKeys.services(),
  queryFn: async ({ signal }) =>
    (await request<{ services: Service[] }>('GET', 'api/services', { signal })).services,
});

/** What is not named stays. */
export interface ServiceChange {
  /** Runs at once of all its jobs; null = no limit. */
  maxConcurrent?: number | null;
  paused?: boolean;
  reason?: string;
}

export function updateService(name: string, change: ServiceChange) {
  return request<{ message: string; service: Service }>('PUT', `api/services/${encodeURIComponent(name)}`, {
    body: change,
  });
}
