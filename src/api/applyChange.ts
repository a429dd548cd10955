// What follows every accepted change of a job: its next run is computed, and its Temporal Schedule brought up to date.
import { afterPause, nextOccurrence } from '../domain/cron/occurrences.ts';
import { errorMessage } from '../domain/errors.ts';
import type { Job } from '../contract/job.ts';
import type { ApiDeps } from './deps.ts';

/**
 * The change is durable already, so nothing here fails it: what cannot be done now, reconcile does.
 * Resolves to the job with its next run and `schedule`: applied, or pending while Temporal is away.
 */
export async function applyChange({ store, projectJob, log }: ApiDeps, job: Job): Promise<Job> {
  const { name: jobName, revision } = job;
  const nextRunAt = nextRun(job);
  try {
    if (nextRunAt !== job.nextRunAt) await store.setNextRun({ jobName, revision, nextRunAt });
    return { ...job, nextRunAt, schedule: await projectJob(jobName) };
  } catch (error) {
    log.warn({ jobName, revision, error: errorMessage(error) }, 'change accepted, its schedule is pending');
    return { ...job, nextRunAt, schedule: 'pending' };
  }
}

function nextRun({ name: jobName, enabled, pausedUntil, cronExpression, timeZone }: Job): string | null {
  if (!enabled || cronExpression === null) return null;
  const after = afterPause(pausedUntil, new Date());
  return nextOccurrence({ cronExpression, timeZone, jobName, after })?.toISOString() ?? null;
}
