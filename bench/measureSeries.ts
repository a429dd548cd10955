export interface Series {
  runsPerSecond: number;
  latenciesMs: number[];
}

/** Does the runs, so many at a time; each starts as soon as one before it has ended. */
export async function measureSeries(
  runs: readonly (() => Promise<void>)[],
  concurrency: number,
): Promise<Series> {
  const latenciesMs: number[] = [];
  const left = runs.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      // The iterator is shared: every lane takes the next run that none has taken.
      for (const run of left) {
        const runStartedAt = performance.now();
        await run();
        latenciesMs.push(performance.now() - runStartedAt);
      }
    }),
  );
  return { runsPerSecond: (runs.length / (performance.now() - startedAt)) * 1_000, latenciesMs };
}
