import { expect, it } from 'vitest';
import { saidIn } from './saidIn.ts';

it.each([
  ['{"success":false,"error":"index \\"a\\" is locked","id":7}', 'index "a" is locked'],
  ['{"id":7,"message":"no","detail":"never"}', 'no'],
  ['{"error":{"code":3,"message":"the pool is exhausted"}}', 'the pool is exhausted'],
  // Cut before the end of the body, and within an escape.
  ['{"error":"index is lock', 'index is lock'],
  ['{"error":"index is\\', 'index is'],
  ['{"code":7}', undefined],
  ['{"error":17,"detail":""}', undefined],
  ['Bad Gateway', undefined],
])('%s', (body, said) => expect(saidIn(body)).toBe(said));
