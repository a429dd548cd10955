// Runs that wait although there is room (whoever ended had no time to say so), and those that do not know of their place.
import type { ReconcileDeps } from '../deps.ts';
import { inBatches } from '../../domain/inBatches.ts';

export async function admitWaitingRuns({ store, executions }: ReconcileDeps): Promise<number> {
  let told = 0;
  let cursor: string | undefined;
  do {
    const page = await store.listServices({ cursor });
    for (const { name: service, queued } of page.services) {
      if (queued === 0) continue;
      const { admitted } = await store.admitWaiting({ service });
      told += await inBatches(admitted, (workflowId) => executions.signalAdmitted(workflowId));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return told;
}
