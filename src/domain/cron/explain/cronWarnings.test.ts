import { describe, expect, it } from 'vitest';
import { cronWarnings } from './cronWarnings.ts';

const from = new Date('2026-11-23T00:00:00Z');
const warningsOf = (cronExpression: string, timeZone: string) =>
  cronWarnings({ cronExpression, timeZone, from });

const inShort = (cronExpression: string, timeZone: string) =>
  warningsOf(cronExpression, timeZone).map(({ code, message, dates }) => [code, dates, message]);
const dates = (cronExpression: string, timeZone: string) =>
  inShort(cronExpression, timeZone).map((warning) => warning.slice(0, 2));

describe('cronWarnings', () => {
  it('warns of a run whose local time is skipped and of one whose local time comes twice', () => {
    expect(warningsOf('30 1 * * *', 'Europe/London')).toEqual([
      {
        code: 'DST_GAP',
        message: '01:30 on 28 March 2027 does not exist in Europe/London: that run starts at 02:00',
        field: 'cronExpression',
        dates: ['2027-03-28'],
      },
      {
        code: 'DST_REPEATED',
        message: '01:30 on 31 October 2027 comes twice in Europe/London: it runs at the first',
        field: 'cronExpression',
        dates: ['2027-10-31'],
      },
    ]);
  });

  it('warns of steps in the gap, which run on both passes of the repeated hour', () => {
    expect(warningsOf('*/15 2 * * *', 'America/New_York')).toMatchObject([
      { code: 'DST_GAP', message: expect.stringContaining('02:00 to 02:45 on 14 March 2027 do not exist') },
    ]);
  });

  it('warns of times in lists, ranges and steps of hours, of which each runs once', () => {
    expect(inShort('0 2,14 31 10 *', 'Europe/Berlin')).toEqual([
      [
        'DST_REPEATED',
        ['2027-10-31'],
        '02:00 on 31 October 2027 comes twice in Europe/Berlin: it runs at the first',
      ],
    ]);
    expect(inShort('0,30 2 28 3 *', 'Europe/Berlin')).toEqual([
      [
        'DST_GAP',
        ['2027-03-28'],
        '02:00 to 02:30 on 28 March 2027 do not exist in Europe/Berlin: one run starts at 03:00 for all of them',
      ],
    ]);
    expect(inShort('0 2,3 28 3 *', 'Europe/Berlin')[0]![2]).toContain(
      'the run at 03:00 stands for it as well',
    );
    expect(dates('15 1-21/4 * * *', 'America/New_York')).toEqual([['DST_REPEATED', ['2027-11-07']]]);
    expect(dates('30 2-22/4 * * *', 'America/New_York')).toEqual([['DST_GAP', ['2027-03-14']]]);
    expect(dates('30 0-23 * * *', 'Europe/London')).toEqual([
      ['DST_GAP', ['2027-03-28']],
      ['DST_REPEATED', ['2027-10-31']],
    ]);
  });

  it('names the end of a gap at midnight, where the run is', () => {
    expect(warningsOf('30 23 26-29 3 *', 'America/Nuuk')[0]).toMatchObject({
      code: 'DST_GAP',
      message: '23:30 on 27 March 2027 does not exist in America/Nuuk: that run starts at 00:00',
    });
  });

  it.each([
    ['0 0 9 ? * 2', '2 is Tuesday here', 'it would be MON'],
    ['0 0 9 ? * 2#1', '2 is Tuesday here', 'it would be MON#1'],
    ['0 0 9 ? * 2-6', '2 is Tuesday and 6 is Saturday here', 'it would be MON-FRI'],
    ['0 0 9 ? * 6L', '6 is Saturday here', 'it would be FRIL'],
  ])('warns of weekdays that Quartz counts otherwise: %s', (expression, here, there) => {
    expect(warningsOf(expression, 'UTC')).toMatchObject([
      { code: 'WEEKDAY_NUMBERS', field: 'cronExpression', message: expect.stringContaining(here) },
    ]);
    expect(warningsOf(expression, 'UTC')[0]?.message).toContain(there);
  });

  it.each([
    '0 0 9 ? * MON-FRI',
    '0 0 9 ? * MON#1',
    '0 0 9 ? * */2',
    '0 9 * * 2',
    '0 0 9 * * 2',
    '0 0 9 2 * ?',
  ])('does not take %s for one of Quartz with numbers of weekdays', (expression) => {
    expect(warningsOf(expression, 'UTC')).toEqual([]);
  });

  it('warns of all dates in 13 months', () => {
    const warnings = cronWarnings({
      cronExpression: '30 2 * * *',
      timeZone: 'America/New_York',
      from: new Date('2027-03-01T00:00:00Z'),
    });
    expect(warnings[0]).toMatchObject({ code: 'DST_GAP', dates: ['2027-03-14', '2028-03-12'] });
  });

  it('names the date on which a gap at midnight and one of half an hour lie', () => {
    expect(warningsOf('30 0 * * *', 'Africa/Cairo')[0]).toMatchObject({
      code: 'DST_GAP',
      dates: ['2027-04-30'],
    });
    expect(warningsOf('15 2 * * *', 'Australia/Lord_Howe')[0]).toMatchObject({ dates: ['2027-10-03'] });
    expect(warningsOf('45 2 * * *', 'Australia/Lord_Howe')).toEqual([]);
  });

  it.each([
    ['*/15 * * * *', 'Europe/London'],
    ['30 2 * * 1', 'America/New_York'],
    ['30 2 * * *', 'Asia/Kolkata'],
  ])('is silent when nothing is lost: %s in %s', (cronExpression, timeZone) => {
    expect(warningsOf(cronExpression, timeZone)).toEqual([]);
  });

  it('says when the run of a gap of two hours starts', () => {
    expect(warningsOf('30 2 * * *', 'Antarctica/Troll')[0]).toMatchObject({
      dates: ['2027-03-28'],
      message: expect.stringContaining('that run starts at 03:00'),
    });
  });

  it('warns of an expression without a run within a year', () => {
    expect(warningsOf('0 0 29 2 *', 'UTC')).toMatchObject([
      { code: 'NO_RUN_WITHIN_YEAR', message: expect.stringContaining('the next one is on 29 February 2028') },
    ]);
    expect(warningsOf('0 0 1 11 *', 'UTC')).toEqual([]);
  });

  it('warns of an expression that never runs', () => {
    expect(warningsOf('0 0 30 2 *', 'UTC')).toMatchObject([{ code: 'NEVER_FIRES' }]);
  });

  it('warns that either day field is enough', () => {
    expect(warningsOf('0 0 1 * MON', 'UTC')).toMatchObject([{ code: 'BOTH_DAY_FIELDS' }]);
    expect(warningsOf('0-59 0-23 1-31 1-12 0-6', 'UTC')).toEqual([]);
  });
});
