// Whether a wall clock's reading is one that the expression names.
import type { ParsedCron } from './parseCron.ts';
import type { LocalTime } from './timeZones.ts';

export function matchesLocalTime(cron: ParsedCron, local: LocalTime): boolean {
  return (
    cron.second.includes(local.second) &&
    cron.minute.includes(local.minute) &&
    cron.hour.includes(local.hour) &&
    matchesDate(cron, local)
  );
}

function matchesDate(cron: ParsedCron, { year, month, day }: LocalTime): boolean {
  if (!cron.month.includes(month)) return false;
  const byMonth = cron.dayOfMonth.includes(day);
  const byWeek = cron.dayOfWeek.includes(new Date(Date.UTC(year, month - 1, day)).getUTCDay());
  return cron.eitherDayMatches ? byMonth || byWeek : byMonth && byWeek;
}
