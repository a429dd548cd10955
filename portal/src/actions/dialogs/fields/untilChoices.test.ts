import { expect, it } from 'vitest';
import { untilInstant, untilProblem } from './untilChoices.ts';

const NOW = Date.parse('2027-01-11T12:00:00Z');

it('turns a choice into the end of the pause', () => {
  expect(untilInstant('never', '', NOW)).toBeUndefined();
  expect(untilInstant('4h', '', NOW)).toBe('2027-01-11T16:00:00.000Z');
  const morning = new Date(untilInstant('tomorrow', '', NOW)!);
  expect([morning.getHours(), morning.getMinutes()]).toEqual([8, 0]);
  expect(morning.getTime()).toBeGreaterThan(NOW);
});

it('says what is missing of a date', () => {
  expect(untilProblem('1h', '', NOW)).toBeNull();
  expect(untilProblem('date', '', NOW)).toBe('Choose an end.');
  expect(untilProblem('date', '2027-01-01T08:00', NOW)).toContain('in the future');
  expect(untilProblem('date', '2027-02-01T08:00', NOW)).toBeNull();
});
