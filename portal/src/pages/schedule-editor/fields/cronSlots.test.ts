import { expect, it } from 'vitest';
import { cronSlots } from './cronSlots.ts';

const names = (expression: string) => cronSlots(expression, null).slots.map(({ name }) => name);

it('names five fields, or six with the second first', () => {
  expect(names('0 9 * * 1')).toEqual(['minute', 'hour', 'day of month', 'month', 'day of week']);
  expect(names('30 0 9 * * 1')[0]).toBe('second');
  expect(names('@daily')).toEqual([]);
  expect(names('')).toEqual([]);
});

const active = (caret: number) => cronSlots('0 9-17 * * MON', caret).active;

it('knows the field at the caret', () => {
  expect([0, 1, 2, 6, 8, 14].map(active)).toEqual([0, 0, 1, 1, 2, 4]);
});
