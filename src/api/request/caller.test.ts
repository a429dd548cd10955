import type { Context } from 'koa';
import { expect, it } from 'vitest';
import { ANYBODY, type Caller } from '../../auth/caller.ts';
import { identifyCaller } from '../middleware/identifyCaller.ts';
import { authorOf, requesterOf, servicesOf } from './caller.ts';

const ADMIN: Caller = { kind: 'person', principal: 'p', name: 'Ada', role: 'admin' };
const OPERATOR: Caller = { ...ADMIN, role: 'operator' };
const SERVICE: Caller = {
  kind: 'service',
  principal: 's',
  name: 'service:mail',
  role: null,
  services: ['mail'],
};

async function requestOf(caller: Caller, client = ''): Promise<Context> {
  const ctx = { state: {}, get: (name: string) => (name === 'x-scheduler-client' ? client : '') };
  const identify = identifyCaller({
    authenticate: () => Promise.resolve(caller),
    config: { publicUrl: 'https://scheduler.example' },
  });
  await identify(ctx as unknown as Parameters<typeof identify>[0], async () => {});
  return ctx as unknown as Context;
}

it('knows the portal by its header, and every other client as the API', async () => {
  expect(authorOf(await requestOf(ANYBODY, 'portal'), { userId: undefined }).source).toBe('portal');
  for (const client of ['', 'reconcile', 'Portal', 'registration']) {
    expect(authorOf(await requestOf(ANYBODY, client), { userId: undefined }).source).toBe('api');
  }
});

it('in open mode names whom the caller asks for, else the caller', async () => {
  const ctx = await requestOf(ANYBODY);
  expect(authorOf(ctx, { userId: 'ada' }).actor).toBe('ada');
  expect(authorOf(ctx, { userId: undefined }).actor).toBe(ctx.state.caller.name);
});

it.each([
  ['service', SERVICE, 'service:mail'],
  ['admin', ADMIN, 'Ada'],
])('a user named by a %s is the one it acts for, never the author', async (_kind, caller, actor) => {
  const author = authorOf(await requestOf(caller), { userId: 'grace' });
  expect(author).toMatchObject({ actor, principal: caller.principal, onBehalfOf: 'grace' });
});

it('an operator speaks for nobody else', async () => {
  const ctx = await requestOf(OPERATOR);
  expect(authorOf(ctx, { userId: 'grace' }).onBehalfOf).toBeUndefined();
  expect(requesterOf(ctx, 'grace')).toEqual({ userId: 'Ada', actor: 'Ada', triggeredBy: 'manual' });
});

it('a run is triggered by an admin only when a person with that role asks', async () => {
  expect(requesterOf(await requestOf(ADMIN), undefined)).toMatchObject({
    userId: 'Ada',
    triggeredBy: 'admin',
  });
  expect(requesterOf(await requestOf(SERVICE), undefined)).toEqual({
    userId: undefined,
    actor: 'service:mail',
    triggeredBy: 'manual',
  });
  expect(requesterOf(await requestOf(ANYBODY), 'ada')).toMatchObject({
    userId: 'ada',
    triggeredBy: 'manual',
  });
});

it('lists the services that a token is bound to, and no others', () => {
  expect(servicesOf(undefined, undefined)).toBeUndefined();
  expect(servicesOf(undefined, ['mail'])).toEqual(['mail']);
  expect(servicesOf(['mail', 'report'], undefined)).toEqual(['mail', 'report']);
  expect(servicesOf(['mail', 'report'], ['mail', 'billing'])).toEqual(['mail']);
  expect(servicesOf(['mail'], ['billing'])).toEqual([]);
});
