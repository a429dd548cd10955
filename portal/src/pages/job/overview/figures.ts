// The figures of a period, compared with the period before.
import type { JobStats } from '../../../../../src/contract/stats.ts';
import type { ComparedStats } from '../../../api/stats.ts';
import { formatCount, formatRate } from '../../../shared/format/formatNumber.ts';
import { formatDuration } from '../../../shared/format/formatDuration.ts';

export interface FigureWords {
  name: string;
  value: string;
  /** Compared with the period before; null when there is nothing to compare. */
  comparison: string | null;
  /** Explains the number where it is not obvious. */
  meaning?: string;
}

export function figures({ stats, previous, period }: Omit<ComparedStats, 'buckets'>): FigureWords[] {
  const than = `than in the ${period.days} days before`;
  // Without runs in the period before the job did not exist yet; "400 more" would mislead.
  const hadRows = [previous.total_executions, previous.skipped_executions, previous.missed_executions].some(
    (rows) => rows > 0,
  );
  const count = (name: string, of: keyof JobStats): FigureWords => {
    const now = stats[of] ?? 0;
    const less = now - (previous[of] ?? 0);
    return {
      name,
      value: formatCount(now),
      comparison: !hadRows
        ? null
        : less === 0
          ? `as many as in the ${period.days} days before`
          : `${formatCount(Math.abs(less))} ${less > 0 ? 'more' : 'fewer'} ${than}`,
    };
  };
  const duration = (
    name: string,
    of: 'median_duration_ms' | 'p95_duration_ms',
    meaning: string,
  ): FigureWords => {
    const [now, before] = [stats[of], previous[of]];
    return {
      name,
      value: now === null ? '–' : formatDuration(now),
      comparison:
        now === null || before === null
          ? null
          : `${formatDuration(Math.abs(now - before))} ${now > before ? 'longer' : 'shorter'} ${than}`,
      meaning,
    };
  };
  const { success_rate: rate } = stats;
  const { success_rate: rateBefore } = previous;
  return [
    count('Runs', 'total_executions'),
    {
      name: 'Success rate',
      value: rate === null ? 'no runs' : formatRate(rate),
      comparison: rate === null || rateBefore === null ? null : points(rate - rateBefore, than),
      meaning: 'Completed of completed, failed and missed; skipped and cancelled runs do not count.',
    },
    duration('Median duration', 'median_duration_ms', 'Half of the runs took longer than this.'),
    duration('95th percentile', 'p95_duration_ms', '95th percentile of the durations.'),
    count('Items processed', 'total_items_processed'),
    count('Failed', 'failed_executions'),
    count('Skipped', 'skipped_executions'),
    count('Missed', 'missed_executions'),
  ];
}

function points(difference: number, than: string): string {
  const shown = (Math.abs(difference) * 100).toFixed(1);
  if (shown === '0.0') return `the same ${than.replace('than ', 'as ')}`;
  return `${shown} points ${difference > 0 ? 'higher' : 'lower'} ${than}`;
}
