import type { Context } from 'koa';
import { expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrownBy.ts';
import { ChangeBody, DisableBody } from '../../contract/jobChanges.ts';
import { bodyOf } from './body.ts';

const ctx = (body: object) => ({ state: { body } }) as Pick<Context, 'state'>;
const change = (body: object) => bodyOf(ctx(body), ChangeBody.strict()).body;

it.each([{}, { userId: null, reason: null }, { userId: '', reason: '' }, { userId: ' \n ' }])(
  'takes %j as nothing said',
  (body) => expect(change(body)).toEqual({ userId: undefined, reason: undefined }),
);

it('makes one line of a user', () => {
  expect(change({ userId: ' Ada\r\nLovelace\u2028 ' }).userId).toBe('Ada Lovelace');
});

it('refuses unknown fields, or warns of them', () => {
  const sent = ctx({ reson: 'x', alerts: [] });
  const { code, details } = thrownBy(() => bodyOf(sent, ChangeBody.strict()));
  expect(code).toBe('VALIDATION_FAILED');
  expect(details).toMatchObject([
    { path: 'reson', message: 'is not known; did you mean "reason"?' },
    { path: 'alerts' },
  ]);
  const { body, warnings } = bodyOf(sent, ChangeBody, { alsoKnown: ['alerts'] });
  expect(body.reason).toBeUndefined();
  expect(warnings).toMatchObject([{ code: 'UNKNOWN_FIELD', field: 'reson' }]);
});

const until = (instant: string) => bodyOf(ctx({ until: instant }), DisableBody);

it('keeps instants in UTC, and refuses those that have passed', () => {
  expect(until('2126-12-24T08:00:00+02:00').body.until).toBe('2126-12-24T06:00:00.000Z');
  expect(thrownBy(() => until('2020-01-01T00:00:00Z')).message).toBe('until: must be in the future');
  expect(thrownBy(() => until('2126-12-24')).message).toContain('must be an instant such as');
});
