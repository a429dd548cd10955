// Checks the schedule in a request: errors for a wrong one, warnings for one that may surprise its author.
import type { JobTiming } from '../../contract/jobs.ts';
import type { Warning } from '../../contract/warnings.ts';
import { cronWarnings } from '../../domain/cron/explain/cronWarnings.ts';
import { assertCron } from '../../domain/cron/assertCron.ts';
import { assertTimeZone } from '../../domain/cron/timeZones.ts';

/**
 * Absent values are not checked. Returns the time zone in its usual spelling.
 * @throws {InvalidCron | InvalidTimeZone}
 */
export function checkSchedule({
  jobName,
  cronExpression,
  timeZone,
}: {
  jobName: string;
  cronExpression?: string | null | undefined;
  timeZone?: string | null | undefined;
}): { timeZone: string | undefined } {
  if (cronExpression != null) assertCron(cronExpression, jobName);
  return { timeZone: timeZone == null ? undefined : assertTimeZone(timeZone) };
}

export function scheduleWarnings({
  name: jobName,
  cronExpression,
  timeZone,
}: Pick<JobTiming, 'name' | 'cronExpression' | 'timeZone'>): Warning[] {
  if (cronExpression === null) return [];
  return cronWarnings({ cronExpression, timeZone, jobName, from: new Date() });
}
