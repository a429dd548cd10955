import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../contract/attempts.ts';
import { createRetryPolicy, type AfterAttempt } from './retryPolicy.ts';

const RETRY = { maxAttempts: 4, initialIntervalSeconds: 10, backoffCoefficient: 3, maxIntervalSeconds: 60 };
const FAILED: AttemptOutcome = { class: 'failed', httpStatus: 500, message: 'boom', retryAfterMs: null };
const UNDELIVERED: AttemptOutcome = {
  class: 'not_delivered',
  httpStatus: null,
  message: 'refused',
  retryAfterMs: null,
};

/** Asks after each attempt, at the instant (in seconds) at which it was made; the attempts take no time. */
function decide(ends: AttemptOutcome[], retry = RETRY, startDeadlineSeconds = 300): AfterAttempt[] {
  const afterAttempt = createRetryPolicy({ retry, startDeadlineSeconds }, 0);
  let nowMs = 0;
  return ends.map((end) => {
    const decision = afterAttempt(end, nowMs);
    if (decision.again) nowMs += decision.delayMs;
    return decision;
  });
}

const delays = (decisions: AfterAttempt[]) =>
  decisions.map((decision) => (decision.again ? decision.delayMs / 1_000 : decision.reason));

describe('the retry policy', () => {
  it('backs off up to the longest interval, and ends after maxAttempts', () => {
    expect(delays(decide([FAILED, FAILED, FAILED, FAILED]))).toEqual([
      10,
      30,
      60,
      { code: 'attempts_used', details: { attempts: 4, allowed: 4 } },
    ]);
  });

  it('makes one attempt by default', () => {
    expect(delays(decide([FAILED], { ...RETRY, maxAttempts: 1 }))).toEqual([
      { code: 'attempts_used', details: { attempts: 1, allowed: 1 } },
    ]);
  });

  it.each([
    [200, true],
    [302, false],
    [400, false],
    [404, false],
    [408, true],
    [425, true],
    [500, true],
    [503, true],
    [null, true],
  ])('after HTTP %s tries again: %s', (httpStatus, again) => {
    const [decision] = decide([{ ...FAILED, httpStatus }]);
    expect(decision).toMatchObject(
      again ? { again } : { again, reason: { code: 'not_retryable', details: { httpStatus } } },
    );
  });

  it('goes on with calls that did not arrive until the start deadline, the last one at it', () => {
    const decisions = delays(
      decide(
        Array.from({ length: 7 }, () => UNDELIVERED),
        RETRY,
        40,
      ),
    );
    expect(decisions.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 9]);
    expect(decisions[6]).toEqual({ code: 'start_deadline', details: { tries: 7, seconds: 40 } });
  });

  it('does not count them as attempts of maxAttempts, and gives each further attempt a deadline of its own', () => {
    const decisions = decide([UNDELIVERED, FAILED, UNDELIVERED, FAILED], { ...RETRY, maxAttempts: 3 }, 5);
    expect(delays(decisions)).toEqual([1, 10, 1, 30]);
  });

  it('never calls a service before it asked to be called', () => {
    const deferred: AttemptOutcome = { ...UNDELIVERED, class: 'deferred', retryAfterMs: 30_000 };
    expect(delays(decide([deferred]))).toEqual([30]);
    expect(decide([deferred], RETRY, 29)[0]).toMatchObject({ again: false });
  });

  it('tries a call that did not arrive once when there is no start deadline', () => {
    expect(delays(decide([UNDELIVERED], RETRY, 0))).toEqual([
      { code: 'start_deadline', details: { tries: 1, seconds: 0 } },
    ]);
  });
});
