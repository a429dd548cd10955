import { describe, expect, it } from 'vitest';
import { isOccurrence, nextOccurrence, occurrences } from './occurrences.ts';

const day = (cronExpression: string, timeZone: string, after: string, before: string) =>
  occurrences({ cronExpression, timeZone, after: new Date(after), before: new Date(before) }).map((at) =>
    at.toISOString().slice(0, 16),
  );

const hours = (found: Date[]) => found.map((at) => at.getUTCHours());
const inNewYorksGap = (cronExpression: string) =>
  day(cronExpression, 'America/New_York', '2027-03-14T05:00:00Z', '2027-03-14T09:00:00Z');
const inNuuk = (cronExpression: string) =>
  day(cronExpression, 'America/Nuuk', '2027-03-26T12:00:00Z', '2027-03-30T12:00:00Z');

describe('occurrences', () => {
  it('lie after one instant and before the other, at most as many as asked', () => {
    const hourly = { cronExpression: '0 * * * *', timeZone: 'UTC', after: new Date('2027-01-01T00:00:00Z') };
    expect(hours(occurrences({ ...hourly, before: new Date('2027-01-01T03:00:00Z') }))).toEqual([1, 2]);
    expect(hours(occurrences({ ...hourly, count: 3 }))).toEqual([1, 2, 3]);
    expect(occurrences({ ...hourly, cronExpression: '* * * * * *' })).toHaveLength(1_000);
  });

  it('match either day field when both are set', () => {
    expect(day('0 0 5 * MON', 'UTC', '2027-01-01T00:00:00Z', '2027-01-12T00:00:00Z')).toEqual([
      '2027-01-04T00:00',
      '2027-01-05T00:00',
      '2027-01-11T00:00',
    ]);
  });

  it('move a fixed time that the clock skips to the first instant after it', () => {
    expect(day('30 2 * * *', 'America/New_York', '2027-03-13T00:00:00Z', '2027-03-16T00:00:00Z')).toEqual([
      '2027-03-13T07:30',
      '2027-03-14T07:00',
      '2027-03-15T06:30',
    ]);
    const shifted = { cronExpression: '15 30 2 * * *', timeZone: 'America/New_York' };
    expect(isOccurrence({ ...shifted, instant: new Date('2027-03-14T07:00:00Z') })).toBe(true);
  });

  it('move the times of lists, ranges and steps, too, and make one run of those that meet', () => {
    expect(inNewYorksGap('0,30 2 * * *')).toEqual(['2027-03-14T07:00']);
    expect(inNewYorksGap('30 2-22/4 * * *')).toEqual(['2027-03-14T07:00']);
    expect(inNewYorksGap('0,30 1-3 * * *')).toEqual([
      '2027-03-14T06:00',
      '2027-03-14T06:30',
      '2027-03-14T07:00',
      '2027-03-14T07:30',
    ]);
    expect(inNewYorksGap('*/20 30 2 * * *')).toEqual(['2027-03-14T07:00']);
  });

  it('keep a time whose gap ends at midnight, on the next date', () => {
    expect(inNuuk('30 23 26-29 3 *')).toEqual([
      '2027-03-27T01:30',
      '2027-03-28T01:00',
      '2027-03-29T00:30',
      '2027-03-30T00:30',
    ]);
    expect(inNuuk('30 23 27 3 *')).toEqual(['2027-03-28T01:00']);
    const moved = { cronExpression: '30 23 27 3 *', timeZone: 'America/Nuuk' };
    expect(isOccurrence({ ...moved, instant: new Date('2027-03-28T01:00:00Z') })).toBe(true);
  });

  it('leave out intervals that the clock skips', () => {
    expect(day('*/20 2 * * *', 'America/New_York', '2027-03-14T00:00:00Z', '2027-03-15T00:00:00Z')).toEqual(
      [],
    );
  });

  it('keep the times of a whole day that a zone leaves out, at its end', () => {
    expect(day('0 9,17 * * *', 'Pacific/Apia', '2011-12-29T12:00:00Z', '2011-12-31T12:00:00Z')).toEqual([
      '2011-12-29T19:00',
      '2011-12-30T03:00',
      '2011-12-30T10:00',
      '2011-12-30T19:00',
      '2011-12-31T03:00',
    ]);
  });

  it.each([
    ['0 0 L * *', ['2028-01-31', '2028-02-29', '2028-03-31']],
    ['0 0 LW * *', ['2028-01-31', '2028-02-29', '2028-03-31']],
    ['0 0 1W * *', ['2028-01-03', '2028-02-01', '2028-03-01']],
    ['0 0 31W * *', ['2028-01-31', '2028-03-31', '2028-05-31']],
    ['0 0 * * MON#1', ['2028-01-03', '2028-02-07', '2028-03-06']],
    ['0 0 * * TUE#5', ['2028-02-29', '2028-05-30', '2028-08-29']],
    ['0 0 * * FRIL', ['2028-01-28', '2028-02-25', '2028-03-31']],
    ['0 0 L * MON#1', ['2028-01-03', '2028-01-31', '2028-02-07']],
  ])('fall on the days of "%s"', (cronExpression, dates) => {
    const found = occurrences({
      cronExpression,
      timeZone: 'UTC',
      after: new Date('2028-01-01T00:00:00Z'),
      count: 3,
    });
    expect(found.map((at) => at.toISOString().slice(0, 10))).toEqual(dates);
  });

  it('keep a fixed time that is the end of the gap', () => {
    expect(day('0 3 * * *', 'America/New_York', '2027-03-14T00:00:00Z', '2027-03-15T00:00:00Z')).toEqual([
      '2027-03-14T07:00',
    ]);
  });

  it('hold a fixed time in the repeated hour once, at the first pass', () => {
    expect(day('30 1 * * *', 'Europe/London', '2027-10-31T00:00:00Z', '2027-10-31T12:00:00Z')).toEqual([
      '2027-10-31T00:30',
    ]);
    const repeated = { cronExpression: '30 1 * * *', timeZone: 'Europe/London' };
    expect(isOccurrence({ ...repeated, instant: new Date('2027-10-31T00:30:00Z') })).toBe(true);
    expect(isOccurrence({ ...repeated, instant: new Date('2027-10-31T01:30:00Z') })).toBe(false);
  });

  it('hold each time of a list, range or step once', () => {
    expect(day('0 2,14 31 10 *', 'Europe/Berlin', '2027-10-30T12:00:00Z', '2027-11-01T12:00:00Z')).toEqual([
      '2027-10-31T00:00',
      '2027-10-31T13:00',
    ]);
    expect(
      day('15 1-21/4 * * *', 'America/New_York', '2025-11-02T04:00:00Z', '2025-11-02T09:00:00Z'),
    ).toEqual(['2025-11-02T05:15']);
    expect(day('0,30 1 * * *', 'Europe/London', '2027-10-30T12:00:00Z', '2027-10-31T12:00:00Z')).toHaveLength(
      2,
    );
  });

  it('hold intervals in both passes', () => {
    expect(day('*/30 1 * * *', 'Europe/London', '2027-10-30T12:00:00Z', '2027-10-31T12:00:00Z')).toHaveLength(
      4,
    );
    expect(day('0 * * * *', 'Europe/London', '2027-10-30T23:30:00Z', '2027-10-31T03:30:00Z')).toHaveLength(4);
  });

  it('are whole seconds', () => {
    const everySecond = { cronExpression: '* * * * * *', timeZone: 'UTC' };
    expect(isOccurrence({ ...everySecond, instant: new Date('2027-01-01T00:00:07Z') })).toBe(true);
    expect(isOccurrence({ ...everySecond, instant: new Date('2027-01-01T00:00:07.500Z') })).toBe(false);
  });

  it('are none for a date that no year has', () => {
    const never = {
      cronExpression: '0 0 30 2 *',
      timeZone: 'Europe/London',
      after: new Date('2027-01-01T00:00:00Z'),
    };
    expect(nextOccurrence(never)).toBeNull();
    expect(occurrences(never)).toEqual([]);
  });

  it('reach over years without 29 February', () => {
    const leap = { cronExpression: '0 0 29 2 *', timeZone: 'UTC', after: new Date('2096-03-01T00:00:00Z') };
    expect(nextOccurrence(leap)?.toISOString()).toBe('2104-02-29T00:00:00.000Z');
  });
});

