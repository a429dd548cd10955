// Next runs that have passed, or were never computed: the process died after the change.
import { expectedRuns } from '../../coordination/expectedRuns.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function refreshNextRuns({ store, zoneData }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listStaleNextRuns({ limit: 500 });
  return countConcurrently(jobs, async ({ jobName, ...job }) => {
    const { complete } = await store.expectRuns({
      jobName,
      ...expectedRuns({ name: jobName, ...job }, zoneData),
    });
    return complete;
  });
}
