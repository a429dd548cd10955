import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './queryKeys.ts';
import { getJob } from './jobs.ts';

/** One job whole: with its settings, what its service declares, and what operators have overridden. */
export function jobQuery(name: string) {
  return queryOptions({
    queryKey: queryKeys.job(name),
    queryFn: ({ signal }) => getJob(name, signal),
    // Raw numbers are objects without a prototype, which it cannot compare.
    structuralSharing: false,
  });
}
