import { expect, test } from 'vitest';
import { anExecution, anAttempt } from '../execution.fixture.ts';
import { whyInRow } from './whyInRow.ts';
import { wholeSentence, whyRun } from './whyRun.ts';
import type { Sentence } from './sentence.ts';

const OTHER = '0199f1c2-6d3e-7a51-b0c4-2f6f0f3f8a11';
const BY_ANA = { reason_code: 'skipped', reason_details: { by: 'ana', reason: 'holiday' } } as const;
const inPlainWords = (sentence: Sentence) =>
  sentence
    .map((part) => (typeof part === 'string' ? part : 'at' in part ? part.at : `[${part.words}]`))
    .join('');
const inRow = (row: Parameters<typeof anExecution>[0]) => inPlainWords(whyInRow(anExecution(row)));
const why = (row: Parameters<typeof anExecution>[0]) => inPlainWords(wholeSentence(whyRun(anExecution(row))));

test('a skipped run names the run that was in the way, as a link', () => {
  const reason_details = { executionId: OTHER, dueAt: '2026-11-23T09:00:00.000Z', status: 'running' };
  const sentence = wholeSentence(
    whyRun(anExecution({ status: 'skipped', reason_code: 'overlap', reason_details })),
  );
  expect(inPlainWords(sentence)).toBe('Skipped: [the run] due at 2026-11-23T09:00:00.000Z was still going');
  expect(sentence).toContainEqual({ executionId: OTHER, words: 'the run' });
});

test('skips of a paused service, a full queue and a person keep their reason', () => {
  const reason_details = { service: 'mail', reason: 'moving house' };
  expect(why({ status: 'skipped', reason_code: 'service_paused', reason_details })).toBe(
    'Skipped: service mail was paused: moving house',
  );
  expect(why({ status: 'skipped', reason_code: 'queue_full', reason_details: { limit: 100 } })).toBe(
    'Skipped: 100 runs of the job were waiting already',
  );
  expect(why({ status: 'skipped', ...BY_ANA })).toBe('Skipped by ana: holiday');
  expect(
    why({
      status: 'skipped',
      ...BY_ANA,
      scheduled_for: '2026-11-23T09:00:00.000Z',
      completed_at: '2026-11-22T15:00:00.000Z',
    }),
  ).toBe('Skipped by ana: holiday (the run due at 2026-11-23T09:00:00.000Z)');
});

test('a missed run says why nothing started it', () => {
  expect(
    why({
      status: 'missed',
      reason_code: 'superseded',
      reason_details: { nextAt: '2026-11-23T09:00:00.000Z' },
    }),
  ).toBe(
    'Missed: nothing started it in time; when that was found, the one of 2026-11-23T09:00:00.000Z was due as well, and the job makes up only the latest',
  );
});

test('a cancelled run says who and why', () => {
  const reason_details = { by: 'ana', reason: 'wrong config' };
  expect(why({ status: 'cancelled', reason_code: 'cancelled', reason_details })).toBe(
    'Cancelled by ana: wrong config',
  );
  const newer = { reason_details: { executionId: OTHER } };
  expect(why({ status: 'cancelled', reason_code: 'newer_run', ...newer })).toBe(
    'Cancelled: [another run] of the same job came after it',
  );
});

test('equal failures of all attempts are said once, with their number', () => {
  const attempts = [1, 2, 3].map((attempt) => anAttempt({ attempt, class: 'failed', http_status: 503 }));
  expect(why({ status: 'failed', attempts, reason_code: 'attempts_used' })).toBe(
    'Failed: mail answered HTTP 503 three times; no attempts left',
  );
});

test('a row of a list has the cause first, without the service that stands beside it', () => {
  const ended = {
    class: 'failed',
    code: 'answered',
    http_status: 503,
    said: 'the pool is exhausted',
  } as const;
  const attempts = [1, 2, 3].map((attempt) => anAttempt({ attempt, ...ended }));
  expect(inRow({ status: 'failed', attempts, reason_code: 'attempts_used' })).toBe(
    'HTTP 503: the pool is exhausted (tried three times)',
  );
  expect(inRow({ status: 'skipped', ...BY_ANA })).toBe('by ana: holiday');
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
  const reason_details = { service: 'mail', limit: 2 };
  expect(why({ status: 'queued', reason_code: 'service_limit', reason_details })).toBe(
    'Waiting: service mail has 2 runs at once, its limit',
  );
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
  const givesWay = {
    status: 'running',
    cancel_requested_at: '2026-11-23T09:00:02.000Z',
    cancel_requested_by: 'scheduler',
    reason_code: 'cancelled',
    reason_details: { by: 'scheduler', executionId: OTHER },
  } as const;
  expect(why(givesWay)).toBe(
    'Being cancelled, as scheduler asked at 2026-11-23T09:00:02.000Z: [another run] of the same job is due',
  );
});

test.each([
  ['succeeded', 'Running: attempt 1 succeeded, and its result is being written'],
  ['failed', 'Running: attempt 1 failed; the retry rule decides whether another one follows. HTTP 503'],
  ['deferred', 'Running: mail asked to be called again after 30 s'],
  ['not_delivered', 'Running: the call did not arrive; it is repeated until the start deadline. HTTP 503'],
  ['unknown', 'Running: what became of attempt 1 is unknown; the retry rule decides. HTTP 503'],
  ['cancelled', 'Running: attempt 1 was cancelled, and the run is about to end'],
] as const)('after an attempt that ended as %s, a running one says what comes', (ended, sentence) => {
  const attempt = anAttempt({ attempt: 1, ended_at: '2026-11-23T09:00:01.000Z', class: ended });
  const error = ended === 'succeeded' ? null : 'HTTP 503';
  expect(why({ status: 'running', attempts: [{ ...attempt, error, retry_after_ms: 30_000 }] })).toBe(
    sentence,
  );
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
    countedAs: 'stuck' as const,
    sentence: 'words of the server',
  };
  expect(why({ status: 'failed', error_message: 'mail counts as stuck', late_report })).toBe(
    'Failed: mail counts as stuck. Later mail reported success of attempt 1 at 2026-11-23T10:00:00.000Z, after it had counted as stuck',
  );
});

test('attempts are counted by their numbers, as the row has the last ones only', () => {
  const attempts = [99, 100].map((attempt) => anAttempt({ attempt, class: 'failed', http_status: 503 }));
  expect(why({ status: 'failed', attempts, error_message: 'mail answered HTTP 503' })).toBe(
    'Failed: mail answered HTTP 503 100 times (its last 2 times the same)',
  );
  expect(why({ status: 'completed', attempts })).toBe('Completed, at attempt 100');
});
