import { CronPattern } from 'croner';
import { describe, expect, it } from 'vitest';
import { describeCron } from './explain/describeCron.ts';
import { assertCron } from './assertCron.ts';
import { InvalidCron, parseCron } from './parseCron.ts';

const ACCEPTED = [
  '* * * * *',
  '*/7 0-23/5 */2 */5 */3',
  '5,1,1,30-40 3 1-7,15 1-3 1-5',
  '*/15 * * * * *',
  '10-50/20 0,59 23 31 12 6',
  '0 9 * JAN-mar,Dec MON,fri-SUN',
  '0 0 ? * *',
  '0 0 1 * ?',
  '0 0 1-31 * 0-7',
  '0 0 * * 5-7/2',
  '0 0 * * 7',
  '0 0 * * SUN-SUN',
  '*,1 */60 */24 */31 */12 */7',
  '  30\t2  *  * * ',
  '@weekly',
  '@YEARLY',
];

describe('parseCron', () => {
  it.each(ACCEPTED)('reads "%s" as croner does', (expression) => {
    const parsed = parseCron(expression);
    const croner = new CronPattern(expression, undefined, { mode: '5-or-6-parts' });
    expect(parsed).toMatchObject({
      second: values(croner.second),
      minute: values(croner.minute),
      hour: values(croner.hour),
      dayOfMonth: values(croner.day, 1),
      month: values(croner.month, 1),
      dayOfWeek: values(croner.dayOfWeek).filter((day) => day < 7),
      eitherDayMatches: !croner.starDOM && !croner.starDOW,
    });
    expect(parseCron(parsed.expression)).toEqual(parsed);
  });

  it.each([
    ['0 25 * * *', 'hour', '25', 'hour: 25 is above 23; allowed: 0 to 23, '],
    ['0 9 0 * *', 'day of month', '0', 'day of month: 0 is below 1; allowed: 1 to 31, '],
    [
      '* * * FOO *',
      'month',
      'FOO',
      'month: "FOO" is not a value of this field; allowed: 1 to 12 or JAN to DEC, ',
    ],
    [
      '* * * * 8',
      'day of week',
      '8',
      'day of week: 8 is above 7; allowed: 0 to 7 (0 and 7 are Sunday) or SUN to SAT',
    ],
    ['60 * * * * *', 'second', '60', 'second: 60 is above 59'],
    ['1,,2 * * * *', 'minute', '1,,2', 'minute: "1,,2" has an empty item'],
    ['5/15 * * * *', 'minute', '5/15', 'minute: "5/15" steps from a single value; write 5-59/15'],
    ['*/0 * * * *', 'minute', '*/0', 'minute: the step 0 in "*/0" is not between 1 and 60'],
    ['0 */25 * * *', 'hour', '*/25', 'hour: the step 25 in "*/25" is not between 1 and 24'],
    ['0 22-2/25 * * *', 'hour', '22-2/25', 'hour: the step 25 in "22-2/25" is not between 1 and 24'],
    ['0 0 * * +1', 'day of week', '+1', 'day of week: "+1" is not valid'],
    ['0 0 * * MONDAY', 'day of week', 'MONDAY', 'day of week: "MONDAY" is not a value'],
    ['', 'expression', '', 'expression: it is empty; allowed: 5 fields'],
    ['* * * *', 'expression', '* * * *', 'expression: "* * * *" has 4 fields'],
    ['0 0 0 1 1 * 2027', 'expression', '0 0 0 1 1 * 2027', 'has 7 fields, and years are not supported'],
    ['2027-01-01T00:00:00', 'expression', '2027-01-01T00:00:00', 'has 1 field;'],
    ['@reboot', 'expression', '@reboot', 'expression: "@reboot" is not a time'],
    ['@often', 'expression', '@often', 'expression: "@often" is not a known macro'],
  ])('refuses "%s", naming the field, the value and what is allowed', (expression, field, value, message) => {
    const mistake = mistakeOf(expression);
    expect(mistake).toMatchObject({ code: 'INVALID_CRON', details: { field, value } });
    expect(mistake.message).toContain(message);
    expect(mistake.message).toContain(mistake.details.allowed);
  });

  it.each([
    ['* * * * *', false],
    ['*/15 2 * * *', false],
    ['30 */2 * * *', false],
    ['H * * * *', false],
    ['*,5 2 * * *', false],
    ['30 2 * * *', true],
    ['0,30 2,14 * * *', true],
    ['15 1-21/4 * * *', true],
    ['30 0-23 * * *', true],
    ['H/15 2 * * *', true],
    ['*/20 30 2 * * *', true],
    ['@daily', true],
    ['@hourly', false],
  ])('takes "%s" for times of day: %s', (expression, fixedTimes) => {
    expect(parseCron(expression, 'job').fixedTimes).toBe(fixedTimes);
  });

  it.each([
    [
      '0 12 * * ? *',
      'month',
      '"?" is only allowed as a whole day field; six fields begin with seconds, and years are',
      '0 12 * * *',
    ],
    ['0 10 ? * 2-6 *', 'hour', '"?" is only allowed as a whole day field', '0 10 * * MON-FRI'],
    ['? ? ? ? ?', 'minute', '"?" is only allowed as a whole day field', undefined],
    ['0 0 ?/2 * *', 'day of month', '"?" is only allowed as a whole day field', undefined],
    ['0 0 ? * ?', 'day of week', '"?" is allowed in one of the two day fields, not in both', '0 0 * * *'],
    ['0 0 12 * * ? *', 'expression', '7 fields, and years are not supported', '0 0 12 * * *'],
    ['0 0/5 12 ? * 2#1 *', 'expression', '7 fields', '0 */5 12 * * MON#1'],
    ['0 0 12 * * ? 2027', 'expression', '7 fields', undefined],
    ['cron(0 12 * * ? *)', 'expression', 'write only the part in brackets', '0 12 * * *'],
    ['cron(5/15 8 ? * 2-6 *)', 'expression', 'write only the part in brackets', '5-59/15 8 * * MON-FRI'],
    ['rate(5 minutes)', 'expression', 'is a rate, not a cron expression', '*/5 * * * *'],
    ['rate(7 minutes)', 'expression', 'is a rate, not a cron expression', undefined],
    ['TZ=Europe/London 0 9 * * *', 'expression', 'as "timeZone": "Europe/London"', '0 9 * * *'],
    ['CRON_TZ=Asia/Tokyo 0 9 * * *', 'expression', 'as "timeZone": "Asia/Tokyo"', '0 9 * * *'],
    ['0 9 * * 1-5 # every morning', 'expression', '"# every morning" is a comment', '0 9 * * 1-5'],
    ['every 5 minutes', 'expression', 'is a description', '*/5 * * * *'],
    ['every now and then', 'expression', 'is a description', undefined],
  ])('refuses "%s" and proposes what was meant', (expression, field, message, proposal) => {
    const mistake = mistakeOf(expression);
    expect(mistake.details.field).toBe(field);
    expect(mistake.details.proposal).toBe(proposal);
    expect(mistake.message).toContain(message);
    if (proposal !== undefined) expect(mistake.message).toContain(`write "${proposal}"`);
  });

  it.each([
    '*/5 * * * *',
    '* * * * *',
    '0 * * * *',
    '0 */6 * * *',
    '*/10 * * * * *',
    '30 9 * * *',
    '0 9 * * 1',
    '0 18 * * MON-FRI',
    '15 0 * * SAT,SUN',
    '0 7 * * MON,WED,FRI',
  ])('proposes "%s" for its own description', (expression) => {
    const proposal = mistakeOf(describeCron(expression, 'Europe/London')).details.proposal;
    expect({ ...parseCron(proposal!), expression: '' }).toEqual({ ...parseCron(expression), expression: '' });
  });

  it.each([
    ['0 0 L * *', [{ kind: 'lastDay' }], []],
    ['0 0 lw * *', [{ kind: 'lastWeekday' }], []],
    ['0 0 1,15w,L * *', [{ kind: 'nearestWeekday', day: 15 }, { kind: 'lastDay' }], []],
    ['0 0 * * 5L', [], [{ kind: 'nth', weekday: 5, nth: 'last' }]],
    ['0 0 * * FRIL', [], [{ kind: 'nth', weekday: 5, nth: 'last' }]],
    ['0 0 * * fri#L', [], [{ kind: 'nth', weekday: 5, nth: 'last' }]],
    [
      '0 0 ? * MON#1,7#3',
      [],
      [
        { kind: 'nth', weekday: 1, nth: 1 },
        { kind: 'nth', weekday: 0, nth: 3 },
      ],
    ],
    [
      '0 0 * * SAT-MON#2',
      [],
      [
        { kind: 'nth', weekday: 0, nth: 2 },
        { kind: 'nth', weekday: 1, nth: 2 },
        { kind: 'nth', weekday: 6, nth: 2 },
      ],
    ],
  ])('reads the days of "%s"', (expression, dayOfMonthRules, dayOfWeekRules) => {
    const parsed = parseCron(expression);
    expect(parsed).toMatchObject({ dayOfMonthRules, dayOfWeekRules });
    expect(parseCron(parsed.expression)).toEqual(parsed);
  });

  it.each([
    ['0 0 L-2 * *', 'day of month', '"L" is not a value'],
    ['0 0 LW,15 * *', 'day of month', '"LW" cannot be in a list'],
    ['0 0 32W * *', 'day of month', '32 is above 31'],
    ['0 0 1-5W * *', 'day of month', '"5W" is not a value'],
    ['0 0 * * L', 'day of week', '"L" is not a value'],
    ['0 0 * * FRI#6', 'day of week', '"6" after # is not 1 to 5 or L'],
    ['0 0 * * FRI#', 'day of week', '"" after # is not 1 to 5 or L'],
    ['0 0 * * 8#1', 'day of week', '8 is above 7'],
    ['0 0 * * *#1', 'day of week', '"*#1" is not valid'],
    ['0 L * * *', 'hour', '"L" is not a value'],
    ['0 0 * 2#1 *', 'month', '"2#1" is not valid'],
  ])('refuses "%s"', (expression, field, message) => {
    const mistake = mistakeOf(expression);
    expect(mistake.details.field).toBe(field);
    expect(mistake.message).toContain(message);
  });

  it('reads what was stored before it was refused', () => {
    expect(parseCron('0 12 * * ? *').expression).toBe('0 12 * * * *');
    expect(parseCron('? ? ? ? ?').expression).toBe('* * * * *');
  });

  it('runs ranges over the end of a field', () => {
    expect(parseCron('50-5/5 22-2 28-3 NOV-FEB FRI-MON')).toMatchObject({
      expression: '50,55,0,5 22,23,0,1,2 28,29,30,31,1,2,3 11,12,1,2 5,6,0,1',
      minute: [0, 5, 50, 55],
      hour: [0, 1, 2, 22, 23],
      dayOfMonth: [1, 2, 3, 28, 29, 30, 31],
      month: [1, 2, 11, 12],
      dayOfWeek: [0, 1, 5, 6],
    });
    expect(parseCron('0 0 * * FRI-SUN').dayOfWeek).toEqual([0, 5, 6]);
    expect(parseCron('0 0 * * 7-2').dayOfWeek).toEqual([0, 1, 2]);
  });
});

/** The indexes that are set in one of croner's tables. */
function values(table: number[], first = 0): number[] {
  return table.flatMap((on, index) => (on ? [index + first] : []));
}

function mistakeOf(expression: string): InvalidCron {
  try {
    assertCron(expression);
  } catch (error) {
    if (error instanceof InvalidCron) return error;
    throw error;
  }
  throw new Error(`"${expression}" was accepted`);
}
