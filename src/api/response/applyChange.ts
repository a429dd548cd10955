// What follows every accepted change of a job: other runs are cancelled or started, its next run is computed if the change could
// not carry it, and its Temporal Schedule is brought up to date.
import { expectedRuns } from '../../coordination/expectedRuns.ts';
import type { JobTiming } from '../../contract/jobs.ts';
import { errorMessage } from '../../domain/errors.ts';
import type { Effects } from '../../store/verbs/effects.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * The change is durable already, so nothing here fails it: what cannot be done now, reconcile does.
 * Resolves to the job with `schedule`: applied, or pending while Temporal is away.
 */
export async function applyChange<Changed extends JobTiming>(
  { store, syncSchedule, applyEffects, zoneData, log }: ApiDeps,
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
