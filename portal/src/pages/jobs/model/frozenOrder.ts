// Keeps rows from moving under the pointer: while the order is frozen, only their content changes.

/** The rows while frozen: as before, without deleted jobs, with new jobs at the end. */
export function frozenOrder<Row extends { name: string }>(
  shown: readonly string[],
  fresh: readonly Row[],
  find: (name: string) => Row | undefined,
): Row[] {
  const kept = shown.flatMap((name) => find(name) ?? []);
  const known = new Set(shown);
  return [...kept, ...fresh.filter(({ name }) => !known.has(name))];
}

/** How many rows would move, appear or disappear if the order were refreshed now. */
export function countMoved(shown: readonly string[], fresh: readonly string[]): number {
  const position = new Map(fresh.map((name, index) => [name, index]));
  const positions = shown.flatMap((name) => position.get(name) ?? []);
  return Math.max(shown.length, fresh.length) - longestRise(positions);
}

/** Length of the longest increasing subsequence: the rows that can stay while the others move around them. O(n log n). */
function longestRise(values: readonly number[]): number {
  const ends: number[] = [];
  for (const value of values) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! < value) low = middle + 1;
      else high = middle;
    }
    ends[low] = value;
  }
  return ends.length;
}
