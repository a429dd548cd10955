// Warns the author of an expression about surprises.
import type { Warning } from '../../../contract/warnings.ts';
import { runsAtEndOfGap } from '../dueInstants.ts';
import { knownCron } from '../knownCron.ts';
import { hasLocalTime, nextLocalTime } from '../localTimes.ts';
import { nextOccurrence, type CronInZone } from '../occurrences.ts';
import { offsetChanges, type OffsetChange } from '../compile/offsetChanges.ts';
import type { ParsedCron } from '../parseCron.ts';
import { weekdayNumberWarnings } from '../weekdayNumbers.ts';
import { NODE_ZONE_DATA } from '../zoneData.ts';

const MINUTE_MS = 60_000;
/** Long enough to include next year's clock change, whatever its date. */
const HORIZON_MONTHS = 13;

/** @throws {InvalidCron | InvalidTimeZone} */
export function cronWarnings({ from, ...cronInZone }: CronInZone & { from: Date }): Warning[] {
  const { cronExpression, timeZone, jobName, zoneData = NODE_ZONE_DATA } = cronInZone;
  const cron = knownCron(cronExpression, jobName);
  const next = nextOccurrence({ ...cronInZone, after: from });
  if (next === null) return [neverFires(cron)];
  const until = monthsAfter(from, HORIZON_MONTHS);
  const changes = offsetChanges(zoneData, timeZone, from.getTime(), until.getTime());
  return [
    ...(cron.eitherDayMatches && !matchesAllDays(cron) ? [BOTH_DAY_FIELDS] : []),
    ...weekdayNumberWarnings(cronExpression),
    ...(next > monthsAfter(from, 12) ? [noRunWithinYear(next)] : []),
    ...gapWarning(cron, timeZone, changes),
    ...repeatedWarning(cron, timeZone, changes),
  ];
}

function monthsAfter(from: Date, months: number): Date {
  const until = new Date(from);
  until.setUTCMonth(until.getUTCMonth() + months);
  return until;
}

const BOTH_DAY_FIELDS: Warning = {
  code: 'BOTH_DAY_FIELDS',
  message: 'day of month and day of week are both set: it runs on a day that matches either one',
  field: 'cronExpression',
};

function matchesAllDays({ dayOfMonth, dayOfWeek }: ParsedCron): boolean {
  return dayOfMonth.length === 31 && dayOfWeek.length === 7;
}

function neverFires({ expression }: ParsedCron): Warning {
  return {
    code: 'NEVER_FIRES',
    message: `"${expression}" never runs: no date matches it`,
    field: 'cronExpression',
  };
}

function noRunWithinYear(next: Date): Warning {
  return {
    code: 'NO_RUN_WITHIN_YEAR',
    message: `there is no run within a year; the next one is on ${dateInWords(next)}`,
    field: 'cronExpression',
  };
}

/** An interval that runs in every hour has no run to lose. */
function gapWarning(cron: ParsedCron, timeZone: string, changes: OffsetChange[]): Warning[] {
  if (!cron.fixedTimes && cron.hour.length === 24) return [];
  const gaps = changes
    .filter(({ beforeMs, afterMs }) => afterMs > beforeMs)
    .map((change) => ({
      change,
      times: localTimes(cron, change.atMs + change.beforeMs, change.atMs + change.afterMs),
    }))
    .filter(({ times }) => times.length > 0);
  return warningOf('DST_GAP', gaps, ({ change, times }) => {
    const skipped = `${timesOnDate(times, 'does', 'do')} not exist in ${timeZone}`;
    if (!runsAtEndOfGap(cron, change)) return `${skipped}: no run at that time`;
    const endMs = change.atMs + change.afterMs;
    const endsAt = timeOf(endMs);
    if (hasLocalTime(cron, endMs, endMs + 1)) {
      return `${skipped}: the run at ${endsAt} stands for ${times.length > 1 ? 'them as well' : 'it as well'}`;
    }
    return `${skipped}: ${times.length > 1 ? `one run starts at ${endsAt} for all of them` : `that run starts at ${endsAt}`}`;
  });
}

function repeatedWarning(cron: ParsedCron, timeZone: string, changes: OffsetChange[]): Warning[] {
  if (!cron.fixedTimes) return [];
  const repeats = changes
    .filter(({ beforeMs, afterMs }) => afterMs < beforeMs)
    .map(({ atMs, beforeMs, afterMs }) => ({ times: localTimes(cron, atMs + afterMs, atMs + beforeMs) }))
    .filter(({ times }) => times.length > 0);
  return warningOf(
    'DST_REPEATED',
    repeats,
    ({ times }) =>
      `${timesOnDate(times, 'comes', 'come')} twice in ${timeZone}: ${times.length > 1 ? 'each' : 'it'} runs at the first`,
  );
}

function warningOf<Day extends { times: number[] }>(
  code: 'DST_GAP' | 'DST_REPEATED',
  days: Day[],
  inWords: (day: Day) => string,
): Warning[] {
  if (days.length === 0) return [];
  return [
    {
      code,
      message: days.map(inWords).join('; '),
      field: 'cronExpression',
      dates: days.map(({ times }) => new Date(times[0]!).toISOString().slice(0, 10)),
    },
  ];
}

/** The minutes in [fromMs, toMs) with a time that the expression names. */
function localTimes(cron: ParsedCron, fromMs: number, toMs: number): number[] {
  const times: number[] = [];
  let next = nextLocalTime(cron, fromMs);
  while (next !== null && next < toMs) {
    times.push(next);
    next = nextLocalTime(cron, (Math.floor(next / MINUTE_MS) + 1) * MINUTE_MS);
  }
  return times;
}

/** Such as `01:30 on 28 March 2027 does`. */
function timesOnDate(times: number[], one: string, many: string): string {
  const [first, last] = [timeOf(times[0]!), timeOf(times.at(-1)!)];
  const span = first === last ? first : `${first} to ${last}`;
  return `${span} on ${dateInWords(new Date(times[0]!))} ${first === last ? one : many}`;
}

function timeOf(readingMs: number): string {
  return new Date(readingMs).toISOString().slice(11, 16);
}

const DATE_WORDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

function dateInWords(reading: Date): string {
  return DATE_WORDS.format(reading);
}
