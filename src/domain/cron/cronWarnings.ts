// What an author should know of an expression before it surprises them.
import type { Warning } from '../warning.ts';
import { matchesLocalTime } from './matchesLocalTime.ts';
import { nextOccurrence, type CronInZone } from './occurrences.ts';
import { offsetChanges, type OffsetChange } from './offsetChanges.ts';
import { parseCron, type ParsedCron } from './parseCron.ts';
import { assertTimeZone, localTimeAt } from './timeZones.ts';

const MINUTE_MS = 60_000;
/** So that next year's change is named, whatever date it falls on. */
const HORIZON_MONTHS = 13;

/** @throws {InvalidCron | InvalidTimeZone} */
export function cronWarnings({ from, ...cronInZone }: CronInZone & { from: Date }): Warning[] {
  const { cronExpression, timeZone, jobName } = cronInZone;
  const cron = parseCron(cronExpression, jobName);
  const next = nextOccurrence({ ...cronInZone, after: from });
  if (next === null) return [neverFires(cron)];
  const zone = assertTimeZone(timeZone);
  const changes = offsetChanges(zone, from.getTime(), monthsAfter(from, HORIZON_MONTHS).getTime());
  return [
    ...(cron.eitherDayMatches ? [BOTH_DAY_FIELDS] : []),
    ...(next > monthsAfter(from, 12) ? [noRunWithinYear(next)] : []),
    ...gapWarning(cron, zone, changes),
    ...repeatedWarning(cron, zone, changes),
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

/** An expression for every hour just goes on after the gap: it has no run to lose. */
function gapWarning(cron: ParsedCron, timeZone: string, changes: OffsetChange[]): Warning[] {
  if (cron.hour.length === 24) return [];
  const gaps = changes
    .filter(({ beforeMs, afterMs }) => afterMs > beforeMs)
    .map(({ atMs, beforeMs, afterMs }) => ({
      times: matchingTimes(cron, atMs + beforeMs, atMs + afterMs),
      endsAt: timeOf(new Date(atMs + afterMs)),
    }))
    .filter(({ times }) => times.length > 0);
  if (gaps.length === 0) return [];
  const sentences = gaps.map(({ times, endsAt }) =>
    cron.fixedTime
      ? `${timesOnDate(times, 'does')} not exist in ${timeZone}: that run starts at ${endsAt}`
      : `${timesOnDate(times, 'do')} not exist in ${timeZone}: no runs then`,
  );
  return [
    {
      code: 'DST_GAP',
      message: sentences.join('; '),
      field: 'cronExpression',
      dates: gaps.map(({ times }) => dateOf(times)),
    },
  ];
}

function repeatedWarning(cron: ParsedCron, timeZone: string, changes: OffsetChange[]): Warning[] {
  if (!cron.fixedTime) return [];
  const repeats = changes
    .filter(({ beforeMs, afterMs }) => afterMs < beforeMs)
    .map(({ atMs, beforeMs, afterMs }) => matchingTimes(cron, atMs + afterMs, atMs + beforeMs))
    .filter((times) => times.length > 0);
  if (repeats.length === 0) return [];
  return [
    {
      code: 'DST_REPEATED',
      message: repeats
        .map((times) => `${timesOnDate(times, 'comes')} twice in ${timeZone}: it runs at the first`)
        .join('; '),
      field: 'cronExpression',
      dates: repeats.map(dateOf),
    },
  ];
}

/** The minutes that the expression names between two readings of a clock; all as if the clock showed UTC. */
function matchingTimes(cron: ParsedCron, fromMs: number, toMs: number): Date[] {
  const times: Date[] = [];
  for (let timeMs = fromMs; timeMs < toMs; timeMs += MINUTE_MS) {
    const reading = { ...localTimeAt('UTC', timeMs), second: cron.second[0]! };
    if (matchesLocalTime(cron, reading)) times.push(new Date(timeMs));
  }
  return times;
}

/** Such as `01:30 on 28 March 2027 does`. */
function timesOnDate(times: Date[], verb: string): string {
  const span = [...new Set([times[0]!, times.at(-1)!].map(timeOf))];
  return `${span.join(' to ')} on ${dateInWords(times[0]!)} ${verb}`;
}

function timeOf(reading: Date): string {
  return reading.toISOString().slice(11, 16);
}

function dateOf(times: Date[]): string {
  return times[0]!.toISOString().slice(0, 10);
}

const DATE_WORDS = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

function dateInWords(reading: Date): string {
  return DATE_WORDS.format(reading);
}
