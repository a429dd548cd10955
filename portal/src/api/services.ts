import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ServiceBody, ServiceList, ServiceUpdated } from '../../../src/contract/services.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export const servicesQuery = queryOptions({
  queryKey: queryKeys.services(),
  queryFn: async ({ signal }) => (await request<ServiceList>('GET', 'api/services', { signal })).services,
});

/** What is not named stays. */
export type ServiceChange = z.input<typeof ServiceBody>;

export function updateService(name: string, change: ServiceChange) {
  return request<ServiceUpdated>('PUT', `api/services/${encodeURIComponent(name)}`, {
    body: change,
  });
}
