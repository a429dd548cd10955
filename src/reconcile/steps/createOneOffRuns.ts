// Creates the rows of one-off runs that have none: the process died after the change.
import { countConcurrently } from '../../domain/mapConcurrently.ts';
import { occurrenceExecutionId } from '../../domain/identifiers.ts';
import type { ReconcileDeps } from '../deps.ts';

/** startQueuedRuns starts their workflows. */
export async function createOneOffRuns({ store }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listUnplannedRuns({ limit: 500 });
  return countConcurrently(jobs, async ({ jobName, runAt }) => {
    const executionId = occurrenceExecutionId(jobName, runAt);
    return (await store.planRun({ jobName, executionId, runAt })).execution !== null;
  });
}
