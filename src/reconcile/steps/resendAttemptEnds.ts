// Attempt ends that services reported while Temporal did not answer: the row has them, their workflows do not know yet.
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

export async function resendAttemptEnds({ store, temporalRuns }: ReconcileDeps): Promise<number> {
  const undelivered = await store.listUndeliveredEnds({ limit: 500 });
  return countConcurrently(undelivered.executions, ({ workflowId, attempt }) =>
    temporalRuns.signalAttemptEnded(workflowId, attempt),
  );
}
