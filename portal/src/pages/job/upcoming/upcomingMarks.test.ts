import { expect, test } from 'vitest';
import { upcomingMarks } from './upcomingMarks.ts';

const at = (scheduledFor: string) => ({ scheduledFor });

test('marks the first run after the clocks change, in the zone of the job', () => {
  const [before, after] = [at('2027-03-27T09:00:00.000Z'), at('2027-03-28T08:00:00.000Z')];
  expect(upcomingMarks(after, before, 'Europe/London', [])).toEqual([
    expect.stringMatching(/^the clocks have changed: GMT(\+00:00)? to GMT\+01:00$/),
  ]);
  expect(upcomingMarks(after, before, 'Asia/Kolkata', [])).toEqual([]);
});

test('marks skipped and planned runs, and a parent that is due at the same minute', () => {
  const run = { ...at('2027-01-11T09:00:00.000Z'), skipped: true as const };
  expect(
    upcomingMarks(run, undefined, 'UTC', [
      { name: 'billing-close', nextRunAt: '2027-01-11T09:00:30.000Z' },
      { name: 'other', nextRunAt: null },
    ]),
  ).toEqual(['skipped by an operator', 'billing-close, which starts it too, is due at the same minute']);
});
