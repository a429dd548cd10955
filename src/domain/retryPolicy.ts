// What follows an attempt that did not succeed: another one after a while, or the end of the run. Pure, for workflow code.
import type { AttemptOutcome } from '../contract/attempts.ts';

/** Design §5. Intervals in seconds. */
export interface RetrySettings {
  /** Attempts that reached the service, the first included. */
  maxAttempts: number;
  initialIntervalSeconds: number;
  backoffCoefficient: number;
  maxIntervalSeconds: number;
}

export type AfterAttempt = { again: true; delayMs: number } | { again: false; message: string | null };

/** Between attempts that did not reach the service, which use up none of maxAttempts. */
const UNDELIVERED: Omit<RetrySettings, 'maxAttempts'> = {
  initialIntervalSeconds: 1,
  backoffCoefficient: 2,
  maxIntervalSeconds: 60,
};

/**
 * The decision of one run, to be asked once after each unsuccessful attempt. `startDeadlineSeconds` counts from the instant
 * at which an attempt was first due (`dueAtMs` for the first one), and anew for each attempt after a delivered one.
 */
export function createRetryPolicy(
  { retry, startDeadlineSeconds }: { retry: RetrySettings; startDeadlineSeconds: number },
  dueAtMs: number,
): (end: AttemptOutcome, nowMs: number) => AfterAttempt {
  let delivered = 0;
  let undelivered = 0;
  let deadlineMs = dueAtMs + startDeadlineSeconds * 1_000;

  return (end, nowMs) =>
    end.class === 'not_delivered' || end.class === 'deferred'
      ? afterUndelivered(end, nowMs)
      : afterDelivered(end, nowMs);

  function afterUndelivered(end: AttemptOutcome, nowMs: number): AfterAttempt {
    undelivered += 1;
    // The last try is at the deadline itself, but never before the service wants one.
    const backoffMs = Math.min(intervalMs(UNDELIVERED, undelivered), deadlineMs - nowMs);
    const delayMs = Math.max(backoffMs, end.retryAfterMs ?? 0);
    if (nowMs < deadlineMs && nowMs + delayMs <= deadlineMs) return { again: true, delayMs };
    const message =
      startDeadlineSeconds === 0
        ? end.message
        : `${sentence(end.message)} It was tried ${undelivered === 1 ? 'once' : `${undelivered} times`} until its start deadline of ${startDeadlineSeconds} s`;
    return { again: false, message };
  }

  function afterDelivered(end: AttemptOutcome, nowMs: number): AfterAttempt {
    delivered += 1;
    if (!isRetryable(end)) return { again: false, message: end.message };
    if (delivered >= retry.maxAttempts) {
      const which = retry.maxAttempts > 1 ? ` (attempt ${delivered} of ${retry.maxAttempts})` : '';
      return { again: false, message: `${end.message}${which}` };
    }
    const delayMs = intervalMs(retry, delivered);
    undelivered = 0;
    deadlineMs = nowMs + delayMs + startDeadlineSeconds * 1_000;
    return { again: true, delayMs };
  }
}

/** Ends as a sentence does: with what it ends with already, or a full stop. */
function sentence(message: string | null): string {
  return message === null || message === '' ? '' : /[.!?]$/.test(message) ? message : `${message}.`;
}

function intervalMs(backoff: Omit<RetrySettings, 'maxAttempts'>, count: number): number {
  const seconds = backoff.initialIntervalSeconds * backoff.backoffCoefficient ** (count - 1);
  return Math.round(Math.min(seconds, backoff.maxIntervalSeconds) * 1_000);
}

/** An answer that says that asking again is no use: redirects and the caller's errors, but for 408 and 425. */
function isRetryable({ httpStatus }: AttemptOutcome): boolean {
  return (
    httpStatus === null || httpStatus < 300 || httpStatus >= 500 || httpStatus === 408 || httpStatus === 425
  );
}
