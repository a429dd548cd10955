import { queryOptions } from '@tanstack/react-query';
import type { TimeZones } from '../../../src/contract/timeZones.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export const timeZonesQuery = queryOptions({
  queryKey: queryKeys.timeZones(),
  queryFn: async ({ signal }) => (await request<TimeZones>('GET', 'api/time-zones', { signal })).zones,
  // They come with the server's version.
  staleTime: Infinity,
});
