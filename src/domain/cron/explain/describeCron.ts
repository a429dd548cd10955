// A cron expression in words, for lists, previews and logs.
import cronstrue from 'cronstrue';
import { describeDayRule, type DayRule } from '../compile/dayRules.ts';
import { knownCron } from '../knownCron.ts';
import type { ParsedCron } from '../parseCron.ts';
import { tokensForWords } from '../tokensForWords.ts';

const LIST = new Intl.ListFormat('en-GB');
const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month)),
);
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Such as `every Monday at 09:00 (Europe/London)`; UTC is not mentioned. @throws {InvalidCron} */
export function describeCron(expression: string, timeZone?: string, jobName?: string): string {
  const cron = knownCron(expression, jobName);
  const words = weekdaysAtTime(cron) ?? byDayRules(cron) ?? inGeneral(cron);
  return timeZone === undefined || timeZone === 'UTC' ? words : `${words} (${timeZone})`;
}

function matchesEveryDate({ eitherDayMatches, dayOfMonth, dayOfWeek }: ParsedCron): boolean {
  const all = [dayOfMonth.length === 31, dayOfWeek.length === 7];
  return eitherDayMatches ? all.includes(true) : !all.includes(false);
}

/** A single time of day on days of the week, which cronstrue words stiffly. */
function weekdaysAtTime(cron: ParsedCron): string | null {
  const everyDate = matchesEveryDate(cron);
  const onWeekdays =
    !cron.eitherDayMatches && cron.dayOfMonth.length === 31 && cron.dayOfWeekRules.length === 0;
  if (!hasOneTime(cron) || cron.month.length < 12 || !(everyDate || onWeekdays)) return null;
  return `${everyDate ? 'every day' : weekdays(cron.dayOfWeek)} at ${timeOfDay(cron)}`;
}

function hasOneTime({ hour, minute, second }: ParsedCron): boolean {
  return [hour, minute, second].every((values) => values.length === 1);
}

/** Of the only value. */
function timeOfDay(cron: ParsedCron): string {
  const [hour, minute, second] = [cron.hour, cron.minute, cron.second].map((value) =>
    String(value).padStart(2, '0'),
  );
  return `${hour}:${minute}${second === '00' ? '' : `:${second}`}`;
}

/** With L, W or #, which cronstrue knows only in part: `the last Friday of the month at 09:00`. */
function byDayRules(cron: ParsedCron): string | null {
  const { dayOfMonth, dayOfMonthRules, dayOfWeek, dayOfWeekRules, month, eitherDayMatches } = cron;
  if (dayOfMonthRules.length + dayOfWeekRules.length === 0) return null;
  const byMonth = [
    ...(dayOfMonth.length > 0 ? [`day ${LIST.format(dayOfMonth.map(String))} of the month`] : []),
    ...dayOfMonthRules.map(ruleInWords),
  ];
  const byWeek = [...(dayOfWeek.length > 0 ? [weekdays(dayOfWeek)] : []), ...dayOfWeekRules.map(ruleInWords)];
  const parts = eitherDayMatches ? [byMonth, byWeek] : dayOfMonthRules.length > 0 ? [byMonth] : [byWeek];
  const days = parts.map((part) => LIST.format(part)).join(' or ');
  const months =
    month.length === 12 ? '' : `, only in ${LIST.format(month.map((number) => MONTHS[number - 1]!))}`;
  if (hasOneTime(cron)) return `${days} at ${timeOfDay(cron)}${months}`;
  const { tokens, startsAnew } = tokensForWords(cron);
  return `${sentence(`${tokens.slice(0, -3).join(' ')} * * *`)}, on ${days}${months}${startsAnew}`;
}

function weekdays(days: number[]): string {
  if (String(days) === '1,2,3,4,5') return 'Monday to Friday';
  const fromMonday = days.toSorted((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return `every ${LIST.format(fromMonday.map((day) => WEEKDAYS[day]!))}`;
}

function inGeneral(cron: ParsedCron): string {
  const { tokens, startsAnew } = tokensForWords(cron);
  const [dayOfMonth = '*', month = '*', dayOfWeek = '*'] = tokens.slice(-3);
  const say = (...days: [dayOfMonth: string, month: string, dayOfWeek: string]) =>
    sentence([...tokens.slice(0, -3), ...days].join(' '));
  if (matchesEveryDate(cron)) return `${say('*', month, '*')}${startsAnew}`;
  if (!cron.eitherDayMatches) return `${say(dayOfMonth, month, dayOfWeek)}${startsAnew}`;
  // cronstrue would join the two with "and".
  const time = say('*', '*', '*');
  const clause = (...days: Parameters<typeof say>) => say(...days).slice(time.length);
  const weekday = clause('*', '*', dayOfWeek).replace(/^, (only )?/, '');
  return `${time}${clause(dayOfMonth, '*', '*')} or ${weekday}${clause('*', month, '*')}${startsAnew}`;
}

function ruleInWords(rule: DayRule): string {
  return describeDayRule(rule, WEEKDAYS);
}

function sentence(expression: string): string {
  const words = cronstrue.toString(expression, { use24HourTimeFormat: true });
  return words.charAt(0).toLowerCase() + words.slice(1);
}
