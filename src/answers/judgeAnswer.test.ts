import { expect, it, vi } from 'vitest';
import { endOf, isJudgedByBody, judgeAnswer } from './judgeAnswer.ts';

const COUNTS = { itemsProcessed: 3, itemsSucceeded: 2, itemsFailed: 1 };
const DONE = JSON.stringify({ success: true, ...COUNTS });

const judge = (status: number, text = '', headers: Record<string, string> = {}) =>
  judgeAnswer({ status, headers }, { text, whole: true }, 'mail');

it.each<[number, string, Record<string, string>, string, RegExp | undefined]>([
  [200, DONE, {}, 'succeeded', undefined],
  [204, '', {}, 'failed', /^mail answered 204 without a JobResult: the body is empty$/],
  [200, JSON.stringify({ success: false, ...COUNTS, error: 'no disk' }), {}, 'failed', /^no disk$/],
  [200, JSON.stringify({ success: false, ...COUNTS }), {}, 'failed', /success: false without an error text/],
  [200, '{"success":true}', {}, 'failed', /without a JobResult: itemsProcessed: is required/],
  [200, '<html>', {}, 'failed', /the body is not JSON \(<html>\)/],
  [500, '', {}, 'failed', /^mail answered HTTP 500$/],
  [
    500,
    JSON.stringify({ success: true, ...COUNTS, error: 'half of it' }),
    {},
    'failed',
    /HTTP 500: half of it/,
  ],
  [404, 'no such   page', {}, 'failed', /HTTP 404: no such page/],
  [302, '', { location: 'http://u:p@host/x' }, 'failed', /a redirect to http:\/\/host\/x; redirects are not/],
  [429, '', {}, 'deferred', /HTTP 429 and asked to be called again later/],
  [429, '', { 'retry-after': '7' }, 'deferred', /again in 7 s/],
  [503, '', { 'retry-after': '1' }, 'deferred', /HTTP 503 .* in 1 s/],
  [503, 'busy', {}, 'failed', /HTTP 503: busy/],
])('judges %i %j %j as %s', (status, text, headers, outcome, message) => {
  const end = judge(status, text, headers);
  expect(end).toMatchObject({ class: outcome, httpStatus: status });
  if (message === undefined) expect(end.message).toBeUndefined();
  else expect(end.message).toMatch(message);
});

it('keeps the counts of an answer that failed', () => {
  expect(judge(500, DONE).result).toMatchObject(COUNTS);
});

it.each<[string, number | undefined]>([
  ['0', 0],
  [' 120 ', 120_000],
  ['1234567890', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['Sun, 01 Mar 2026 00:01:30 GMT', 90_000],
  ['Sun, 01 Mar 2020 00:00:00 GMT', 0],
])('reads Retry-After: %s as %s ms', (header, retryAfterMs) => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T00:00:00Z') });
  try {
    expect(judge(500, '', { 'retry-after': header }).retryAfterMs).toBe(retryAfterMs);
  } finally {
    vi.useRealTimers();
  }
});

it('judges only a 2xx by its body', () => {
  expect([199, 200, 202, 299, 300, 500].filter((status) => isJudgedByBody(status))).toEqual([200, 202, 299]);
});

it('takes the word of a service for its end', () => {
  expect(endOf({ success: true, error: 'but slow' })).toEqual({ class: 'succeeded' });
  expect(endOf({ success: false, error: 'no disk' })).toEqual({
    class: 'failed',
    code: 'reported',
    message: 'no disk',
    said: 'no disk',
  });
});
