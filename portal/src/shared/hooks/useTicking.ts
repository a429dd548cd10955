import { useSyncExternalStore } from 'react';
import { clock } from '../format/clock.ts';

/**
 * What `derive` makes of the present, kept up to date. The component renders again only when that changes, so derive text
 * or a flag, not an object.
 */
export function useTicking<T extends string | number | boolean | null>(derive: (nowMs: number) => T): T {
  return useSyncExternalStore(clock.subscribe, () => derive(clock.tickedAt()));
}
