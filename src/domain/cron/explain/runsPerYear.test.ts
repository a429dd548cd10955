import { expect, it } from 'vitest';
import { runsPerYear } from './runsPerYear.ts';

it.each([
  ['0 * * * *', 8_760],
  ['* * * * * *', 31_536_000],
  ['0 9 * * MON-FRI', 261],
  ['0 9 L * *', 12],
  ['0 9,17 * * FRI#1', 24],
  ['0 0 30 2 *', 0],
])('"%s" runs about %i times a year', (cronExpression, runs) => {
  expect(runsPerYear(cronExpression, new Date('2027-01-01T00:00:00Z'))).toBe(runs);
});
