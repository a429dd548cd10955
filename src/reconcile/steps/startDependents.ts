// Jobs whose parents have ended, and whose run nobody accepted: the process died in between, or `after` was changed.
import { inBatches } from '../../domain/inBatches.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function startDependents({ store, startDependents: start }: ReconcileDeps): Promise<number> {
  let started = 0;
  let cursor: string | undefined;
  do {
    const page = await store.listDependents({ limit: 200, cursor });
    started += await inBatches(page.jobs, async (jobName) => (await start(jobName)) > 0);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return started;
}
