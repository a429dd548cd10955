import { matchesDate } from '../matchesLocalTime.ts';
import { knownCron } from '../knownCron.ts';
import { localTimeAt } from '../timeZones.ts';

const DAY_MS = 86_400_000;

/** Runs in the 365 days after an instant, ignoring clock changes. @throws {InvalidCron} */
export function runsPerYear(cronExpression: string, from: Date, jobName?: string): number {
  const cron = knownCron(cronExpression, jobName);
  const dates = Array.from({ length: 365 }, (_, day) => localTimeAt('UTC', from.getTime() + day * DAY_MS));
  const days = dates.filter((date) => matchesDate(cron, date)).length;
  return days * cron.hour.length * cron.minute.length * cron.second.length;
}
