import { expect, it } from 'vitest';
import { z } from 'zod';
import { SchedulerError } from '../../domain/errors.ts';
import { refuseUnknownFields, unknownFieldWarnings, validate } from './validate.ts';

const many = Object.fromEntries(Array.from({ length: 22_000 }, (_, index) => [`u${index}`, 1]));
const KNOWN = ['timeoutSeconds', 'cronExpression'];

function refusal(act: () => unknown): SchedulerError {
  try {
    act();
  } catch (error) {
    if (error instanceof SchedulerError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

it('names twenty of many unknown fields and counts the others', () => {
  const { message, details } = refusal(() => refuseUnknownFields({ timeoutSecond: 1, ...many }, KNOWN));
  expect(details).toHaveLength(21);
  expect(details).toMatchObject([
    { path: 'timeoutSecond', message: 'is not known; did you mean "timeoutSeconds"?' },
    ...Array.from({ length: 19 }, (_, index) => ({ path: `u${index}`, message: 'is not known' })),
    { path: '', message: '21981 more are wrong' },
  ]);
  expect(message).toContain('known are timeoutSeconds, cronExpression');
  expect(message.length).toBeLessThan(2_000);
});

it('warns of twenty and counts the others', () => {
  const warnings = unknownFieldWarnings(many, KNOWN);
  expect(warnings).toHaveLength(21);
  expect(warnings.at(-1)).toEqual({
    code: 'UNKNOWN_FIELD',
    message: '21980 more unknown fields were ignored',
  });
});

it('neither repeats nor compares a name of great length', () => {
  const [warning] = unknownFieldWarnings({ ['x'.repeat(200_000)]: 1 }, KNOWN);
  expect(warning!.message.length).toBeLessThan(200);
});

it('names twenty of many wrong values', () => {
  const numbers = Array.from({ length: 5_000 }, (_, index) => index);
  const { details } = refusal(() => validate(z.object({ names: z.array(z.string()) }), { names: numbers }));
  expect(details).toHaveLength(21);
});
