// Days given by rules: L, LW and 15W as day of month, FRI#2 and FRI#L as day of week. Read as croner reads them.
import { MONTH_LENGTHS, yearDate } from './yearDates.ts';

export type DayRule =
  | { kind: 'lastDay' }
  | { kind: 'lastWeekday' }
  /** The weekday (Monday to Friday) nearest to the day, in the same month; months without that day have none. */
  | { kind: 'nearestWeekday'; day: number }
  /** The n-th (1 to 5) or last such day of the month. 0 is Sunday. */
  | { kind: 'nth'; weekday: number; nth: number | 'last' };

/** Dates of a year and the weekdays on which they count. */
export interface LocalDays {
  dates: Set<number>;
  weekdays: number[];
}

const [MONDAY, FRIDAY] = [1, 5];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const WORKING_DAYS = [1, 2, 3, 4, 5];

/** `month` and `day` count from 1. */
export function matchesDayRule(
  rule: DayRule,
  { year, month, day }: { year: number; month: number; day: number },
): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return daysOfRule(rule, length).some(
    ({ days, weekdays }) => days.includes(day) && weekdays.includes(weekday),
  );
}

/** Days and weekdays of a rule over the whole year. February counts with both lengths. */
export function datesOfDayRule(rule: DayRule, months: number[]): LocalDays[] {
  return months.flatMap((month) =>
    (month === 2 ? [28, 29] : [MONTH_LENGTHS[month - 1]!]).flatMap((length) =>
      daysOfRule(rule, length).map(({ days, weekdays }) => ({
        dates: new Set(days.map((day) => yearDate(month, day)!)),
        weekdays,
      })),
    ),
  );
}

/** For a month of this length: these days match if they fall on one of these weekdays. */
function daysOfRule(rule: DayRule, length: number): { days: number[]; weekdays: number[] }[] {
  switch (rule.kind) {
    case 'lastDay':
      return [{ days: [length], weekdays: EVERY_DAY }];
    case 'lastWeekday':
      return nearestWeekday(length, length);
    case 'nearestWeekday':
      return rule.day > length ? [] : nearestWeekday(rule.day, length);
    case 'nth':
      return [{ days: nthDays(rule.nth, length), weekdays: [rule.weekday] }];
    default:
      return rule satisfies never;
  }
}

function nthDays(nth: number | 'last', length: number): number[] {
  const first = nth === 'last' ? length - 6 : 7 * (nth - 1) + 1;
  return EVERY_DAY.map((index) => first + index).filter((day) => day <= length);
}

/** Saturday moves to Friday and Sunday to Monday; at the ends of a month in the other direction. */
function nearestWeekday(day: number, length: number): { days: number[]; weekdays: number[] }[] {
  const fridays = day === 1 ? [] : day === length ? [day - 1, day - 2] : [day - 1];
  const mondays = day === length ? [] : day === 1 ? [day + 1, day + 2] : [day + 1];
  return [
    { days: [day], weekdays: WORKING_DAYS },
    { days: fridays, weekdays: [FRIDAY] },
    { days: mondays, weekdays: [MONDAY] },
  ].filter(({ days }) => days.length > 0);
}

const NTH = ['first', 'second', 'third', 'fourth', 'fifth'];

/** Such as `the last day of the month`, given the weekdays' names from Sunday on. */
export function describeDayRule(rule: DayRule, weekdayNames: readonly string[]): string {
  switch (rule.kind) {
    case 'lastDay':
      return 'the last day of the month';
    case 'lastWeekday':
      return 'the last weekday of the month';
    case 'nearestWeekday':
      return `the weekday nearest day ${rule.day} of the month`;
    case 'nth':
      return `the ${rule.nth === 'last' ? 'last' : NTH[rule.nth - 1]} ${weekdayNames[rule.weekday]} of the month`;
    default:
      return rule satisfies never;
  }
}
