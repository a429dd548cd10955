import { expect, test } from 'vitest';
import { causeOf } from './causeOf.ts';

test.each([
  [
    'billing-service answered HTTP 503: the connection pool is exhausted',
    'HTTP 503: the connection pool is exhausted',
  ],
  ['billing-service answered HTTP 503: busy (attempt 3 of 3)', 'HTTP 503: busy'],
  [
    'billing-service answered HTTP 500: {"success":false,"error":"index \\"a\\" is locked","id":7}',
    'HTTP 500: index "a" is locked',
  ],
  // Cut before the end of its body, and within an escape.
  ['billing-service answered HTTP 500: {"error":"index is lock', 'HTTP 500: index is lock'],
  ['billing-service answered HTTP 500: {"error":"index is\\', 'HTTP 500: index is'],
  ['billing-service answered HTTP 500: {"code":7}', 'HTTP 500: {"code":7}'],
  ['billing-service could not be reached', 'Could not be reached'],
  ['Another service failed', 'Another service failed'],
])('%s', (error, cause) => expect(causeOf(error, 'billing-service')).toBe(cause));
