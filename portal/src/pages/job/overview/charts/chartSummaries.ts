// One sentence per chart, for screen readers and for a quick look.
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import { formatCount, formatCountOf } from '../../../../shared/format/formatNumber.ts';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { formatDay } from '../../../../shared/format/formatDay.ts';

export function outcomesSummary(days: readonly StatsDay[]): string {
  const completed = sum(days, ({ completed: count }) => count);
  const bad = sum(days, badOf);
  if (completed + bad === 0) return 'No runs in this period.';
  if (bad === 0)
    return completed === 1 ? 'The one run completed.' : `All ${formatCount(completed)} runs completed.`;
  const worst = days.reduce((one, other) => (badOf(other) > badOf(one) ? other : one));
  return `${formatCount(completed)} completed, ${formatCount(bad)} failed or missed, most of them on ${formatDay(worst.day)} (${formatCount(badOf(worst))}).`;
}

export function durationsSummary(days: readonly StatsDay[]): string {
  const medians = days.flatMap(({ medianDurationMs }) =>
    medianDurationMs === null ? [] : [medianDurationMs],
  );
  const [first, last] = [medians[0], medians.at(-1)];
  if (first === undefined || last === undefined) return 'No run in this period has a duration.';
  const slowest = Math.max(...days.map(({ p95DurationMs }) => p95DurationMs ?? 0));
  if (medians.length === 1)
    return `The median was ${formatDuration(first)}; 95 % took at most ${formatDuration(slowest)}.`;
  return `The daily median went from ${formatDuration(first)} to ${formatDuration(last)}; on the slowest day 95 % took at most ${formatDuration(slowest)}.`;
}

export function itemsSummary(days: readonly StatsDay[]): string {
  const items = sum(days, ({ itemsProcessed }) => itemsProcessed);
  if (items === 0) return 'No items were processed.';
  const most = days.reduce((one, other) => (other.itemsProcessed > one.itemsProcessed ? other : one));
  return `${formatCountOf(items, 'item')}, most of them on ${formatDay(most.day)} (${formatCount(most.itemsProcessed)}).`;
}

function badOf({ failed, missed }: StatsDay): number {
  return failed + missed;
}

function sum(days: readonly StatsDay[], of: (day: StatsDay) => number): number {
  return days.reduce((total, day) => total + of(day), 0);
}
