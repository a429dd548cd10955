import { useJobs } from './jobs.ts';
import { pollDelay } from './pollDelay.ts';
import { viewer } from './viewer.ts';

/**
 * `refetchInterval` of a query: as often as the list polls, but at most every `activeMs`, and not while the viewer has
 * paused the page. (In a hidden tab TanStack Query pauses by itself.)
 */
export function usePolling(activeMs: number): false | (() => number) {
  const paused = useJobs((state) => state.paused);
  if (paused) return false;
  return () =>
    Math.max(activeMs, pollDelay({ ...viewer(), failures: 0, floorMs: 0, retryAfterMs: null, random: 0 }));
}
