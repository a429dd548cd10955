// What follows an unsuccessful attempt: another one after a delay, or the end of the run. Pure, so workflow code may use it.
import type { AttemptOutcome } from '../contract/attempts.ts';
import type { ReasonOf } from '../contract/reasons.ts';

/** Intervals in seconds. */
export interface RetrySettings {
  /** Attempts that reached the service, the first included. */
  maxAttempts: number;
  initialIntervalSeconds: number;
  backoffCoefficient: number;
  maxIntervalSeconds: number;
}

export type AfterAttempt =
  | { again: true; delayMs: number }
  | { again: false; reason: ReasonOf<'attempts_used' | 'not_retryable' | 'start_deadline'> };

/** Delay between attempts that did not reach the service; they do not count against maxAttempts. */
const UNDELIVERED: Omit<RetrySettings, 'maxAttempts'> = {
  initialIntervalSeconds: 1,
  backoffCoefficient: 2,
  maxIntervalSeconds: 60,
};

/**
 * Decides for one run; ask once after each unsuccessful attempt. `startDeadlineSeconds` counts from the instant at which an
 * attempt was first due (`dueAtMs` for the first one), and starts over for each attempt after a delivered one.
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
    const details = { tries: undelivered, seconds: startDeadlineSeconds };
    return { again: false, reason: { code: 'start_deadline', details } };
  }

  function afterDelivered(end: AttemptOutcome, nowMs: number): AfterAttempt {
    delivered += 1;
    const { httpStatus } = end;
    if (isFinal(httpStatus)) {
      return { again: false, reason: { code: 'not_retryable', details: { httpStatus } } };
    }
    if (delivered >= retry.maxAttempts) {
      const details = { attempts: delivered, allowed: retry.maxAttempts };
      return { again: false, reason: { code: 'attempts_used', details } };
    }
    const delayMs = intervalMs(retry, delivered);
    undelivered = 0;
    deadlineMs = nowMs + delayMs + startDeadlineSeconds * 1_000;
    return { again: true, delayMs };
  }
}

function intervalMs(backoff: Omit<RetrySettings, 'maxAttempts'>, count: number): number {
  const seconds = backoff.initialIntervalSeconds * backoff.backoffCoefficient ** (count - 1);
  return Math.round(Math.min(seconds, backoff.maxIntervalSeconds) * 1_000);
}

/** Statuses for which another attempt is useless: redirects and client errors, except 408 and 425. */
function isFinal(httpStatus: number | null): httpStatus is number {
  return (
    httpStatus !== null && httpStatus >= 300 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 425
  );
}
