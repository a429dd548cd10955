// All days of a period, including days without runs, which the server omits.
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import type { ComparedStats } from '../../../../api/stats.ts';

const DAY_MS = 86_400_000;

export function chartDays({ buckets, period }: Pick<ComparedStats, 'buckets' | 'period'>): StatsDay[] {
  const known = new Map(buckets.map((bucket) => [bucket.day, bucket]));
  const days: StatsDay[] = [];
  const last = period.to.slice(0, 10);
  for (let at = Date.parse(period.from.slice(0, 10)); ; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (day > last) return days;
    days.push(known.get(day) ?? withoutRuns(day));
  }
}

function withoutRuns(day: string): StatsDay {
  const counts = { completed: 0, failed: 0, cancelled: 0, skipped: 0, missed: 0, itemsProcessed: 0 };
  return { day, ...counts, medianDurationMs: null, p95DurationMs: null };
}
