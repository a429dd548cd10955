// Nobody can take the scheduler from the others: rates of requests, on the real server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServiceToken } from '../../src/auth/serviceTokens.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ADMIN = { authorization: `Bearer ${'a'.repeat(32)}` };
const tokens = ['one', 'two'].map((id) => createServiceToken({ id, services: ['test-service', id] }));
type Credentials = Record<string, string>;
const credentialsOf = (index: number): Credentials => ({ authorization: `Bearer ${tokens[index]!.token}` });
const [one, two] = [credentialsOf(0), credentialsOf(1)];

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler({
    environment: {
      ADMIN_TOKENS: `root:${'a'.repeat(32)}`,
      SERVICE_TOKENS: JSON.stringify(tokens.map(({ entry }) => entry)),
      RATE_LIMITS: 'read=5,trigger=3,registration=4,report=3,signIn=3,change=off',
      TRUST_PROXY: '1',
    },
    headers: ADMIN,
    ...SELDOM,
  });
  await scheduler.register({ name: 'busy' });
});
afterAll(() => scheduler.stop());

/** The statuses of requests, one after the other. */
async function statuses(count: number, send: () => Promise<{ status: number }>): Promise<number[]> {
  const answered: number[] = [];
  for (let request = 0; request < count; request += 1) answered.push((await send()).status);
  return answered;
}

const read = (headers: Credentials) => scheduler.api('GET', '/api/jobs/busy', undefined, headers);
const trigger = () =>
  scheduler.api('POST', '/api/jobs/busy/trigger', {}, { ...one, prefer: 'respond-async' });
const register = () =>
  scheduler.api('POST', '/api/jobs/register', { name: 'busy', service: 'test-service' }, one);
const change = () => scheduler.api('POST', '/api/jobs/busy/enable', {});
const live = () => scheduler.api('GET', '/health/live', undefined, one);
const report = (last: number) =>
  scheduler.api('POST', `/api/executions/00000000-0000-4000-8000-00000000000${last}/progress`, {}, two);
/** Through a proxy that has seen this address, with another one that the client made up. */
const from = (address: string, authorization = 'Bearer guess-guess-guess-guess-guess-guess') =>
  scheduler.api('GET', '/api/time-zones', undefined, {
    authorization,
    'x-forwarded-for': `10.0.0.${Math.ceil(Math.random() * 250)}, ${address}`,
  });

const signIn = (token: string) =>
  scheduler.api(
    'POST',
    '/api/sign-in',
    { token },
    { authorization: '', origin: scheduler.url, 'x-forwarded-for': '192.0.2.3' },
  );

describe('a caller that asks too often', () => {
  it('is refused, told when to come back, and slows down nobody else', async () => {
    expect(await statuses(6, () => read(one))).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await read(one);
    expect(refused.body).toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-limit')).toBe('5');
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await read(two)).status).toBe(200);
    expect((await read(two)).headers.get('ratelimit-remaining')).toBe('3');
  });

  it('has a budget for each class of requests', async () => {
    expect((await statuses(4, trigger)).at(-1)).toBe(429);
    expect(await statuses(5, register)).toEqual([400, 400, 400, 400, 429]);
    expect(await statuses(8, change)).not.toContain(429);
  });

  it('with reports has the budget of each execution', async () => {
    expect(await statuses(4, () => report(1))).toEqual([401, 401, 401, 429]);
    expect((await report(2)).status).toBe(401);
  });

  it('still learns whether the scheduler is alive', async () => {
    expect(await statuses(10, live)).not.toContain(429);
  });
});

describe('guesses of credentials', () => {
  it('are counted by the address that the proxy saw, which its clients cannot choose', async () => {
    expect(await statuses(4, () => from('192.0.2.1'))).toEqual([401, 401, 401, 429]);
    expect((await from('192.0.2.2')).status).toBe(401);
  });

  it('lock nobody out who has good ones, behind the same proxy', async () => {
    expect((await from('192.0.2.1', ADMIN.authorization)).status).toBe(200);
  });

  it('end signing in from that address', async () => {
    expect(await statuses(4, () => signIn('guess'))).toEqual([401, 401, 401, 429]);
    expect((await signIn('a'.repeat(32))).status).toBe(429);
  });
});
