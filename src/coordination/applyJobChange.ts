// The effects of every accepted change of a job: other runs are cancelled or started, its next run is computed if the change
// did not include it, and its Temporal Schedule is synced.
import type { Logger } from 'pino';
import type { JobTiming } from '../contract/jobs.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import { errorMessage } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import type { Effects } from '../store/verbs/effects.ts';
import type { ApplyEffects } from './applyEffects.ts';
import { expectedRuns } from './expectedRuns.ts';
import type { SyncSchedule } from './syncSchedule.ts';

interface Deps {
  store: Pick<Store, 'expectRuns'>;
  syncSchedule: SyncSchedule;
  applyEffects: ApplyEffects;
  zoneData: ZoneData;
  log: Logger;
}

/**
 * The change is durable already, so no error here fails it: reconcile repeats the steps that fail now.
 * Resolves to the job with `schedule`: applied, or pending while Temporal is away.
 */
export async function applyJobChange<Changed extends JobTiming>(
  { store, syncSchedule, applyEffects, zoneData, log }: Deps,
  { job, complete, effects }: { job: Changed; complete: boolean; effects: Effects },
): Promise<Changed> {
  const { name: jobName, revision } = job;
  let { nextRunAt } = job;
  try {
    await applyEffects(effects);
    if (!complete) {
      const expected = await store.expectRuns({ jobName, ...expectedRuns(job, zoneData) });
      if (expected.job) ({ nextRunAt } = expected.job);
      await applyEffects(expected.effects);
    }
    return { ...job, nextRunAt, schedule: await syncSchedule(jobName) };
  } catch (error) {
    log.warn({ jobName, revision, error: errorMessage(error) }, 'change accepted, its schedule is pending');
    return { ...job, nextRunAt, schedule: 'pending' };
  }
}
