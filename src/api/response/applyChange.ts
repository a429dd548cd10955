// What follows every accepted change of a job: its next run is computed, its run at one instant planned, and its Temporal
// Schedule brought up to date.
import { errorMessage } from '../../domain/errors.ts';
import { occurrenceExecutionId } from '../../domain/identifiers.ts';
import { startAccepted } from '../../coordination/startAccepted.ts';
import type { JobTiming } from '../../contract/jobs.ts';
import type { ApiDeps } from '../deps.ts';
import { nextOccurrences } from './nextRun.ts';

/**
 * The change is durable already, so nothing here fails it: what cannot be done now, reconcile does.
 * Resolves to the job with its next run and `schedule`: applied, or pending while Temporal is away.
 */
export async function applyChange<Changed extends JobTiming>(
  { store, syncSchedule, runs, zoneData, log }: ApiDeps,
  job: Changed,
): Promise<Changed> {
  const { name: jobName, revision, runAt } = job;
  let dueAt = nextOccurrences(job, [], zoneData)[0];
  const nextRunAt = () => [dueAt, plannedAt(job)].filter((at) => at != null).toSorted()[0] ?? null;
  try {
    if (dueAt !== undefined && dueAt !== job.nextRunAt) {
      const { skipped } = await store.listSkippedAhead({ jobName });
      dueAt = nextOccurrences(job, skipped, zoneData)[0];
    }
    if ((dueAt ?? null) !== job.nextRunAt)
      await store.setNextRun({ jobName, revision, nextRunAt: dueAt ?? null });
    if (runAt !== null) {
      const executionId = occurrenceExecutionId(jobName, runAt);
      const { execution } = await store.planRun({ jobName, executionId, runAt });
      if (execution?.status === 'queued') await startAccepted(runs, { execution });
    }
    return { ...job, nextRunAt: nextRunAt(), schedule: await syncSchedule(jobName) };
  } catch (error) {
    log.warn({ jobName, revision, error: errorMessage(error) }, 'change accepted, its schedule is pending');
    return { ...job, nextRunAt: nextRunAt(), schedule: 'pending' };
  }
}

function plannedAt({ enabled, runAt }: JobTiming): string | null {
  return enabled && runAt !== null && Date.parse(runAt) > Date.now() ? runAt : null;
}
