// Creates the rows of one-off runs that have none: the process died after the change.
import { expectedRuns } from '../../coordination/expectedRuns.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function createOneOffRuns({ store, applyEffects, zoneData }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listUnplannedRuns({ limit: 500 });
  return countConcurrently(jobs, async ({ jobName, runAt }) => {
    const oneOff = { name: jobName, cronExpression: null, timeZone: 'UTC', runAt };
    const { effects } = await store.expectRuns({ jobName, ...expectedRuns(oneOff, zoneData) });
    await applyEffects(effects);
    return effects.start.length > 0;
  });
}
