import { matchesDate } from '../matchesLocalTime.ts';
import { parseCron } from '../parseCron.ts';
import { localTimeAt } from '../timeZones.ts';

const DAY_MS = 86_400_000;

/** How often it runs in the 365 days from an instant on, by the clock: changes of offset are not counted. @throws {InvalidCron} */
export function runsPerYear(cronExpression: string, from: Date, jobName?: string): number {
  const cron = parseCron(cronExpression, jobName);
  const dates = Array.from({ length: 365 }, (_, day) => localTimeAt('UTC', from.getTime() + day * DAY_MS));
  const days = dates.filter((date) => matchesDate(cron, date)).length;
  return days * cron.hour.length * cron.minute.length * cron.second.length;
}
