// Bounded parallel work: what is to be done for thousands must neither take hours nor drown the servers.

const PARALLEL = 16;

/** Runs `act` over all items, 16 at a time; resolves to the answers in the items' order. Rejects with the first error. */
export async function mapInBatches<T, R>(items: T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const waiting = items.entries();
  const answers: R[] = [];
  async function lane(): Promise<void> {
    for (const [index, item] of waiting) answers[index] = await act(item);
  }
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return answers;
}

/** As mapInBatches; resolves to how many items `act` answered true for. */
export async function inBatches<T>(items: T[], act: (item: T) => Promise<boolean>): Promise<number> {
  return (await mapInBatches(items, act)).filter(Boolean).length;
}
