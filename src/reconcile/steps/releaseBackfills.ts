// Backfills whose next run was not released: the process died after the run before had ended.
import type { ReconcileDeps } from '../deps.ts';

export async function releaseBackfills({ store }: ReconcileDeps): Promise<number> {
  return (await store.releaseBackfills({ limit: 500 })).released;
}
