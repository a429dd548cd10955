// Starts runs whose parents have ended but which were not accepted: the process died in between, or `after` was changed.
import { countConcurrently } from '../../domain/mapConcurrently.ts';
import { pages } from '../../store/pages.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function startDependents({ store, startDependents: start }: ReconcileDeps): Promise<number> {
  let started = 0;
  for await (const { jobs } of pages(store.listDependents, { limit: 200 })) {
    started += await countConcurrently(jobs, async (jobName) => (await start(jobName)) > 0);
  }
  return started;
}
