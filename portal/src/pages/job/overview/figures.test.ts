import { expect, test } from 'vitest';
import type { JobStats } from '../../../../../src/contract/stats.ts';
import { figures } from './figures.ts';

const none: JobStats = {
  total_executions: 0,
  successful_executions: 0,
  failed_executions: 0,
  cancelled_executions: 0,
  skipped_executions: 0,
  missed_executions: 0,
  success_rate: null,
  avg_duration_ms: null,
  median_duration_ms: null,
  p95_duration_ms: null,
  total_items_processed: 0,
  total_items_succeeded: 0,
  total_items_failed: 0,
};
const period = { days: 30, from: '2026-10-24T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const shown = (stats: Partial<JobStats>, previous: Partial<JobStats>, name: string) => {
  const found = figures({ stats: { ...none, ...stats }, previous: { ...none, ...previous }, period }).find(
    (figure) => figure.name === name,
  );
  return [found?.value, found?.comparison];
};

test('counts, rates and durations say how they differ from the period before', () => {
  expect(shown({ total_executions: 1_200 }, { total_executions: 1_000 }, 'Runs')).toEqual([
    '1,200',
    '200 more than in the 30 days before',
  ]);
  expect(shown({ success_rate: 0.986 }, { success_rate: 1 }, 'Success rate')).toEqual([
    '98.6 %',
    '1.4 points lower than in the 30 days before',
  ]);
  expect(shown({ median_duration_ms: 4_200 }, { median_duration_ms: 3_000 }, 'Median duration')).toEqual([
    '4.2 s',
    '1.2 s longer than in the 30 days before',
  ]);
});

test('what never ran has no rate and no duration', () => {
  expect(shown({}, {}, 'Success rate')).toEqual(['no runs', null]);
  expect(shown({}, { median_duration_ms: 3_000 }, 'Median duration')).toEqual(['–', null]);
});

test('of a new job nothing is compared', () => {
  const all = figures({ stats: { ...none, total_executions: 7, success_rate: 1 }, previous: none, period });
  expect(all.filter(({ comparison }) => comparison !== null)).toEqual([]);
});
