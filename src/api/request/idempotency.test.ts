import { expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrownBy.ts';
import { parseExactJson } from '../../json/exactJson.ts';
import { idempotencyKeyOf, requestHash } from './idempotency.ts';

const keyOf = (header: string) => idempotencyKeyOf({ get: () => header });

it('hashes equal requests equally, whatever the order of their keys', () => {
  const hash = requestHash({ reason: 'x', config: { a: [1, { b: 2, c: 3 }], d: null } });
  expect(requestHash({ config: { d: null, a: [1, { c: 3, b: 2 }] }, reason: 'x' })).toBe(hash);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

it.each<[string, object, object]>([
  ['the order of an array', { a: [1, 2] }, { a: [2, 1] }],
  ['a value', { a: 1 }, { a: 2 }],
  ['a type', { a: 1 }, { a: '1' }],
  ['null', { a: null }, {}],
  [
    'a digit beyond a double',
    parseExactJson('{"id":9007199254740993}') as object,
    parseExactJson('{"id":9007199254740992}') as object,
  ],
])('tells apart %s', (_what, one, other) => expect(requestHash(one)).not.toBe(requestHash(other)));

it('takes undefined as absent', () =>
  expect(requestHash({ a: 1, b: undefined })).toBe(requestHash({ a: 1 })));

it('takes up to 255 visible ASCII characters as a key', () => {
  expect(keyOf('')).toBeUndefined();
  expect(keyOf('order-17!')).toBe('order-17!');
  expect(keyOf('x'.repeat(255))).toHaveLength(255);
});

it.each(['x'.repeat(256), 'two words', 'ü', 'a\u007f'])('refuses the key %j', (key) => {
  expect(thrownBy(() => keyOf(key)).details).toMatchObject([{ path: 'Idempotency-Key' }]);
});
