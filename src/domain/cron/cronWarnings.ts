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
  if (nextOccurrence({ ...cronInZone, after: from }) === null) return [neverFires(cron)];
  const zone = assertTimeZone(timeZone);
  const until = new Date(from);
  until.setUTCMonth(until.getUTCMonth() + HORIZON_MONTHS);
  const changes = offsetChanges(zone, from.getTime(), until.getTime());
  return [
    ...(cron.eitherDayMatches ? [BOTH_DAY_FIELDS] : []),
    ...gapWarning(cron, zone, changes),
    ...repeatedWarning(cron, zone, changes),
  ];
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

/** An expression for every hour just goes on after the gap: it has no run to lose. */
function gapWarning(cron: ParsedCron, timeZone: string, changes: OffsetChange[]): Warning[] {
  if (cron.hour.length === 24) return [];
  const gaps = changes
    .filter(({ beforeMs, afterMs }) => afterMs > beforeMs)
    .map(({ atMs, beforeMs, afterMs }) => matchingTimes(cron, atMs + beforeMs, atMs + afterMs))
    .filter((times) => times.length > 0);
  if (gaps.length === 0) return [];
  return [
    {
      code: 'DST_GAP',
      message: `the clock skips ${listed(gaps.map(timesOnDate))} in ${timeZone}: runs due then do not happen`,
      field: 'cronExpression',
      dates: gaps.map(dateOf),
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
      message: `the clock shows ${listed(repeats.map(timesOnDate))} twice in ${timeZone}: the run happens once, at the first`,
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

function timesOnDate(times: Date[]): string {
  const span = [...new Set([times[0]!, times.at(-1)!])].map((time) => time.toISOString().slice(11, 16));
  return `${span.join(' to ')} on ${dateOf(times)}`;
}

function dateOf(times: Date[]): string {
  return times[0]!.toISOString().slice(0, 10);
}

function listed(texts: string[]): string {
  return new Intl.ListFormat('en-GB').format(texts);
}
