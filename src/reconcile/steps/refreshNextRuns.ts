// Next runs that have passed, or were never computed: the process died after the change.
import { afterPause, nextOccurrence } from '../../domain/cron/occurrences.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

export async function refreshNextRuns({ store, zoneData }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listStaleNextRuns({ limit: 500 });
  return countConcurrently(jobs, async ({ jobName, revision, cronExpression, timeZone, pausedUntil }) => {
    const next = nextOccurrence({
      cronExpression,
      timeZone,
      jobName,
      zoneData,
      after: afterPause(pausedUntil, new Date()),
    });
    return (await store.setNextRun({ jobName, revision, nextRunAt: next?.toISOString() ?? null })).stored;
  });
}
