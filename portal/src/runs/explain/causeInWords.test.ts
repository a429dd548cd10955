import { expect, test } from 'vitest';
import { ATTEMPT_CODES, type AttemptCode, type RunCause } from '../../../../src/contract/reasons.ts';
import { aCause } from '../../live/jobSummary.fixture.ts';
import { causeInWords } from './causeInWords.ts';
import { plainText } from './sentence.ts';

const words = (cause: Partial<RunCause>, error: string | null = 'some words of the server') =>
  plainText(causeInWords(aCause(cause), error), 'UTC', 0);
const ENDED = { httpStatus: 503, said: 'the pool is exhausted', limitSeconds: 300 };

test.each<[AttemptCode, string]>([
  ['answered', 'HTTP 503: the pool is exhausted'],
  ['no_result', 'HTTP 503 without a JobResult: the pool is exhausted'],
  ['reported', 'The pool is exhausted'],
  ['asked_to_wait', 'HTTP 503, asked to be called later'],
  ['unreachable', 'Could not be reached (the pool is exhausted)'],
  ['no_answer', 'No answer within 300 s; whether it did the work is unknown'],
  ['connection_lost', 'The connection broke (the pool is exhausted); whether it did the work is unknown'],
  ['no_report', 'No end was reported within 300 s; whether it did the work is unknown'],
  ['stuck', 'No progress for 300 s, so it counts as stuck; whether it did the work is unknown'],
])('%s', (attemptCode, expected) => {
  expect(words({ ...ENDED, attemptCode })).toBe(expected);
  expect(words({ ...ENDED, attemptCode, reasonCode: 'attempts_used', reasonDetails: {} })).toBe(expected);
});

test('has words for every code, also when the service said nothing', () => {
  for (const attemptCode of Object.keys(ATTEMPT_CODES) as AttemptCode[]) {
    const said = words({ attemptCode, httpStatus: 500, limitSeconds: 10 });
    expect(said).toMatch(/^[A-Z]/);
    expect(said).not.toMatch(/null|undefined|some words/);
  }
});

test('says what followed the attempt where that is the cause', () => {
  expect(
    words({
      attemptCode: 'answered',
      httpStatus: 202,
      reasonCode: 'workflow_lost',
      reasonDetails: { how: 'gone' },
    }),
  ).toBe(
    'Its workflow is gone from Temporal before the run had finished; whether the service did the work is unknown: check there before running it again',
  );
});

test('an end without a code keeps the words that were recorded', () => {
  expect(words({}, 'the worker that made the call was lost')).toBe('The worker that made the call was lost');
  expect(words({}, null)).toBe('No error recorded');
});
