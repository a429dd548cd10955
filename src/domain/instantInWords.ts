// Formats an instant for the sentences of answers; fields keep ISO 8601 in UTC.
import { localTimeAt } from './cron/timeZones.ts';

const WORDS = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** In the zone's local time, such as `Thu 26 Nov 2026 at 03:30 (Europe/Berlin)`; with seconds if they are not 0. */
export function instantInWords(instant: string, timeZone: string): string {
  const { year, month, day, hour, minute, second } = localTimeAt(timeZone, Date.parse(instant));
  const date = WORDS.format(Date.UTC(year, month - 1, day)).replaceAll(',', '');
  const clock = [hour, minute, ...(second === 0 ? [] : [second])].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${date} at ${clock.join(':')} (${timeZone})`;
}
