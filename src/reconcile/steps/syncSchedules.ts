// Changes that were accepted while Temporal did not answer reach their Schedules.
import type { ReconcileDeps } from '../deps.ts';
import { inBatches } from '../../domain/inBatches.ts';

export async function syncSchedules({ store, syncSchedule }: ReconcileDeps): Promise<number> {
  let applied = 0;
  let cursor: string | undefined;
  do {
    const page = await store.listDesiredSchedules({ behindOnly: true, limit: 200, cursor });
    applied += await inBatches(
      page.schedules,
      async ({ jobName }) => (await syncSchedule(jobName)) === 'applied',
    );
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return applied;
}
