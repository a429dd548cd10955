import type { Query } from '@tanstack/react-query';
import { jobsFeed } from './jobs.ts';

/** `refetchInterval` of a query that follows the page's live state: none while it is paused. */
export function liveInterval(intervalMs: number) {
  return (_query: Pick<Query, 'state'>): number | false => (jobsFeed.store.state.paused ? false : intervalMs);
}
