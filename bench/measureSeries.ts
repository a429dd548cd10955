export interface Series {
  runsPerSecond: number;
  latenciesMs: number[];
}

/** Runs the series with bounded concurrency; each run starts as soon as an earlier one ends. */
export async function measureSeries(
  runs: readonly (() => Promise<void>)[],
  concurrency: number,
): Promise<Series> {
  const latenciesMs: number[] = [];
  const left = runs.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      // The iterator is shared: each lane takes the next run that is left.
      for (const run of left) {
        const runStartedAt = performance.now();
        await run();
        latenciesMs.push(performance.now() - runStartedAt);
      }
    }),
  );
  return { runsPerSecond: (runs.length / (performance.now() - startedAt)) * 1_000, latenciesMs };
}
