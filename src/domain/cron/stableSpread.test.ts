// H: a value of the job's own, always the same one, evenly spread over the jobs.
import { describe, expect, it } from 'vitest';
import { occurrences } from './occurrences.ts';
import { InvalidCron, parseCron } from './parseCron.ts';

const NAMES = Array.from({ length: 1_000 }, (_, index) => `job-${index}`);

describe('H', () => {
  it('always stands for the same value of a job', () => {
    // Golden values: were they to change, jobs would move at a deploy.
    expect(parseCron('H H * * *', 'daily-digest').expression).toBe('46 9 * * *');
    expect(parseCron('H/15 H(9-17) H * H', 'daily-digest').expression).toBe('1-59/15 15 8 * 4');
    expect(parseCron('H H * * *', 'nightly-report').expression).not.toBe('46 9 * * *');
  });

  it.each([
    ['H * * * *', 'minute', 60],
    ['H H * * * *', 'second', 60],
    ['0 H * * *', 'hour', 24],
    ['0 0 H * *', 'dayOfMonth', 28],
    ['0 0 1 H *', 'month', 12],
    ['0 0 * * H', 'dayOfWeek', 7],
    ['0 H(9-17) * * *', 'hour', 9],
  ] as const)('spreads 1,000 jobs of "%s" evenly over the %s', (expression, field, values) => {
    const counts = new Map<number, number>();
    for (const name of NAMES) {
      const parsed = parseCron(expression, name)[field];
      expect(parsed).toHaveLength(1);
      counts.set(parsed[0]!, (counts.get(parsed[0]!) ?? 0) + 1);
    }
    expect(counts.size).toBe(values);
    // Four standard deviations of an even spread.
    const mean = NAMES.length / values;
    const bound = 4 * Math.sqrt(mean * (1 - 1 / values));
    for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(bound);
  });

  it("steps from the job's own start", () => {
    const [first, second] = occurrences({
      cronExpression: 'H/20 * * * *',
      timeZone: 'UTC',
      jobName: 'nightly-report',
      after: new Date('2026-01-12T00:00:00Z'),
      count: 2,
    });
    expect(second!.getTime() - first!.getTime()).toBe(20 * 60_000);
  });

  it('needs a job, and values that the field has', () => {
    expect(() => parseCron('H * * * *')).toThrow('give the name of the job');
    expect(() => parseCron('H(50-70) * * * *', 'job')).toThrow('70 is above 59');
    expect(() => parseCron('H/61 * * * *', 'job')).toThrow('the step 61 in "H/61" is not between 1 and 60');
    expect(() => parseCron('HH * * * *', 'job')).toThrow(InvalidCron);
  });
});
