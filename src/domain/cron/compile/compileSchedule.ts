// A cron expression as structured calendars for a Temporal Schedule, in UTC.
//
// UTC, because with a zone's own calendars the server loses fires when the clock goes back, for up to two hours in zones at
// or east of Greenwich (measured on 1.31.2: `*/15` in London loses 8 fires), and because the server's zone data may differ
// from ours. So each local time is translated with each offset of its zone, on the dates on which that offset can be in
// force, and times that the clock skips in some year add the ends of those gaps. The result contains every occurrence. It
// also contains instants that are not: on the few dates whose offset differs between years, and at the second pass of times
// that run once. Such a fire is a no-op.
import { datesOfDayRule, type LocalDays } from './dayRules.ts';
import { runsAtEndOfGap } from '../dueInstants.ts';
import { knownCron } from '../knownCron.ts';
import type { CronInZone } from '../occurrences.ts';
import type { OffsetChange } from './offsetChanges.ts';
import type { ParsedCron } from '../parseCron.ts';
import { toRanges, type CalendarRange } from './toRanges.ts';
import { MONTH_LENGTHS, monthAndDay, shiftDates, yearDate } from './yearDates.ts';
import { NODE_ZONE_DATA } from '../zoneData.ts';
import { zoneYears } from './zoneOffsets.ts';

const DAY_MS = 86_400_000;

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/** One of Temporal's calendars: a second matches when all fields match. */
export interface CompiledCalendar {
  second: CalendarRange<number>[];
  minute: CalendarRange<number>[];
  hour: CalendarRange<number>[];
  dayOfMonth: CalendarRange<number>[];
  month: CalendarRange<(typeof MONTHS)[number]>[];
  dayOfWeek: CalendarRange<(typeof WEEKDAYS)[number]>[];
}

/** Spread into a ScheduleSpec: the calendars are useless without their zone, which is not the job's. */
export interface CompiledSchedule {
  /** Empty when the expression never fires. */
  calendars: CompiledCalendar[];
  timezone: 'UTC';
}

/** @throws {InvalidCron | InvalidTimeZone} */
export function compileSchedule({
  cronExpression,
  timeZone,
  jobName,
  zoneData = NODE_ZONE_DATA,
}: CronInZone): CompiledSchedule {
  const cron = knownCron(cronExpression, jobName);
  const zone = zoneYears(zoneData, timeZone);
  const days = localDays(cron);
  const blocks = zone.offsets.flatMap(({ minutes, dates }) =>
    utcTimes(cron, minutes).flatMap(({ dayShift, ...time }) =>
      days.map((day) => ({
        seconds: cron.second,
        ...time,
        dates: ascending(shiftDates(day.dates, dayShift)).filter((date) => dates.has(date)),
        weekdays: ascending(day.weekdays.map((weekday) => (weekday + dayShift + 7) % 7)),
      })),
    ),
  );
  const possible = [...blocks, ...shiftedTimes(cron, zone.changes)].filter(({ dates }) => dates.length > 0);
  return { calendars: merge(possible).flatMap(toCalendars), timezone: 'UTC' };
}

/** Temporal requires both day fields to match, cron either one: so these are alternatives, and so is each rule. */
function localDays(cron: ParsedCron): LocalDays[] {
  const { dayOfMonth, dayOfMonthRules, month, dayOfWeek, dayOfWeekRules, eitherDayMatches } = cron;
  const rules = [...dayOfMonthRules, ...dayOfWeekRules].flatMap((rule) => datesOfDayRule(rule, month));
  const byMonth = { dates: datesOf(month, dayOfMonth), weekdays: fromTo(0, 6) };
  const byWeek = { dates: datesOf(month, fromTo(1, 31)), weekdays: dayOfWeek };
  if (eitherDayMatches) return [byMonth, byWeek, ...rules];
  // A field with rules beside an unrestricted one.
  if (dayOfMonthRules.length > 0) return [byMonth, ...rules];
  if (dayOfWeekRules.length > 0) return [byWeek, ...rules];
  return [{ dates: byMonth.dates, weekdays: dayOfWeek }];
}

function datesOf(months: number[], days: number[]): Set<number> {
  const dates = months.flatMap((month) => days.map((day) => yearDate(month, day)));
  return new Set(dates.filter((date) => date !== null));
}

