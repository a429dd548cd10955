import { expect, it } from 'vitest';
import { describeCron } from './describeCron.ts';

it.each([
  ['0 9 * * 1', 'every Monday at 09:00'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['*/10 * * * * *', 'every 10 seconds'],
  ['15 0 9 * * *', 'every day at 09:00:15'],
  ['0 18 * * MON-FRI', 'Monday to Friday at 18:00'],
  ['0 0 * * 6,7', 'every Saturday and Sunday at 00:00'],
  ['@daily', 'every day at 00:00'],
  ['@hourly', 'every hour'],
  ['@monthly', 'at 00:00, on day 1 of the month'],
  ['0-59 9 * * *', 'every minute, between 09:00 and 09:59'],
  ['0 0 */1 * MON', 'every day at 00:00'],
  ['30 2 1 * MON', 'at 02:30, on day 1 of the month or on Monday'],
  ['0 9 1 6,7 1-5', 'at 09:00, on day 1 of the month or Monday through Friday, only in June and July'],
  ['*/20 9-17 * * SAT', 'every 20 minutes, between 09:00 and 17:59, only on Saturday'],
  ['0 9 L * *', 'the last day of the month at 09:00'],
  ['0 9 LW * *', 'the last weekday of the month at 09:00'],
  ['0 9 15W * *', 'the weekday nearest day 15 of the month at 09:00'],
  ['0 9 1,15,L * *', 'day 1 and 15 of the month and the last day of the month at 09:00'],
  ['0 9 * * MON#1', 'the first Monday of the month at 09:00'],
  ['0 9 * 3,9 FRIL', 'the last Friday of the month at 09:00, only in March and September'],
  ['0 9 L * FRI', 'the last day of the month or every Friday at 09:00'],
  ['*/40 * * * *', 'at 0 and 40 minutes past the hour'],
  ['*/31 * * * *', 'at 0 and 31 minutes past the hour'],
  ['*/7 * * * *', 'every 7 minutes, starting anew each hour'],
  ['0 */5 * * *', 'at 00:00, 05:00, 10:00, 15:00 and 20:00'],
  ['*/25 * * * * *', 'at 0, 25, and 50 seconds past the minute'],
  ['0 */24 * * *', 'every day at 00:00'],
  ['*/60 * * * *', 'every hour'],
  ['0 9 */2 * *', 'at 09:00, every 2 days in a month, starting anew each month'],
  ['0 9 */10 * *', 'at 09:00, on day 1, 11, 21, and 31 of the month'],
  ['0 9 * */5 *', 'at 09:00, only in January, June, and November'],
  ['0 9 * */2 *', 'at 09:00, every 2 months'],
  ['*/7 * * * FRI#2', 'every 7 minutes, on the second Friday of the month, starting anew each hour'],
  ['0,30,0,30 * * * *', 'at 0 and 30 minutes past the hour'],
  ['0-59 0-23 1-31 1-12 0-6', 'every minute'],
  ['0 9,9 * * *', 'every day at 09:00'],
  ['*/10 9-17 * * TUE#2', 'every 10 minutes, between 09:00 and 17:59, on the second Tuesday of the month'],
])('says "%s" as "%s"', (expression, words) => {
  expect(describeCron(expression)).toBe(words);
});

it('names a zone other than UTC', () => {
  expect(describeCron('0 9 * * 1', 'Europe/London')).toBe('every Monday at 09:00 (Europe/London)');
  expect(describeCron('0 9 * * 1', 'UTC')).toBe('every Monday at 09:00');
});
