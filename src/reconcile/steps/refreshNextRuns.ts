// Next runs that nobody computed (the process died after the change) or that have passed.
import { afterPause, nextOccurrence } from '../../domain/cron/occurrences.ts';
import type { ReconcileDeps } from '../deps.ts';
import { inBatches } from '../../domain/inBatches.ts';

export async function refreshNextRuns({ store, zoneData }: ReconcileDeps): Promise<number> {
  const { jobs } = await store.listStaleNextRuns({ limit: 500 });
  return inBatches(jobs, async ({ jobName, revision, cronExpression, timeZone, pausedUntil }) => {
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
