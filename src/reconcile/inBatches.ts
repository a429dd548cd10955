// Bounded parallel work: a repair of thousands must neither take hours nor drown the server.

const PARALLEL = 16;

/** Runs `act` over all items, 16 at a time; resolves to how many it answered true for. Rejects with the first error. */
export async function inBatches<T>(items: T[], act: (item: T) => Promise<boolean>): Promise<number> {
  const waiting = items.values();
  let count = 0;
  async function lane(): Promise<void> {
    for (const item of waiting) {
      if (await act(item)) count += 1;
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return count;
}
