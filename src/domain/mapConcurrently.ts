// Async work over many items, with at most 16 in flight: thousands must neither take hours nor overwhelm a server.
import pMap from 'p-map';

const CONCURRENCY = 16;

/** Resolves to the answers in the items' order. Rejects with the first error. */
export function mapConcurrently<T, R>(items: T[], act: (item: T) => Promise<R>): Promise<R[]> {
  return pMap(items, act, { concurrency: CONCURRENCY });
}

/** Resolves to the number of items that `act` answered true for. */
export async function countConcurrently<T>(items: T[], act: (item: T) => Promise<boolean>): Promise<number> {
  return (await mapConcurrently(items, act)).filter(Boolean).length;
}
