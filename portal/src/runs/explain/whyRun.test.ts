import { expect, test } from 'vitest';
import { anExecution, anAttempt } from '../execution.fixture.ts';
import { whyInRow } from './whyInRow.ts';
import { whyRun } from './whyRun.ts';
import type { Sentence } from './sentence.ts';

const OTHER = '0199f1c2-6d3e-7a51-b0c4-2f6f0f3f8a11';
const inPlainWords = (sentence: Sentence) =>
  sentence
    .map((part) => (typeof part === 'string' ? part : 'at' in part ? part.at : `[${part.words}]`))
    .join('');
const inRow = (row: Parameters<typeof anExecution>[0]) => inPlainWords(whyInRow(anExecution(row)));
const why = (row: Parameters<typeof anExecution>[0]) => inPlainWords(whyRun(anExecution(row)));

test('a skipped run names the run that was in the way, as a link', () => {
  const reason = `overlap: execution ${OTHER}, due at 2026-11-23T09:00:00.000Z, was still running`;
  const sentence = whyRun(anExecution({ status: 'skipped', reason }));
  expect(inPlainWords(sentence)).toBe('Skipped: [the run] due at 2026-11-23T09:00:00.000Z was still going');
  expect(sentence).toContainEqual({ executionId: OTHER, words: 'the run' });
});

test('skips of a paused service, a full queue and a person keep their reason', () => {
  expect(why({ status: 'skipped', reason: 'service_paused: service mail was paused: moving house' })).toBe(
    'Skipped: service mail was paused: moving house',
  );
  expect(why({ status: 'skipped', reason: 'skipped by ana: holiday' })).toBe('Skipped by ana: holiday');
  expect(
    why({
      status: 'skipped',
      reason: 'skipped by ana: holiday',
      scheduled_for: '2026-11-23T09:00:00.000Z',
      completed_at: '2026-11-22T15:00:00.000Z',
    }),
  ).toBe('Skipped by ana: holiday (the run due at 2026-11-23T09:00:00.000Z)');
});

test('a missed run says why nothing started it', () => {
  expect(
    why({
      status: 'missed',
      reason:
        'superseded: nothing started it in time, and the occurrence of 2026-11-23T09:00:00.000Z came after it',
    }),
  ).toBe(
    'Missed: nothing started it in time; when that was found, the one of 2026-11-23T09:00:00.000Z was due as well, and the job makes up only the latest',
  );
});

test('a cancelled run says who and why', () => {
  expect(why({ status: 'cancelled', reason: 'cancelled by ana: wrong config' })).toBe(
    'Cancelled by ana: wrong config',
  );
  expect(
    why({ status: 'cancelled', reason: `overlap: execution ${OTHER} of the same job came after it` }),
  ).toBe('Cancelled: [another run] of the same job came after it');
});

test('equal failures of all attempts are said once, with their number', () => {
  const attempts = [1, 2, 3].map((attempt) => anAttempt({ attempt, class: 'failed', http_status: 503 }));
  const error_message = 'mail answered HTTP 503: down (attempt 3 of 3)';
  expect(why({ status: 'failed', attempts, error_message })).toBe(
    'Failed: mail answered HTTP 503 three times; no attempts left',
  );
});

test('a row of a list has the cause first, without the service that stands beside it', () => {
  const attempts = [1, 2, 3].map((attempt) => anAttempt({ attempt, class: 'failed', http_status: 503 }));
  const error_message = 'mail answered HTTP 503: {"error":"the pool is exhausted"} (attempt 3 of 3)';
  expect(inRow({ status: 'failed', attempts, error_message })).toBe(
    'HTTP 503: the pool is exhausted (tried three times)',
  );
  expect(inRow({ status: 'skipped', reason: 'skipped by ana: holiday' })).toBe('by ana: holiday');
});

