// One attempt: the call, and the wait for the report of a service that answered 202. If a step is lost, the attempt still
// has exactly one end in Postgres, and that end counts.
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { AttemptOutcome, AttemptReport } from '../contract/attempts.ts';
import { ATTEMPT_ENDED } from '../domain/workflowIds.ts';
import { databaseActivityOptions } from './databaseActivityOptions.ts';

/** A worker whose heartbeat is missing for this long is lost. */
const WORKER_LOST_SECONDS = 15;
/** On top of the call's own timeout: a database that is away for less only delays the record of the end. */
const RECORDING_SECONDS = 3_600;
/** How long a service whose run is cancelled may still report an end of its own. */
const CANCEL_GRACE_MS = 10_000;
/** Upper bound of checks per attempt: each adds history events, and Temporal caps a history at about 50,000. */
const MAX_CHECKS = 1_000;
/** A report whose signal was lost is noticed within this time, or a thousandth of the timeout. */
const CHECK_AGAIN_MS = 60_000;

export const attemptEnded = defineSignal<[attempt: number]>(ATTEMPT_ENDED);

const { checkAttempt, settleAttempt } = proxyLocalActivities<Activities>(databaseActivityOptions);

/** `finished`: the execution is no longer running, so there is nothing to end. */
type Ended = AttemptOutcome | { class: 'finished'; message: string };

export function createAttempts(
  run: { executionId: string; timeoutSeconds: number; request: string },
  {
    attemptEndedSignals,
    onAccepted,
  }: {
    /** How many have been received. */
    attemptEndedSignals(): number;
    onAccepted(): void;
  },
) {
  const { executionId, timeoutSeconds, request } = run;
  const checkMs = Math.max(1_000, (timeoutSeconds * 1_000) / MAX_CHECKS);

  return {
    async make(attempt: number): Promise<Ended> {
      const { callService } = proxyActivities<Activities>({
        activityId: `call-${attempt}`,
        summary: request,
        startToCloseTimeout: `${timeoutSeconds + RECORDING_SECONDS} seconds`,
        heartbeatTimeout: `${WORKER_LOST_SECONDS} seconds`,
        cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        // A call that may have reached the service is never repeated by Temporal.
        retry: { maximumAttempts: 1 },
      });
      try {
        const called = await callService({ executionId, attempt, timeoutSeconds });
        if (called.class !== 'accepted') {
          const { unrecorded, ...outcome } = called;
          return unrecorded ? await settle(attempt, { ...outcome, ...unrecorded }) : outcome;
        }
        onAccepted();
        return await reported(attempt);
      } catch (error) {
        // A stopping worker also cancels its activities; only a cancelled workflow means that someone asked for it.
        return isCancellation(error) && CancellationScope.current().consideredCancelled
          ? settle(attempt, { class: 'cancelled', message: 'the run was cancelled' })
          : settle(attempt, { class: 'unknown', message: lostCallMessage(error) });
      }
    },
  };

  /** Waits for the service's report; a signal only says when to check. */
  async function reported(attempt: number): Promise<Ended> {
    for (;;) {
      const seen = attemptEndedSignals();
      const { end, waitMs } = await CancellationScope.nonCancellable(() =>
        checkAttempt({ executionId, attempt }),
      );
      if (end !== null) return end;
      if (waitMs === 0) return settle(attempt, { class: 'unknown', message: 'the run has ended' });
      const ms = Math.max(checkMs, Math.min(waitMs, CHECK_AGAIN_MS));
      try {
        await condition(() => attemptEndedSignals() > seen, ms, {
          summary: 'until the service reports, or to check again',
        });
      } catch (error) {
        if (!isCancellation(error)) throw error;
        await CancellationScope.nonCancellable(() =>
          condition(() => attemptEndedSignals() > seen, CANCEL_GRACE_MS, {
            summary: 'for the service to stop',
          }),
        );
        return settle(attempt, {
          class: 'cancelled',
          message: 'the run was cancelled, and the service reported no end of its own within 10 s',
        });
      }
    }
  }

  async function settle(attempt: number, assumed: AttemptReport): Promise<Ended> {
    const { end, status } = await CancellationScope.nonCancellable(() =>
      settleAttempt({ executionId, attempt, ...assumed }),
    );
    return end ?? { class: 'finished', message: `execution ${executionId} is already ${status}` };
  }
}

function lostCallMessage(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) {
    const what =
      cause.timeoutType === 'HEARTBEAT'
        ? 'the worker that made the call was lost'
        : 'the end of the call could not be recorded in time';
    return `${what}; whether the service did the work is unknown: check there before running it again`;
  }
  if (cause instanceof ApplicationFailure && cause.type === 'ATTEMPT_ALREADY_STARTED') {
    return 'the call had been sent before the workflow was reset in Temporal, and is not sent twice; whether the service did the work is unknown: check there, then use rerun';
  }
  const what = cause instanceof Error ? cause.message : String(cause);
  return `the scheduler failed around the call (${what}); whether the service did the work is unknown`;
}
