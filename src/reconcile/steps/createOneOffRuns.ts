// Runs at one instant that have no row: the process died after the change.
import { countConcurrently } from '../../domain/mapConcurrently.ts';
import { occurrenceExecutionId } from '../../domain/identifiers.ts';
import type { ReconcileDeps } from '../deps.ts';

/** Their workflows are started with the other queued runs. */
export async function createOneOffRuns({ store }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listUnplannedRuns({ limit: 500 });
  return countConcurrently(jobs, async ({ jobName, runAt }) => {
    const executionId = occurrenceExecutionId(jobName, runAt);
    return (await store.planRun({ jobName, executionId, runAt })).execution !== null;
  });
}
