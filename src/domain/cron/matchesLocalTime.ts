// Whether an expression matches a wall-clock reading.
import type { ParsedCron } from './parseCron.ts';
import { matchesDayRule, type DayRule } from './compile/dayRules.ts';
import type { LocalTime } from './timeZones.ts';

export function matchesLocalTime(cron: ParsedCron, local: LocalTime): boolean {
  return (
    cron.second.includes(local.second) &&
    cron.minute.includes(local.minute) &&
    cron.hour.includes(local.hour) &&
    matchesDate(cron, local)
  );
}

export function matchesDate(
  cron: ParsedCron,
  { year, month, day }: Pick<LocalTime, 'year' | 'month' | 'day'>,
): boolean {
  if (!cron.month.includes(month)) return false;
  const matches = (rule: DayRule) => matchesDayRule(rule, { year, month, day });
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const byMonth = cron.dayOfMonth.includes(day) || cron.dayOfMonthRules.some(matches);
  const byWeek = cron.dayOfWeek.includes(weekday) || cron.dayOfWeekRules.some(matches);
  return cron.eitherDayMatches ? byMonth || byWeek : byMonth && byWeek;
}