// A change of one of these instants has to be a decision, and raises COMPILER_VERSION.
it('are those of the golden file around changes of offset', async () => {
  const patterns = [
    '*/12 * * * *',
    '*/15 * * * *',
    '0 * * * *',
    '30 * * * *',
    '17,47 * * * *',
    '*/7 * * * *',
    '0 0 * * *',
    '30 0 * * *',
    '30 1 * * *',
    '0 2 * * *',
    '15 2 * * *',
    '30 2 * * *',
    '0 3 * * *',
    '*/15 1 * * *',
    '*/20 2 * * *',
    '0 1,2 * * *',
    '30 1-3 * * *',
    '15 1-21/4 * * *',
    '30 2-22/4 * * *',
    '0 2,14 * * *',
    '0 */2 * * *',
    '0,30 0-2 * * *',
    '30 23 * * *',
    '*/30 23 * * *',
    '59 59 1 * * *',
    '*/20 30 2 * * *',
    '0 0 1 * *',
    '30 2 * * SUN',
    '30 1 28-31 * SUN',
    '0 2 */2 * *',
    '15 1 * 3,10 *',
    '15 30 2 * * *',
    '30 2 L * *',
    '30 2 LW * *',
    '30 1 15W * *',
    '0 0 1W,31W * *',
    '30 2 * * SUN#2',
    '30 1 * * SUNL',
    '0 2 13W * FRI#3',
    '@daily',
    '@hourly',
    '@weekly',
  ];
  const changes = {
    'America/New_York': ['2027-03-14T07:00:00Z', '2027-11-07T06:00:00Z'],
    'Europe/London': ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'],
    'Africa/Cairo': ['2027-04-29T22:00:00Z', '2027-10-28T21:00:00Z'],
    'Australia/Lord_Howe': ['2027-10-02T15:30:00Z', '2027-04-03T15:00:00Z'],
    'America/Sao_Paulo': ['2018-11-04T03:00:00Z', '2018-02-18T02:00:00Z'],
    'America/Nuuk': ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'],
    'Asia/Kolkata': ['2027-01-01T00:00:00Z'],
  };
  const golden = Object.entries(changes).flatMap(([timeZone, instants]) =>
    instants.map((instant) => {
      const after = new Date(Date.parse(instant) - 75 * 60_000);
      const entries = patterns.map((cronExpression) => [
        cronExpression,
        occurrences({ cronExpression, timeZone, after, count: 16 })
          .map((at) => at.toISOString().slice(5, 19))
          .join(' '),
      ]);
      return [`${timeZone} ${instant}`, Object.fromEntries(entries)];
    }),
  );
  await expect(`${JSON.stringify(Object.fromEntries(golden), null, 2)}\n`).toMatchFileSnapshot(
    './occurrences.golden.json',
  );
});
