import { expect, test } from 'vitest';
import { chartDays } from './chartDays.ts';

test('days without runs are there, and have no duration', () => {
  const bucket = {
    day: '2026-11-22',
    completed: 3,
    failed: 1,
    cancelled: 0,
    skipped: 0,
    missed: 0,
    itemsProcessed: 9,
    medianDurationMs: 100,
    p95DurationMs: 200,
  };
  const period = { days: 2, from: '2026-11-21T19:00:00.000Z', to: '2026-11-23T19:00:00.000Z' };
  const days = chartDays({ buckets: [bucket], period });
  expect(days.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  expect(days[1]).toBe(bucket);
  expect(days[2]).toMatchObject({ completed: 0, medianDurationMs: null });
});
