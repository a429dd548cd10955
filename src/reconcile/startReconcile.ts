// The repair loop: in every worker process, under a lease in Postgres so that one of them repairs at a time.
// Outside Temporal because it repairs Temporal.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createApplyEffects } from '../coordination/applyEffects.ts';
import { createStartDependents } from '../coordination/startDependents.ts';
import { errorMessage, SchedulerError } from '../domain/errors.ts';
import { createLastingTrouble } from '../domain/lastingTrouble.ts';
import type { ReconcileDeps } from './deps.ts';
import { admitWaitingRuns } from './steps/admitWaitingRuns.ts';
import { catchUpOccurrences } from './steps/catchUpOccurrences.ts';
import { declareLimits } from './steps/declareLimits.ts';
import { createOneOffRuns } from './steps/createOneOffRuns.ts';
import { endLostRuns } from './steps/endLostRuns.ts';
import { purgeHistory } from './steps/purgeHistory.ts';
import { recompileSchedules } from './steps/recompileSchedules.ts';
import { refreshNextRuns } from './steps/refreshNextRuns.ts';
import { releaseBackfills } from './steps/releaseBackfills.ts';
import { repairNamespace } from './steps/repairNamespace.ts';
import { createRepairSchedules } from './steps/repairSchedules.ts';
import { resendAttemptEnds } from './steps/resendAttemptEnds.ts';
import { startDependents } from './steps/startDependents.ts';
import { startQueuedRuns } from './steps/startQueuedRuns.ts';
import { syncSchedules } from './steps/syncSchedules.ts';

/** A killed worker's lease keeps the others from repairing for this long. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
/** Of an error that is kept for /health. */
const MAX_ERROR_LENGTH = 500;

const AGAIN = 'the next pass tries again, and /health says how it goes';

interface Failed {
  step: string;
  code: string;
  error: unknown;
}

export function startReconcile(
  given: Omit<ReconcileDeps, 'applyEffects' | 'startDependents'>,
  intervalMs = 15_000,
): { stop(): Promise<void> } {
  const { store, temporalRuns, log } = given;
  const applyEffects = createApplyEffects({ store, runs: temporalRuns, log });
  const deps = {
    ...given,
    applyEffects,
    startDependents: createStartDependents({ store, applyEffects, log }),
  };
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  const stopping = new AbortController();
  const trouble = createLastingTrouble(log);

  /**
   * In the order of dependence: what should have run is judged only after Temporal is as it should be. A step's name is
   * its file, its counter in /health and its field in the log.
   */
  const steps: Record<string, (deps: ReconcileDeps) => Promise<number>> = {
    declareLimits,
    repairNamespace,
    syncSchedules,
    recompileSchedules,
    repairSchedules: createRepairSchedules(deps),
    endLostRuns,
    resendAttemptEnds,
    catchUpOccurrences,
    startDependents,
    createOneOffRuns,
    releaseBackfills,
    startQueuedRuns,
    admitWaitingRuns,
    refreshNextRuns,
    purgeHistory,
  };

  const hold = async (step?: string) =>
    (await store.holdReconcileLease({ holder, seconds: LEASE_SECONDS, step })).held;

  async function pass(): Promise<void> {
    const summary: Record<string, number> = {};
    const failed: Failed[] = [];
    for (const [name, step] of Object.entries(steps)) {
      if (stopping.signal.aborted || !(await hold(name))) return;
      try {
        summary[name] = await renewing(() => step(deps));
      } catch (error) {
        const code = error instanceof SchedulerError ? error.code : 'INTERNAL';
        failed.push({ step: name, code, error });
        // Without Temporal or Postgres the others would fail as well, and catch-up would count Temporal's absence twice.
        if (code !== 'INTERNAL') break;
      }
    }
    const first = failed[0];
    if (first !== undefined) {
      report(failed);
      const error = errorMessage(first.error).slice(0, MAX_ERROR_LENGTH);
      await store.endReconcilePass({ holder, failure: { ...first, error } });
      return;
    }
    await store.endReconcilePass({ holder, summary });
    trouble.over('reconcile succeeds again');
    const repaired = Object.entries(summary).filter(([, count]) => count > 0);
    if (repaired.length > 0) log.info(Object.fromEntries(repaired), 'reconcile pass done, with repairs');
    else log.debug('reconcile pass done');
  }

  function report(failed: Failed[]): void {
    const kind = failed.map(({ step, code }) => `${step} ${code}`).join();
    const { step, code, error } = failed.at(-1)!;
    const fields = { steps: failed.map((one) => one.step), error: errorMessage(error) };
    if (code !== 'INTERNAL') trouble.met(kind, fields, `reconcile stops at its step ${step}; ${AGAIN}`);
    // A fault of ours: its stack is needed to mend it.
    else trouble.met(kind, { ...fields, err: error }, `steps of reconcile failed, the others ran; ${AGAIN}`);
  }

  /** Renews the lease during a long step. If it is lost all the same, two workers repair at once, which every repair withstands. */
  async function renewing(step: () => Promise<number>): Promise<number> {
    const renewal = setInterval(() => {
      hold().catch((error: unknown) =>
        log.warn({ error: errorMessage(error) }, 'reconcile lease not renewed'),
      );
    }, RENEW_MS);
    try {
      return await step();
    } finally {
      clearInterval(renewal);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      // No answer of the database before, between or after the steps.
      await pass().catch((error: unknown) =>
        trouble.met(
          'lease',
          { error: errorMessage(error) },
          `reconcile could not begin or note a pass; ${AGAIN}`,
        ),
      );
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined); // stopping ends the wait
    }
    await store.endReconcilePass({ holder }).catch((error: unknown) => {
      log.warn(
        { error: errorMessage(error) },
        `reconcile lease not given back; it ends by itself within ${LEASE_SECONDS} s`,
      );
    });
  }

  const ended = loop();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
