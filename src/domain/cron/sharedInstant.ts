// How many jobs start at one instant, and when nearby fewer do.
import { matchesLocalTime } from './matchesLocalTime.ts';
import type { CronInZone } from './occurrences.ts';
import { parseCron } from './parseCron.ts';
import { localTimeAt } from './timeZones.ts';

const MINUTE_MS = 60_000;

/** `quieterAt`: the instant of the fewest jobs in the same hour, the nearest of those. By the clock, without shifted times. */
export function sharedInstant(instant: Date, jobs: CronInZone[]): { jobs: number; quieterAt: Date } {
  const crons = jobs.map(({ cronExpression, timeZone, jobName }) => ({
    cron: parseCron(cronExpression, jobName),
    timeZone,
  }));
  const zones = new Set(jobs.map(({ timeZone }) => timeZone));
  const jobsAt = (atMs: number) => {
    const readings = new Map([...zones].map((zone) => [zone, localTimeAt(zone, atMs)]));
    return crons.filter(({ cron, timeZone }) => matchesLocalTime(cron, readings.get(timeZone)!)).length;
  };
  const hourMs = instant.getTime() - instant.getUTCMinutes() * MINUTE_MS;
  const [quietest] = Array.from({ length: 60 }, (_, minute) => hourMs + minute * MINUTE_MS)
    .map((atMs) => ({ atMs, jobs: jobsAt(atMs), distanceMs: Math.abs(atMs - instant.getTime()) }))
    .toSorted((a, b) => a.jobs - b.jobs || a.distanceMs - b.distanceMs);
  return { jobs: jobsAt(instant.getTime()), quieterAt: new Date(quietest!.atMs) };
}
