import { expect, it } from 'vitest';
import { MAX_PROGRESS_MESSAGE } from '../contract/attempts.ts';
import { readProgress } from './readProgress.ts';

const read = (body: unknown, whole = true) =>
  readProgress({ text: typeof body === 'string' ? body : JSON.stringify(body), whole });

it('takes a report as it is', () => {
  const report = { itemsProcessed: 5, itemsSucceeded: 4, itemsFailed: 1, message: 'half', percent: 50 };
  expect(read(report)).toEqual({ fields: report, progress: report, warnings: [] });
  expect(read('')).toEqual({ fields: {}, progress: {}, warnings: [] });
  expect(read({ percent: null, message: null }).warnings).toEqual([]);
});

it.each<[unknown, object, RegExp]>([
  [{ percent: 140 }, { percent: 100 }, /percent was taken as 100/],
  [{ percent: -3 }, { percent: 0 }, /percent was taken as 0/],
  [{ percent: '50' }, {}, /percent was ignored; it has to be a number/],
  [{ itemsProcessed: -1 }, {}, /itemsProcessed was ignored/],
  [{ itemsFailed: 1.5 }, {}, /itemsFailed was ignored/],
  [{ message: 7 }, {}, /message was ignored; it has to be a text/],
  [{ message: 'a\0b' }, { message: 'a\uFFFDb' }, /^$/],
  [
    { message: 'x'.repeat(MAX_PROGRESS_MESSAGE + 1) },
    { message: 'x'.repeat(MAX_PROGRESS_MESSAGE) },
    /message was cut to 1000 characters/,
  ],
  ['[1]', {}, /the body was ignored/],
  ['{', {}, /the body was ignored/],
])('repairs %j and says so', (body, progress, warning) => {
  const found = read(body);
  expect(found.progress).toEqual(progress);
  expect(found.warnings.map(({ message }) => message).join()).toMatch(warning);
});

it('ignores a body that was cut, which is a sign of life all the same', () => {
  expect(read({ percent: 1 }, false)).toMatchObject({ progress: {}, warnings: [{ code: 'REPAIRED' }] });
});
