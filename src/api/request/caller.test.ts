import type { Context } from 'koa';
import { expect, it } from 'vitest';
import { identifyCaller } from '../middleware/identifyCaller.ts';
import { authorOf } from './caller.ts';

async function requestWith(client: string): Promise<Context> {
  const ctx = { state: {}, get: (name: string) => (name === 'x-scheduler-client' ? client : '') };
  await identifyCaller()(ctx as unknown as Parameters<ReturnType<typeof identifyCaller>>[0], async () => {});
  return ctx as unknown as Context;
}

it('knows the portal by its header, and every other client as the API', async () => {
  expect(authorOf(await requestWith('portal'), { userId: undefined }).source).toBe('portal');
  for (const client of ['', 'reconcile', 'Portal', 'registration']) {
    expect(authorOf(await requestWith(client), { userId: undefined }).source).toBe('api');
  }
});

it('names whom the caller asks for, else the caller', async () => {
  const ctx = await requestWith('');
  expect(authorOf(ctx, { userId: 'ada' }).actor).toBe('ada');
  expect(authorOf(ctx, { userId: undefined }).actor).toBe(ctx.state.caller.name);
});
