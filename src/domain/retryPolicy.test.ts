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
  decisions.map((decision) => (decision.again ? decision.delayMs / 1_000 : decision.message));

describe('the retry policy', () => {
  it('backs off up to the longest interval, and ends after maxAttempts', () => {
    expect(delays(decide([FAILED, FAILED, FAILED, FAILED]))).toEqual([10, 30, 60, 'boom (attempt 4 of 4)']);
  });

  it('makes one attempt by default', () => {
    expect(delays(decide([FAILED], { ...RETRY, maxAttempts: 1 }))).toEqual(['boom']);
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
    expect(decide([{ ...FAILED, httpStatus }])[0]?.again).toBe(again);
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
    expect(decisions[6]).toBe('refused. It was tried 7 times until its start deadline of 40 s');
  });

  it('ends the sentence of a message that ends as a question already', () => {
    const end = { ...UNDELIVERED, message: 'nobody is at http://mail:3000; is its address right?' };
    const policy = createRetryPolicy({ retry: RETRY, startDeadlineSeconds: 1 }, 0);
    expect(policy(end, 1_000)).toEqual({
      again: false,
      message:
        'nobody is at http://mail:3000; is its address right? It was tried once until its start deadline of 1 s',
    });
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
    expect(delays(decide([UNDELIVERED], RETRY, 0))).toEqual(['refused']);
  });
});
