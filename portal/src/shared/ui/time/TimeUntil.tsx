import { distance } from '../../format/formatRelative.ts';
import { useTicking } from '../../hooks/useTicking.ts';

/** "3 h 05 min", "63 d": how long it is until an instant, whose date stands beside it. */
export function TimeUntil({ at }: { at: string }) {
  return useTicking((nowMs) => distance(Math.max(0, Date.parse(at) - nowMs)));
}
