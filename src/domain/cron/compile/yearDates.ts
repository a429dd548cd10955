// Sets of calendar dates without a year, as indexes into a leap year: 0 is 1 January, 59 is 29 February.

export const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const DAYS_IN_YEAR = 366;

const MONTH_STARTS = MONTH_LENGTHS.map((_, month) => sum(MONTH_LENGTHS.slice(0, month)));
const FEBRUARY_28 = 58;
const MARCH_1 = 60;

/** `month` and `day` count from 1; null for a date that no year has. */
export function yearDate(month: number, day: number): number | null {
  if (day > MONTH_LENGTHS[month - 1]!) return null;
  return MONTH_STARTS[month - 1]! + day - 1;
}

export function monthAndDay(date: number): { month: number; day: number } {
  const month = MONTH_STARTS.findLastIndex((start) => start <= date);
  return { month: month + 1, day: date - MONTH_STARTS[month]! + 1 };
}

/** The dates shifted by -1, 0 or 1 day; around 29 February both possible dates. */
export function shiftDates(dates: Set<number>, by: number): Set<number> {
  const shifted = new Set<number>();
  for (const date of dates) {
    shifted.add((date + by + DAYS_IN_YEAR) % DAYS_IN_YEAR);
    if (by === -1 && date === MARCH_1) shifted.add(FEBRUARY_28);
    if (by === 1 && date === FEBRUARY_28) shifted.add(MARCH_1);
  }
  return shifted;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
