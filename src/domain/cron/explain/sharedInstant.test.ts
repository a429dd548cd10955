import { expect, it } from 'vitest';
import { sharedInstant } from './sharedInstant.ts';

const job = (cronExpression: string, timeZone = 'UTC') => ({
  cronExpression,
  timeZone,
  jobName: 'other',
  jobs: 1,
});

it('counts the jobs of all zones that start at an instant, and finds the nearest quieter minute', () => {
  const jobs = [
    job('0 9 * * *'),
    job('0 10 * * *', 'Europe/Berlin'),
    job('*/15 * * * *'),
    job('1 9 * * *'),
    job('0 9 * * SUN'),
    job('30 0 9 * * *'),
  ];
  const monday = new Date('2027-01-11T09:00:00Z');
  expect(sharedInstant(monday, jobs)).toEqual({ jobs: 3, quieterAt: new Date('2027-01-11T09:02:00Z') });
});

it('counts each job of an expression, also at the end of a gap and at one pass of a repeated hour only', () => {
  const many = [{ ...job('30 2 * * *', 'Europe/Berlin'), jobs: 7 }, job('30 2-3 * * *', 'Europe/Berlin')];
  expect(sharedInstant(new Date('2027-03-28T01:00:00Z'), many).jobs).toBe(8);
  expect(sharedInstant(new Date('2027-10-31T00:30:00Z'), many).jobs).toBe(8);
  expect(sharedInstant(new Date('2027-10-31T01:30:00Z'), many).jobs).toBe(0);
});

it('is fast enough for each keystroke of an editor, with 2,000 expressions', () => {
  const jobs = Array.from({ length: 2_000 }, (_, index) => job(`${index % 60} ${index % 24} * * *`));
  expect(sharedInstant(new Date('2027-01-11T09:00:00Z'), jobs).jobs).toBe(0);
  expect(sharedInstant(new Date('2027-01-11T09:09:00Z'), jobs).jobs).toBe(17);
});