interface UtcTimes {
  minutes: number[];
  hours: number[];
  /** Of the UTC day relative to the local day. */
  dayShift: number;
}

/** The local times of day in UTC: a product of hours and minutes for each day and hour they spill over to. */
function utcTimes({ hour, minute }: ParsedCron, offsetMinutes: number): UtcTimes[] {
  const minutesByCarry = Map.groupBy(minute, (value) => Math.floor((value - offsetMinutes) / 60));
  return [...minutesByCarry].flatMap(([carry, localMinutes]) => {
    const minutes = ascending(localMinutes.map((value) => value - offsetMinutes - carry * 60));
    const hoursByShift = Map.groupBy(hour, (value) => Math.floor((value + carry) / 24));
    return [...hoursByShift].map(([dayShift, localHours]) => ({
      minutes,
      hours: ascending(localHours.map((value) => value + carry - dayShift * 24)),
      dayShift,
    }));
  });
}

/** The ends of the gaps at which skipped times run. */
function shiftedTimes(cron: ParsedCron, zoneChanges: OffsetChange[]): Block[] {
  const ends = zoneChanges.filter((change) => runsAtEndOfGap(cron, change));
  const byTime = Map.groupBy(ends, ({ atMs }) => atMs % DAY_MS);
  return [...byTime.values()].map((changes) => {
    const instants = changes.map(({ atMs }) => new Date(atMs));
    return {
      seconds: [0],
      minutes: [instants[0]!.getUTCMinutes()],
      hours: [instants[0]!.getUTCHours()],
      dates: ascending(new Set(instants.map((at) => yearDate(at.getUTCMonth() + 1, at.getUTCDate())!))),
      weekdays: ascending(new Set(instants.map((at) => at.getUTCDay()))),
    };
  });
}

/** All combinations of its values, in UTC. */
interface Block {
  seconds: number[];
  minutes: number[];
  hours: number[];
  dates: number[];
  weekdays: number[];
}

/** Merges blocks that differ in one dimension only, until no two do. */
function merge(blocks: Block[]): Block[] {
  const dimensions = ['hours', 'minutes', 'dates', 'weekdays'] as const;
  const merged = dimensions.reduce((current, dimension) => {
    const groups = Map.groupBy(current, (block) => JSON.stringify({ ...block, [dimension]: [] }));
    return [...groups.values()].map((group) => ({
      ...group[0]!,
      [dimension]: ascending(new Set(group.flatMap((block) => block[dimension]))),
    }));
  }, blocks);
  return merged.length < blocks.length ? merge(merged) : merged;
}

function toCalendars({ seconds, minutes, hours, dates, weekdays }: Block): CompiledCalendar[] {
  return monthGroups(dates).map(({ months, days }) => ({
    second: toRanges(seconds),
    minute: toRanges(minutes),
    hour: toRanges(hours),
    dayOfMonth: toRanges(days),
    month: toRanges(months).map((range) => named(MONTHS, range, 1)),
    dayOfWeek: toRanges(weekdays).map((range) => named(WEEKDAYS, range, 0)),
  }));
}

/** Groups months with the same days; a day that a month does not have makes no difference. */
function monthGroups(dates: number[]): { months: number[]; days: number[] }[] {
  const daysByMonth = MONTH_LENGTHS.map((length, index) => ({
    month: index + 1,
    length,
    days: dates.map(monthAndDay).flatMap(({ month, day }) => (month === index + 1 ? [day] : [])),
  }));
  const groups: { months: number[]; days: number[] }[] = [];
  // The longest first, so that a group's days are those of its longest month.
  for (const { month, length, days } of daysByMonth.toSorted((a, b) => b.length - a.length)) {
    if (days.length === 0) continue;
    const same = groups.find((group) => String(group.days.filter((day) => day <= length)) === String(days));
    if (same) same.months.push(month);
    else groups.push({ months: [month], days });
  }
  return groups.map(({ months, days }) => ({ months: ascending(months), days }));
}

function named<Name extends string>(names: readonly Name[], range: CalendarRange<number>, first: number) {
  const name = (value: number) => names[value - first]!;
  return { start: name(range.start), end: name(range.end), step: range.step };
}

function fromTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function ascending(values: Iterable<number>): number[] {
  return [...values].toSorted((a, b) => a - b);
}
