import { describe, expect, it } from 'vitest';
import { compileSchedule, type CompiledCalendar } from './compileSchedule.ts';
import { occurrences } from '../occurrences.ts';
import type { CalendarRange } from './toRanges.ts';

const compiled = (cronExpression: string, timeZone = 'UTC') =>
  compileSchedule({ cronExpression, timeZone }).calendars;
const ALL = {
  second: [{ start: 0, end: 0, step: 1 }],
  minute: [{ start: 0, end: 0, step: 1 }],
  hour: [{ start: 0, end: 23, step: 1 }],
  dayOfMonth: [{ start: 1, end: 31, step: 1 }],
  month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
  dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
};

describe('compileSchedule', () => {
  it('writes values as few ranges', () => {
    expect(compiled('*/15 1,2,3,9 * JAN,JUL MON-FRI')).toEqual([
      {
        ...ALL,
        minute: [{ start: 0, end: 45, step: 15 }],
        hour: [
          { start: 1, end: 3, step: 1 },
          { start: 9, end: 9, step: 1 },
        ],
        month: [
          { start: 'JANUARY', end: 'JANUARY', step: 1 },
          { start: 'JULY', end: 'JULY', step: 1 },
        ],
        dayOfWeek: [{ start: 'MONDAY', end: 'FRIDAY', step: 1 }],
      },
    ]);
  });

  it('makes two calendars when either day field is enough', () => {
    expect(compiled('0 9 1 * MON')).toMatchObject([
      { dayOfMonth: [{ start: 1, end: 1, step: 1 }], dayOfWeek: ALL.dayOfWeek },
      { dayOfMonth: ALL.dayOfMonth, dayOfWeek: [{ start: 'MONDAY', end: 'MONDAY', step: 1 }] },
    ]);
    expect(compiled('0 9 1 3 MON')).toMatchObject([
      { dayOfMonth: [{ start: 1, end: 1, step: 1 }], month: [{ start: 'MARCH', end: 'MARCH', step: 1 }] },
      { dayOfMonth: ALL.dayOfMonth, month: [{ start: 'MARCH', end: 'MARCH', step: 1 }] },
    ]);
    expect(compiled('0 9 */1 * MON')).toEqual([{ ...ALL, hour: [{ start: 9, end: 9, step: 1 }] }]);
  });

  it('leaves an expression for every hour alone in zones of whole hours', () => {
    expect(compiled('*/15 * * * *', 'Europe/London')).toEqual([
      { ...ALL, minute: [{ start: 0, end: 45, step: 15 }] },
    ]);
  });

  it('moves hours and days to UTC', () => {
    expect(compiled('30 2 * * MON', 'Asia/Kolkata')).toEqual([
      {
        ...ALL,
        minute: [{ start: 0, end: 0, step: 1 }],
        hour: [{ start: 21, end: 21, step: 1 }],
        dayOfWeek: [{ start: 'SUNDAY', end: 'SUNDAY', step: 1 }],
      },
    ]);
  });

  it('gives equal expressions the same calendars', () => {
    expect(compiled('0,30 9 * * 1,0', 'Europe/London')).toEqual(
      compiled('0-59/30 9 ? * mon,SUN', 'Europe/London'),
    );
  });

  it('needs no more than a few calendars for days that no number names', () => {
    const expressions = ['0 12 L * *', '0 12 * * MON#1', '0 12 LW * *', '0 12 1W,15W,31W * *'];
    for (const expression of expressions) {
      expect(compiled(expression, 'Europe/London').length, expression).toBeLessThanOrEqual(30);
    }
  });

  it('adds the end of the gap in which a fixed time falls', () => {
    expect(compiled('15 30 2 * * SUN', 'America/New_York')).toContainEqual(
      expect.objectContaining({
        second: [{ start: 0, end: 0, step: 1 }],
        minute: [{ start: 0, end: 0, step: 1 }],
        hour: [{ start: 7, end: 7, step: 1 }],
        dayOfMonth: [{ start: 8, end: 14, step: 1 }],
        month: [{ start: 'MARCH', end: 'MARCH', step: 1 }],
        dayOfWeek: [{ start: 'SUNDAY', end: 'SUNDAY', step: 1 }],
      }),
    );
  });

  it('adds the ends of gaps of lists, ranges and steps, too', () => {
    const endOfGap = { minute: [{ start: 0, end: 0, step: 1 }], hour: [{ start: 7, end: 7, step: 1 }] };
    for (const cronExpression of ['20,40 2 * * *', '20 2-22/4 * * *', '*/20 30 2 * * *']) {
      expect(compiled(cronExpression, 'America/New_York'), cronExpression).toContainEqual(
        expect.objectContaining(endOfGap),
      );
    }
  });

  it('makes none for an expression that never fires', () => {
    expect(compiled('0 0 30 2 *', 'Europe/London')).toEqual([]);
  });

  it.each([
    'Europe/London',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Auckland',
    'Asia/Kathmandu',
    'Africa/Casablanca',
  ])('holds every occurrence of 2 years in %s', (timeZone) => {
    const patterns = [
      '30 1 * * *',
      '*/20 0-3 * * *',
      '15 23 1 * SUN',
      '45 0 28-31 */2 *',
      '0 5 29 2 *',
      '10 2 * 3,10 0',
      '30 2 * * *',
      '0,30 2,14 * * *',
      '15 1-21/4 * * *',
      '15 30 0 * * *',
      '30 2 * * SUN#2',
      '0 1 L * *',
      '30 23 LW * *',
      '5 0 1W,15W,31W * *',
      '0 9 29W 2 *',
      '0 0 * * MON#1,FRI#5',
      '0 12 L * SAT#L',
      '*/15 23 * * SUNL',
    ];
    for (const cronExpression of patterns) {
      const calendars = compiled(cronExpression, timeZone).map(matcherOf);
      const due = occurrences({
        cronExpression,
        timeZone,
        after: new Date('2027-06-01T00:00:00Z'),
        before: new Date('2029-06-01T00:00:00Z'),
        count: 10_000,
      });
      expect(due.length, cronExpression).toBeGreaterThan(0);
      const lost = due.filter((at) => !calendars.some((matches) => matches(at)));
      expect(lost, cronExpression).toEqual([]);
    }
  });
});

function matcherOf(calendar: CompiledCalendar): (at: Date) => boolean {
  const seconds = valuesOf(calendar.second, COUNT);
  const months = valuesOf(calendar.month, MONTHS);
  const weekdays = valuesOf(calendar.dayOfWeek, WEEKDAYS);
  const [hours, minutes, days] = [calendar.hour, calendar.minute, calendar.dayOfMonth].map((ranges) =>
    valuesOf(ranges, COUNT),
  );
  return (at) =>
    months.has(at.getUTCMonth()) &&
    weekdays.has(at.getUTCDay()) &&
    days!.has(at.getUTCDate()) &&
    hours!.has(at.getUTCHours()) &&
    minutes!.has(at.getUTCMinutes()) &&
    seconds.has(at.getUTCSeconds());
}

const COUNT = Array.from({ length: 60 }, (_, value) => value);
const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' ',
);
const WEEKDAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');

function valuesOf<Value>(ranges: CalendarRange<Value>[], names: Value[]): Set<number> {
  return new Set(
    ranges.flatMap(({ start, end, step }) => {
      const [first, last] = [names.indexOf(start), names.indexOf(end)];
      return names
        .map((_, index) => index)
        .filter((index) => index >= first && index <= last && (index - first) % step === 0);
    }),
  );
}
