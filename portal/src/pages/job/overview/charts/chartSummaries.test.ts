import { expect, test } from 'vitest';
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import { durationsSummary, itemsSummary, outcomesSummary } from './chartSummaries.ts';

const day = (date: string, named: Partial<StatsDay> = {}): StatsDay => ({
  day: date,
  completed: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  missed: 0,
  itemsProcessed: 0,
  medianDurationMs: null,
  p95DurationMs: null,
  ...named,
});

test('names the worst day', () => {
  const days = [
    day('2026-11-21', { completed: 10, failed: 1 }),
    day('2026-11-22', { completed: 5, failed: 2, missed: 3 }),
  ];
  expect(outcomesSummary(days)).toBe('15 completed, 6 failed or missed, most of them on Sun 22 Nov (5).');
  expect(outcomesSummary([day('2026-11-21', { completed: 1 })])).toBe('The one run completed.');
  expect(outcomesSummary([day('2026-11-21')])).toBe('No runs in this period.');
});

test('durations and items leave out the days without any', () => {
  const days = [
    day('2026-11-21', { medianDurationMs: 1_200, p95DurationMs: 2_000, itemsProcessed: 5 }),
    day('2026-11-22'),
    day('2026-11-23', { medianDurationMs: 1_900, p95DurationMs: 9_000, itemsProcessed: 1_200 }),
  ];
  expect(durationsSummary(days)).toBe(
    'The daily median went from 1.2 s to 1.9 s; on the slowest day 95 % took at most 9.0 s.',
  );
  expect(durationsSummary(days.slice(0, 2))).toBe('The median was 1.2 s; 95 % took at most 2.0 s.');
  expect(itemsSummary(days)).toBe('1,205 items, most of them on Mon 23 Nov (1,200).');
});
