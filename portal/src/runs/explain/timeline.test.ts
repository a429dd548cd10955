import { expect, test } from 'vitest';
import { anAttempt, anExecution } from '../execution.fixture.ts';
import { timeline } from './timeline.ts';

const at = (second: number) => `2026-11-23T09:00:${String(second).padStart(2, '0')}.000Z`;
const msAt = (second: number) => Date.parse(at(second));

test('shows due, queue, attempts, the wait between them and the end in order', () => {
  const execution = anExecution({
    status: 'completed',
    queued_at: at(1),
    started_at: at(12),
    completed_at: at(30),
    attempts: [
      anAttempt({ attempt: 1, started_at: at(12), ended_at: at(13), class: 'failed', http_status: 503 }),
      anAttempt({ attempt: 2, started_at: at(23), ended_at: at(30), class: 'succeeded' }),
    ],
  });
  const { steps, fromMs, toMs } = timeline(execution, msAt(59));
  expect(steps.map(({ kind, fromMs: from, toMs: to }) => [kind, from, to])).toEqual([
    ['due', msAt(0), msAt(0)],
    ['queued', msAt(1), msAt(12)],
    ['attempt', msAt(12), msAt(13)],
    ['waiting', msAt(13), msAt(23)],
    ['attempt', msAt(23), msAt(30)],
    ['finished', msAt(30), msAt(30)],
  ]);
  expect([fromMs, toMs]).toEqual([msAt(0), msAt(30)]);
});

test('a live run grows by the clock, and its open step has no end', () => {
  const execution = anExecution({
    started_at: at(0),
    attempts: [anAttempt({ attempt: 1, started_at: at(1) })],
  });
  const { steps, toMs } = timeline(execution, msAt(20));
  expect(steps.at(-1)).toMatchObject({ kind: 'attempt', toMs: null });
  expect(toMs).toBe(msAt(20));
});

test('between attempts a live run waits for the next one', () => {
  const ended = anAttempt({ attempt: 1, ended_at: at(2), class: 'deferred', retry_after_ms: 30_000 });
  const { steps } = timeline(anExecution({ attempts: [ended] }), msAt(5));
  expect(steps.at(-1)).toEqual({
    kind: 'waiting',
    fromMs: msAt(2),
    toMs: null,
    after: 'deferred',
    retryAfterMs: 30_000,
  });
});

test.each(['succeeded', 'cancelled'] as const)('nothing is waited for after an attempt that %s', (ended) => {
  const attempts = [anAttempt({ attempt: 1, ended_at: at(2), class: ended })];
  const { steps } = timeline(anExecution({ attempts }), msAt(5));
  expect(steps.map(({ kind }) => kind)).toEqual(['due', 'attempt']);
});

test('the reason of waiting is shown while the run waits', () => {
  const why = { reason_code: 'overlap', reason_details: {} } as const;
  const { steps } = timeline(anExecution({ status: 'queued', queued_at: at(1), ...why }), msAt(9));
  expect(steps.at(-1)).toMatchObject({
    kind: 'queued',
    toMs: null,
    reason: { code: 'overlap', details: {} },
  });
});

test('a cancellation stands where it was asked for', () => {
  const execution = anExecution({
    status: 'cancelled',
    started_at: at(0),
    completed_at: at(9),
    cancel_requested_at: at(5),
    cancel_requested_by: 'ana',
    attempts: [anAttempt({ attempt: 1, ended_at: at(9), class: 'cancelled' })],
  });
  expect(timeline(execution, msAt(20)).steps.map(({ kind }) => kind)).toEqual([
    'due',
    'attempt',
    'cancelRequested',
    'finished',
  ]);
});
