import type { RouterContext } from '@koa/router';
import { expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrownBy.ts';
import { hashToken } from '../../store/hashToken.ts';
import { callbackOf } from './callbackToken.ts';

const ID = '7b0d3f5e-0000-7000-8000-000000000001';
const of = (id: string, token: string) =>
  callbackOf({ params: { id }, get: () => token } as unknown as RouterContext);

it('passes the hash of the token on, never the token', () => {
  expect(of(ID, 'secret')).toEqual({ executionId: ID, tokenHash: hashToken('secret') });
});

it.each([
  [ID, '', /X-Scheduler-Callback-Token is missing/],
  ['not-an-id', 'secret', /does not belong to execution not-an-id/],
])('answers 401 for execution %s with token %j', (id, token, message) => {
  const error = thrownBy(() => of(id, token));
  expect(error.code).toBe('CALLBACK_TOKEN_INVALID');
  expect(error.message).toMatch(message);
});
