// How many jobs start at one instant, and which nearby minute has fewer.
import { knownCron } from '../knownCron.ts';
import { matchesDate } from '../matchesLocalTime.ts';
import { isOccurrence, type CronInZone } from '../occurrences.ts';
import { localTimeAt } from '../timeZones.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** `jobs`: how many have this expression in this zone. */
export type SharedCron = CronInZone & { jobs: number };

/** `quieterAt`: the nearest minute with the fewest jobs in the same hour, ignoring shifted times. */
export function sharedInstant(instant: Date, crons: SharedCron[]): { jobs: number; quieterAt: Date } {
  const hourMs = Math.floor(instant.getTime() / HOUR_MS) * HOUR_MS;
  const perMinute = jobsPerMinute(crons, hourMs);
  const [quietest] = perMinute
    .map((jobs, minute) => ({ jobs, atMs: hourMs + minute * MINUTE_MS }))
    .map((at) => ({ ...at, distanceMs: Math.abs(at.atMs - instant.getTime()) }))
    .toSorted((a, b) => a.jobs - b.jobs || a.distanceMs - b.distanceMs);
  const jobs = crons.filter((cron) => isOccurrence({ ...cron, instant })).map((cron) => cron.jobs);
  return { jobs: sum(jobs), quieterAt: new Date(quietest!.atMs) };
}

/** How many jobs start in the first second of each minute of an hour. */
function jobsPerMinute(crons: SharedCron[], hourMs: number): number[] {
  const minutes = Array.from({ length: 60 }, () => 0);
  for (const [zone, ofZone] of Map.groupBy(crons, ({ timeZone }) => timeZone)) {
    // In a zone with a half-hour offset, two local hours fall into this one.
    const readings = minutes.map((_, minute) => localTimeAt(zone, hourMs + minute * MINUTE_MS));
    const hours = Map.groupBy(readings.entries(), ([, { hour }]) => hour);
    for (const { cronExpression, jobName, jobs } of ofZone) {
      const cron = knownCron(cronExpression, jobName);
      if (cron.second[0] !== 0) continue;
      for (const [hour, shown] of hours) {
        if (!cron.hour.includes(hour) || !matchesDate(cron, shown[0]![1])) continue;
        for (const [index, { minute }] of shown) {
          if (cron.minute.includes(minute)) minutes[index]! += jobs;
        }
      }
    }
  }
  return minutes;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
