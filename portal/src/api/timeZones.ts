import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

export interface ZoneName {
  name: string;
  /** Other names of the same clocks: older spellings, and what people search for. */
  aliases: readonly string[];
  /** What people call its clocks, in summer or winter: IST, EDT. */
  abbreviations: readonly string[];
}

export const timeZonesQuery = queryOptions({
  queryKey: queryKeys.timeZones(),
  queryFn: async ({ signal }) =>
    (await request<{ zones: ZoneName[] }>('GET', 'api/time-zones', { signal })).zones,
  // They come with the server's version.
  staleTime: Infinity,
});
