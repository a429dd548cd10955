import { expect, it } from 'vitest';
import { parseExactJson } from '../../json/exactJson.ts';
import { findUnstorable } from './findUnstorable.ts';

const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;

it('takes what a database keeps', () => {
  expect(findUnstorable({ text: 'Grüße 🎉', list: [1, null, true, { n: -1.5e300 }] })).toEqual([]);
  expect(findUnstorable(parseExactJson('{"id":9007199254740993}'))).toEqual([]);
  expect(findUnstorable(nested(100))).toEqual([]);
});

it.each<[string, unknown, string]>([
  ['a NUL character', { config: { a: ['x', 'a\0b'] } }, 'config.a.1'],
  ['half of a surrogate pair', { a: '\ud83c' }, 'a'],
  ['a NUL character in a key', { config: { 'a\0': 1 } }, 'config'],
  ['a number beyond a double', parseExactJson('{"config":{"n":1e400}}'), 'config.n'],
  ['a number of 101 digits', parseExactJson(`{"n":${'1'.repeat(101)}}`), 'n'],
  ['101 levels', nested(101), 'a'],
])('finds %s and names the field', (_what, value, path) => {
  expect(findUnstorable(value)).toMatchObject([{ path }]);
});
