// The next run of a job: computed now, and in words for the message of an answer.
import type { Job, JobTiming } from '../../contract/jobs.ts';
import { afterPause, occurrences } from '../../domain/cron/occurrences.ts';
import type { ZoneData } from '../../domain/cron/zoneData.ts';
import { instantInWords } from '../../domain/instantInWords.ts';

/** Upcoming occurrences without skipped ones, as ISO instants. */
export function nextOccurrences(
  { name: jobName, cronExpression, timeZone, enabled, pausedUntil }: JobTiming,
  skipped: readonly string[],
  zoneData: ZoneData,
  count = 1,
): string[] {
  if (!enabled || cronExpression === null) return [];
  const after = afterPause(pausedUntil, new Date());
  return occurrences({ cronExpression, timeZone, jobName, zoneData, after, count: count + skipped.length })
    .map((instant) => instant.toISOString())
    .filter((instant) => !skipped.includes(instant))
    .slice(0, count);
}

/** `; next run Thu 26 Nov 2026 at 03:30 (Europe/Berlin)`, or nothing. */
export function nextRunInWords(nextRunAt: string | null, { timeZone }: Pick<Job, 'timeZone'>): string {
  return nextRunAt === null ? '' : `; next run ${instantInWords(nextRunAt, timeZone)}`;
}

export function whenWithoutSchedule({ after }: Pick<Job, 'after'>): string {
  return after.length > 0
    ? `it runs after ${after.map((parent) => parent.job).join(', ')}`
    : 'it runs only when triggered';
}
