import { expect, it } from 'vitest';
import { effectText } from './effectText.ts';

const job = {
  enabled: true,
  nextRunAt: '2099-01-05T09:00:00.000Z',
  pausedUntil: null,
  timeZone: 'Europe/London',
};
const draft = { cronExpression: '0 18 * * FRI', timeZone: 'America/New_York' };
const at = (scheduledFor: string) => [{ scheduledFor }];

it('names both instants with their zones', () => {
  expect(effectText(job, at('2099-01-09T23:00:30.000Z'), draft)).toMatch(
    /^Next run moves from Mon 5 Jan 2099, .* \(Europe\/London\) to Fri 9 Jan 2099, \d+:00:30.* \(America\/New_York\)\.$/,
  );
  expect(effectText({ ...job, nextRunAt: null }, at('2099-01-09T23:00:00.000Z'), draft)).toMatch(
    /^The next run is Fri 9 Jan 2099/,
  );
});

it('tells what stays as it is', () => {
  expect(effectText(job, at(job.nextRunAt), draft)).toBe('The next run does not change.');
  expect(effectText({ ...job, enabled: false }, at(job.nextRunAt), draft)).toMatch(/^The job is disabled/);
});

it('takes no run within a pause for the next one', () => {
  const paused = { ...job, pausedUntil: '2099-01-10T00:00:00.000Z' };
  expect(effectText(paused, at('2099-01-09T23:00:00.000Z'), draft)).toMatch(/^The job is paused/);
});

it('says that nothing is to come', () => {
  expect(effectText(job, undefined, { ...draft, cronExpression: '' })).toMatch(/^There will be no next run/);
});
