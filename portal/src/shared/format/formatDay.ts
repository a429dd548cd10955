const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** "Sun 22 Nov" for 2026-11-22. Days of statistics are those of UTC. */
export function formatDay(day: string): string {
  return format.format(new Date(day)).replace(',', '');
}
