// How long a job will be disabled.

export const UNTIL_CHOICES = [
  { value: 'never', label: 'Until it is enabled again' },
  { value: '1h', label: 'For 1 hour' },
  { value: '4h', label: 'For 4 hours' },
  { value: 'tomorrow', label: 'Until tomorrow, 08:00' },
  { value: 'date', label: 'Until…' },
] as const;
export type UntilChoice = (typeof UNTIL_CHOICES)[number]['value'];

const HOUR_MS = 3_600_000;

/** ISO, or undefined for `never`. `date`: as the browser's date and time field has it, in the viewer's zone. */
export function untilInstant(choice: UntilChoice, date: string, nowMs: number): string | undefined {
  switch (choice) {
    case '1h':
      return new Date(nowMs + HOUR_MS).toISOString();
    case '4h':
      return new Date(nowMs + 4 * HOUR_MS).toISOString();
    case 'tomorrow': {
      const morning = new Date(nowMs);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(8, 0, 0, 0);
      return morning.toISOString();
    }
    case 'date':
      return new Date(date).toISOString();
    default:
      return undefined;
  }
}

/** What is still missing, or null. */
export function untilProblem(choice: UntilChoice, date: string, nowMs: number): string | null {
  if (choice !== 'date') return null;
  if (date === '') return 'Choose an end.';
  return Date.parse(date) > nowMs ? null : 'The end must be in the future.';
}
