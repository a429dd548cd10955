// Ends that services have reported while Temporal did not answer: the row has them, their workflows do not know.
import type { ReconcileDeps } from '../deps.ts';
import { inBatches } from '../../domain/inBatches.ts';

export async function resendAttemptEnds({ store, executions }: ReconcileDeps): Promise<number> {
  const undelivered = await store.listUndeliveredEnds({ limit: 500 });
  return inBatches(undelivered.executions, ({ workflowId, attempt }) =>
    executions.signalAttemptEnded(workflowId, attempt),
  );
}
