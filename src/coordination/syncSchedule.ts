// Brings a job's Temporal Schedule to the state of its row. One writer per job at a time: the holder of the claim writes the
// newest state until there is no newer one; the others wait until their revision is written.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ScheduleInputs } from '../domain/cron/compile/scheduleInputs.ts';
import { errorMessage, SchedulerError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import type { DesiredSchedule } from '../store/verbs/scheduleSync.ts';
import type { DescribedSchedule, JobSchedules } from '../temporal/jobSchedules.ts';

const WAIT_MS = 5_000;
const POLL_MS = 50;
const DESCRIBE_TRIES = 20;

export type SyncSchedule = ReturnType<typeof createSyncSchedule>;

export function createSyncSchedule(deps: {
  store: Store;
  schedules: JobSchedules;
  isCircuitOpen: () => boolean;
  log: Logger;
}) {
  const { store, schedules, log } = deps;

  /**
   * Resolves to `applied` when Temporal holds the job's newest state, `pending` when it does not answer (reconcile applies
   * the change later). Rejects only when the database does not answer.
   * `force` writes the Schedule even if it is believed to be current.
   */
  return async function syncSchedule(
    jobName: string,
    { force = false } = {},
  ): Promise<'applied' | 'pending'> {
    if (deps.isCircuitOpen() && !force) return 'pending';
    const token = randomUUID();
    const deadline = performance.now() + WAIT_MS;
    let wanted: number | undefined;
    for (;;) {
      const claim = await store.claimScheduleSync({ jobName, token, force });
      if (claim.state === 'claimed') return writeUntilCurrent(claim.desired, token);
      if (claim.state !== 'busy') return 'applied';
      wanted ??= claim.revision;
      if (await reached(jobName, wanted, deadline)) return 'applied';
      if (performance.now() > deadline) return 'pending';
    }
  };

  async function writeUntilCurrent(first: DesiredSchedule, token: string): Promise<'applied' | 'pending'> {
    const { jobName } = first;
    let desired = first;
    for (;;) {
      try {
        const written = await writeOnce(desired);
        const finished = await store.finishScheduleSync({
          jobName,
          token,
          revision: desired.revision,
          ...written,
        });
        if (finished.state === 'current') return 'applied';
        // Our claim expired and another writer took over: its write may have come before ours. Reconcile checks.
        if (finished.state !== 'claimed') return 'pending';
        desired = finished.desired;
      } catch (error) {
        log.warn(
          { jobName, revision: desired.revision, error: errorMessage(error) },
          'schedule not written yet',
        );
        await store.releaseScheduleSync({ jobName, token });
        if (error instanceof SchedulerError && error.code === 'TEMPORAL_UNAVAILABLE') return 'pending';
        throw error;
      }
    }
  }

  /** The conflict token of the written Schedule and its compiler inputs; null when the job is to have no Schedule. */
  async function writeOnce(
    desired: DesiredSchedule,
  ): Promise<{ conflictToken: string | null; inputs: ScheduleInputs | null }> {
    const { cronExpression } = desired;
    if (!desired.exists || cronExpression === null) {
      await schedules.remove(desired.jobName);
      return { conflictToken: null, inputs: null };
    }
    const inputs = await schedules.write({ ...desired, cronExpression });
    for (let tries = 0; tries < DESCRIBE_TRIES; tries += 1) {
      const found = await schedules.describe(desired.jobName);
      if (found && matchesDesired(found, desired)) return { conflictToken: found.conflictToken, inputs };
      await delay(POLL_MS);
    }
    throw new SchedulerError(
      'TEMPORAL_UNAVAILABLE',
      `Temporal does not show revision ${desired.revision} of job "${desired.jobName}" after its update`,
    );
  }

  /** Waits until a revision is in Temporal, while another writer holds the claim. */
  async function reached(jobName: string, revision: number, deadline: number): Promise<boolean> {
    const until = Math.min(deadline, performance.now() + 500);
    while (performance.now() < until) {
      await delay(POLL_MS);
      if ((await store.getScheduleSync({ jobName })).projectedRevision >= revision) return true;
    }
    return false;
  }
}

/** Compares the revision in the args only: args and spec are always written together. */
export function matchesDesired(found: DescribedSchedule, desired: DesiredSchedule): boolean {
  return found.revision === desired.revision && found.paused === !desired.enabled;
}
