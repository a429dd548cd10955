// Quartz and EventBridge count weekdays from Sunday = 1, cron from Sunday = 0. Six fields with `?` as the day of month almost
// always come from one of them.
import type { Warning } from '../../contract/warnings.ts';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const WORDS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export function weekdayNumberWarnings(cronExpression: string): Warning[] {
  const fields = cronExpression.trim().split(/\s+/);
  const weekdays = fields[5];
  if (weekdays === undefined || fields[3] !== '?') return [];
  const numbers = [...weekdays.matchAll(WEEKDAY_NUMBER)].map(([number]) => Number(number));
  if (numbers.length === 0) return [];
  const read = [...new Set(numbers)].map((number) => `${number} is ${WORDS[number % 7]}`);
  return [
    {
      code: 'WEEKDAY_NUMBERS',
      field: 'cronExpression',
      message: `${new Intl.ListFormat('en-GB').format(read)} here, where Sunday is 0 or 7; for Quartz and EventBridge, which count from Sunday = 1, it would be ${weekdaysByName(weekdays)}: write names`,
    },
  ];
}

/** A number that is a weekday, not a step or a position in the month. */
const WEEKDAY_NUMBER = /(?<![#/\w])[0-7](?=$|[,\-/#L])/gi;

/** Replaces the numbers of a field that counts from Sunday = 1 with names. */
export function weekdaysByName(field: string): string {
  return field.replace(WEEKDAY_NUMBER, (number) => DAYS[(Number(number) + 6) % 7]!);
}
