import { expect, test } from 'vitest';
import { changesOf } from './changesOf.ts';

test('an override is one change, and not also a change of the overrides', () => {
  expect(
    changesOf({
      before: { cronExpression: '0 9 * * 1', overrides: {} },
      after: { cronExpression: '0 6 * * *', overrides: { cronExpression: '0 6 * * *' } },
    }),
  ).toEqual([{ setting: 'cronExpression', before: '0 9 * * 1', after: '0 6 * * *' }]);
});

test('objects are compared part by part', () => {
  expect(
    changesOf({ before: { config: { a: 1, b: [1] } }, after: { config: { a: 2, b: [1], c: true } } }),
  ).toEqual([
    { setting: 'config.a', before: 1, after: 2 },
    { setting: 'config.c', before: undefined, after: true },
  ]);
});

const declared = (timeoutSeconds: number) => ({ declared: { timeoutSeconds, enabled: true } });

test('a declared value that an override hides is named as such', () => {
  expect(changesOf({ before: declared(300), after: declared(600) })).toEqual([
    { setting: 'declared timeoutSeconds', before: 300, after: 600 },
  ]);
});

test('a first registration shows its values once', () => {
  const after = {
    endpoint: '/jobs/a',
    cronExpression: '* * * * *',
    declared: { cronExpression: '* * * * *' },
  };
  expect(changesOf({ before: null, after }).map(({ setting }) => setting)).toEqual([
    'endpoint',
    'cronExpression',
  ]);
});

test('a skip shows the instant that it is about, and no id', () => {
  const after = {
    executionId: '00000000-0000-4000-8000-000000000001',
    scheduledFor: '2026-11-26T02:30:00.000Z',
  };
  expect(changesOf({ before: null, after })).toEqual([
    { setting: 'scheduledFor', before: undefined, after: '2026-11-26T02:30:00.000Z' },
  ]);
});