test('attempts that differ leave the last error to speak', () => {
  const attempts = [
    anAttempt({ attempt: 1, class: 'unknown' }),
    anAttempt({ attempt: 2, class: 'failed', http_status: 500 }),
  ];
  expect(why({ status: 'failed', attempts, error_message: 'mail answered HTTP 500' })).toBe(
    'Failed: mail answered HTTP 500',
  );
});

test('a waiting run says what it waits for', () => {
  const reason = 'service_limit: service mail has 2 runs at once, its limit';
  expect(why({ status: 'queued', reason })).toBe('Waiting: service mail has 2 runs at once, its limit');
});

test('a run of a backfill, and one that was planned, say so', () => {
  expect(why({ status: 'queued', awaits: 'turn' })).toBe('Waiting for its turn in a backfill');
  expect(why({ status: 'queued', awaits: 'instant', planned: true })).toBe(
    'Planned for 2026-11-23T09:00:00.000Z',
  );
});

test('a running one says where it is, and that somebody asked to cancel it', () => {
  const accepted = anAttempt({ attempt: 1, accepted_at: '2026-11-23T09:00:01.000Z' });
  expect(why({ status: 'running', attempts: [accepted] })).toBe(
    'Running: mail took the work at 2026-11-23T09:00:01.000Z and reports its end',
  );
  expect(
    why({ status: 'running', cancel_requested_at: '2026-11-23T09:00:02.000Z', cancel_requested_by: 'ana' }),
  ).toBe('Being cancelled, as ana asked at 2026-11-23T09:00:02.000Z');
});

test.each([
  ['succeeded', 'Running: attempt 1 succeeded, and its result is being written'],
  ['failed', 'Running: attempt 1 failed; the retry rule decides whether another one follows. HTTP 503'],
  ['deferred', 'Running: HTTP 503'],
  ['not_delivered', 'Running: the call did not arrive; it is repeated until the start deadline. HTTP 503'],
  ['unknown', 'Running: what became of attempt 1 is unknown; the retry rule decides. HTTP 503'],
  ['cancelled', 'Running: attempt 1 was cancelled, and the run is about to end'],
] as const)('after an attempt that ended as %s, a running one says what comes', (ended, sentence) => {
  const attempt = anAttempt({ attempt: 1, ended_at: '2026-11-23T09:00:01.000Z', class: ended });
  const error = ended === 'succeeded' ? null : 'HTTP 503';
  expect(why({ status: 'running', attempts: [{ ...attempt, error }] })).toBe(sentence);
});

test('a completed run says what it did', () => {
  expect(why({ status: 'completed', items_processed: 1000, items_succeeded: 980, items_failed: 20 })).toBe(
    'Completed: 980 of 1,000 items succeeded, 20 failed',
  );
  expect(why({ status: 'completed', items_processed: 0, items_succeeded: 0, items_failed: 0 })).toBe(
    'Completed',
  );
});

test('a report that came too late is told beside the end', () => {
  const late_report = {
    at: '2026-11-23T10:00:00.000Z',
    attempt: 1,
    class: 'succeeded' as const,
    message: null,
    itemsProcessed: 3,
    itemsSucceeded: 3,
    itemsFailed: 0,
    sentence: 'mail reported success of attempt 1, after it had counted as stuck',
  };
  expect(why({ status: 'failed', error_message: 'mail counts as stuck', late_report })).toBe(
    'Failed: mail counts as stuck. Later mail reported success of attempt 1, after it had counted as stuck',
  );
});

test('attempts are counted by their numbers, as the row has the last ones only', () => {
  const attempts = [99, 100].map((attempt) => anAttempt({ attempt, class: 'failed', http_status: 503 }));
  expect(why({ status: 'failed', attempts, error_message: 'mail answered HTTP 503' })).toBe(
    'Failed: mail answered HTTP 503 100 times (its last 2 times the same)',
  );
  expect(why({ status: 'completed', attempts })).toBe('Completed, at attempt 100');
});
