import { describe, expect, it } from 'vitest';
import { cronWarnings } from './cronWarnings.ts';
import { occurrences } from './occurrences.ts';

const from = new Date('2026-11-23T00:00:00Z');
const warningsOf = (cronExpression: string, timeZone: string) =>
  cronWarnings({ cronExpression, timeZone, from });

describe('cronWarnings', () => {
  it('warns of a run whose local time is skipped and of one whose local time comes twice', () => {
    expect(warningsOf('30 1 * * *', 'Europe/London')).toEqual([
      {
        code: 'DST_GAP',
        message: 'the clock skips 01:30 on 2027-03-28 in Europe/London: runs due then do not happen',
        field: 'cronExpression',
        dates: ['2027-03-28'],
      },
      {
        code: 'DST_REPEATED',
        message:
          'the clock shows 01:30 on 2027-10-31 twice in Europe/London: the run happens once, at the first',
        field: 'cronExpression',
        dates: ['2027-10-31'],
      },
    ]);
  });

  it('warns of steps in the gap, which run on both passes of the repeated hour', () => {
    expect(warningsOf('*/15 2 * * *', 'America/New_York')).toMatchObject([
      { code: 'DST_GAP', message: expect.stringContaining('skips 02:00 to 02:45 on 2027-03-14') },
    ]);
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

  it('warns of the day that has no occurrence', () => {
    const daily = { cronExpression: '30 2 * * *', timeZone: 'Antarctica/Troll' };
    expect(warningsOf(daily.cronExpression, daily.timeZone)[0]).toMatchObject({ dates: ['2027-03-28'] });
    const days = occurrences({ ...daily, after: new Date('2027-03-27T00:00:00Z'), count: 2 });
    expect(days.map((at) => at.toISOString().slice(0, 10))).toEqual(['2027-03-27', '2027-03-29']);
  });

  it('warns of an expression that never runs', () => {
    expect(warningsOf('0 0 30 2 *', 'UTC')).toMatchObject([{ code: 'NEVER_FIRES' }]);
  });

  it('warns that either day field is enough', () => {
    expect(warningsOf('0 0 1 * MON', 'UTC')).toMatchObject([{ code: 'BOTH_DAY_FIELDS' }]);
  });
});
