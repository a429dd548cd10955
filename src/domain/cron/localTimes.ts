// The local times that an expression names, in order, ignoring clock changes. All in milliseconds as if the clock showed UTC.
import { matchesDate } from './matchesLocalTime.ts';
import type { ParsedCron } from './parseCron.ts';

const DAY_MS = 86_400_000;
/** 29 February falls on a given weekday every 28 years, or 40 across a century year that is not a leap year. */
const YEARS_AHEAD = 41;

/** The first local time at or after a reading; null when there is none. */
export function nextLocalTime(cron: ParsedCron, fromMs: number): number | null {
  const dayMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  const today = matchesDay(cron, dayMs) ? timeOfDay(cron, fromMs - dayMs) : null;
  if (today !== null) return dayMs + today;
  const next = nextDay(cron, dayMs + DAY_MS);
  return next === null ? null : next + timeOfDay(cron, 0)!;
}

/** Whether a local time lies in [fromMs, toMs). */
export function hasLocalTime(cron: ParsedCron, fromMs: number, toMs: number): boolean {
  const next = nextLocalTime(cron, fromMs);
  return next !== null && next < toMs;
}

function matchesDay(cron: ParsedCron, dayMs: number): boolean {
  const day = new Date(dayMs);
  return matchesDate(cron, {
    year: day.getUTCFullYear(),
    month: day.getUTCMonth() + 1,
    day: day.getUTCDate(),
  });
}

function nextDay(cron: ParsedCron, fromMs: number): number | null {
  const from = new Date(fromMs);
  const lastYear = from.getUTCFullYear() + YEARS_AHEAD;
  let [year, month, day] = [from.getUTCFullYear(), from.getUTCMonth() + 1, from.getUTCDate()];
  while (year <= lastYear) {
    if (cron.month.includes(month)) {
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (; day <= length; day += 1) {
        if (matchesDate(cron, { year, month, day })) return Date.UTC(year, month - 1, day);
      }
    }
    day = 1;
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return null;
}

/** The first of the day's times at or after the given one. */
function timeOfDay({ hour, minute, second }: ParsedCron, fromMs: number): number | null {
  for (const h of hour) {
    if ((h + 1) * 3_600_000 <= fromMs) continue;
    for (const m of minute) {
      const minuteMs = (h * 60 + m) * 60_000;
      if (minuteMs + 60_000 <= fromMs) continue;
      const s = second.find((value) => minuteMs + value * 1_000 >= fromMs);
      if (s !== undefined) return minuteMs + s * 1_000;
    }
  }
  return null;
}
