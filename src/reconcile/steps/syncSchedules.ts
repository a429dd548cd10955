// Writes changes that were accepted while Temporal did not answer to their Schedules.
import { pages } from '../../store/pages.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

export async function syncSchedules({ store, syncSchedule }: ReconcileDeps): Promise<number> {
  let applied = 0;
  for await (const { schedules } of pages(store.listDesiredSchedules, { behindOnly: true, limit: 200 })) {
    applied += await countConcurrently(
      schedules,
      async ({ jobName }) => (await syncSchedule(jobName)) === 'applied',
    );
  }
  return applied;
}
