// Every route × every kind of caller, on the real server: who is let in is what contract/permissions.ts says.
import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServiceToken } from '../../src/auth/serviceTokens.ts';
import { leastRole, PERMISSIONS } from '../../src/contract/permissions.ts';
import { hasRole, type Role } from '../../src/contract/roles.ts';
import type { RouteName } from '../../src/contract/routes.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identityProvider.ts';
import { SUCCESS } from '../support/testService.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ADMIN_TOKEN = 'a'.repeat(40);
const OLD_TOKEN = 'the-one-token-of-the-service-before';
const mine = createServiceToken({ id: 'test-1', services: ['test-service'] });
const second = createServiceToken({ id: 'test-2', services: ['test-service'] });
const others = createServiceToken({ id: 'absent-1', services: ['absent-service'] });
const all = createServiceToken({ id: 'all', services: '*' });
const expired = createServiceToken({
  id: 'old',
  services: ['test-service'],
  expires: '2026-01-01T00:00:00Z',
});
const unlisted = createServiceToken({ id: 'test-1', services: ['test-service'] });

let provider: IdentityProvider;
let scheduler: TestScheduler;
let execution: string;
let backfill: string;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  provider = await startIdentityProvider();
  scheduler = await startTestScheduler({
    environment: {
      SERVICE_TOKENS: JSON.stringify([mine, second, others, all, expired].map(({ entry }) => entry)),
      SERVICE_TOKEN: OLD_TOKEN,
      ADMIN_TOKENS: `root:${ADMIN_TOKEN}`,
      AUTH_ISSUER: provider.issuer,
      AUTH_JWKS_URL: provider.jwksUrl,
      AUTH_AUDIENCE: 'scheduler',
      // All callers here have one address.
      RATE_LIMITS: 'signIn=off',
    },
    headers: bearer(ADMIN_TOKEN),
  });
  await scheduler.register({ name: 'mine', cronExpression: '0 3 * * *', config: { key: 'secret' } });
  execution = (await scheduler.api('POST', '/api/jobs/mine/trigger', {})).body.executionId;
  const from = new Date(Date.now() - 86_400_000).toISOString();
  backfill = (await scheduler.api('POST', '/api/jobs/mine/backfill', { from })).body.backfill.id;
});
afterAll(async () => {
  await scheduler.stop();
  await provider.stop();
});

/** Bodies that would be accepted; without one, {}. */
const BODIES: Partial<Record<RouteName, () => object>> = {
  'POST /api/jobs/register': () => ({
    name: 'mine',
    displayName: 'mine',
    description: '',
    cronExpression: '0 3 * * *',
    enabled: true,
    jobType: 'other',
    service: 'test-service',
    endpoint: '/jobs/run',
    config: { key: 'secret' },
  }),
  'POST /api/jobs/bulk': () => ({ action: 'enable', names: ['nope'] }),
  'PUT /api/jobs/:jobName/cron': () => ({ cronExpression: '0 3 * * *' }),
  'POST /api/jobs/:jobName/backfill': () => ({
    from: new Date(Date.now() - 1_000).toISOString(),
    dryRun: true,
  }),
  'POST /api/cron/preview': () => ({ cronExpression: '0 3 * * *', timeZone: 'UTC' }),
  'PUT /api/services/:service': () => ({ maxConcurrent: 5 }),
  'POST /api/sign-in': () => ({ token: ADMIN_TOKEN }),
};
/** The bodies for which a lower role suffices. */
const LESSER_BODIES: Partial<Record<RouteName, () => object>> = {
  'POST /api/jobs/bulk': () => ({ action: 'trigger', names: ['nope'] }),
  'POST /api/jobs/:jobName/disable': () => ({ until: new Date(Date.now() + 3_600_000).toISOString() }),
  'PUT /api/services/:service': () => ({ paused: false }),
};
const ROUTES = Object.keys(PERMISSIONS) as RouteName[];
/** Those that would change or end what the other requests need. */
const DESTRUCTIVE = new Set<RouteName>([
  'DELETE /api/jobs/:jobName',
  'POST /api/executions/:id/cancel',
  'POST /api/executions/:id/rerun',
  'POST /api/backfills/:id/cancel',
  'POST /api/jobs/:jobName/trigger',
]);

/** @returns the code of the refusal, or `let in` */
async function ask(route: RouteName, headers: Record<string, string>, body = BODIES[route]?.() ?? {}) {
  const [method, template] = route.split(' ') as [string, string];
  const id = template.includes('/backfills/') ? backfill : execution;
  const path = template
    .replace(':jobName', DESTRUCTIVE.has(route) ? 'nope' : 'mine')
    .replace(':service', 'test-service')
    .replace(':id', DESTRUCTIVE.has(route) ? randomUUID() : id);
  const answer = await fetch(`${scheduler.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      prefer: 'respond-async',
      origin: scheduler.url,
      ...headers,
    },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== 401 && answer.status !== 403) return 'let in';
  return `${answer.status} ${(JSON.parse(text) as { code: string }).code}`;
}

const open = (route: RouteName) => PERMISSIONS[route].credentials === 'open';
const ofAttempt = (route: RouteName) => PERMISSIONS[route].credentials === 'attempt';

describe.each(ROUTES)('%s', (route) => {
  const refusal = (code: string) => {
    if (open(route)) return 'let in';
    return ofAttempt(route) ? '401 CALLBACK_TOKEN_INVALID' : code;
  };

  it('lets nobody in without credentials, where they are needed', async () => {
    expect(await ask(route, {})).toBe(refusal('401 UNAUTHENTICATED'));
  });

  it('lets in each role from the least one upwards', async () => {
    for (const role of ['viewer', 'operator', 'admin'] satisfies Role[]) {
      const headers = bearer(await provider.sign({ aud: 'scheduler', role }));
      const allowed = open(route) || hasRole(role, leastRole(PERMISSIONS[route], BODIES[route]?.() ?? {}));
      expect(await ask(route, headers), role).toBe(
        ofAttempt(route) ? '401 CALLBACK_TOKEN_INVALID' : allowed ? 'let in' : '403 FORBIDDEN',
      );
      const lesser = LESSER_BODIES[route];
      if (lesser === undefined) continue;
      const enough = hasRole(role, PERMISSIONS[route].unless!.role);
      expect(await ask(route, headers, lesser()), `${role}, with less`).toBe(
        enough ? 'let in' : '403 FORBIDDEN',
      );
    }
  });

  it('lets in every token that is an admin', async () => {
    const allowed = ofAttempt(route) ? '401 CALLBACK_TOKEN_INVALID' : 'let in';
    expect(await ask(route, bearer(ADMIN_TOKEN))).toBe(allowed);
    expect(await ask(route, bearer(all.token))).toBe(allowed);
    expect(await ask(route, bearer(OLD_TOKEN))).toBe(allowed);
    expect(await ask(route, { 'x-service-token': OLD_TOKEN })).toBe(allowed);
  });

  it("lets a service in for what is its own, and no other's", async () => {
    const { serviceToken } = PERMISSIONS[route];
    const own = serviceToken === undefined ? refusal('403 FORBIDDEN') : 'let in';
    expect(await ask(route, bearer(mine.token))).toBe(own);
    const names = /:jobName|:id|register/.test(route) && !DESTRUCTIVE.has(route);
    const foreign = serviceToken === 'own' && names ? '403 FORBIDDEN' : own;
    expect(await ask(route, bearer(others.token))).toBe(foreign);
  });

  it('lets nobody in with a credential that is wrong', async () => {
    const claims = { aud: 'scheduler', role: 'admin', sub: 'x', iss: provider.issuer };
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const confused = new SignJWT({ ...claims, exp }).setProtectedHeader({ alg: 'HS256', kid: 'RS256-1' });
    const wrong = {
      'an unknown token': 'x'.repeat(40),
      'a service token with another secret': unlisted.token,
      'an expired service token': expired.token,
      'an expired JWT': await provider.sign({ ...claims, exp: exp - 120 }),
      'another audience': await provider.sign({ ...claims, aud: 'other' }),
      'another issuer': await provider.sign({ ...claims, iss: 'https://other.example' }),
      'no signature': new UnsecuredJWT({ ...claims, exp }).encode(),
      'the public key as a secret': await confused.sign(new TextEncoder().encode(provider.publicPem)),
    };
    for (const [what, token] of Object.entries(wrong)) {
      expect(await ask(route, bearer(token)), what).toBe('401 UNAUTHENTICATED');
    }
    expect(await ask(route, { authorization: `Basic ${ADMIN_TOKEN}` })).toBe('401 UNAUTHENTICATED');
    expect(await ask(route, bearer(await provider.sign({ ...claims, role: 'owner' })))).toBe('403 NO_ROLE');
  });
});

/** The headers of a request from a page of the scheduler. */
function ownPage(): Record<string, string> {
  return { origin: scheduler.url, authorization: '' };
}

/** Triggers with always the same Idempotency-Key. */
async function send(token: string): Promise<string> {
  const headers = { ...bearer(token), 'idempotency-key': 'k' };
  return (await scheduler.api('POST', '/api/jobs/mine/trigger', {}, headers)).body.executionId;
}

describe('a token bound to a service', () => {
  it('triggers and cancels the runs of its service only', async () => {
    await scheduler.register({ name: 'theirs', service: 'absent-service' });
    const answer = await scheduler.api('POST', '/api/jobs/theirs/trigger', {}, bearer(mine.token));
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await scheduler.api('POST', '/api/jobs/mine/trigger', {}, bearer(mine.token))).status).toBe(200);
    const [run] = await scheduler.history('theirs');
    expect(run).toBeUndefined();
  });

  it('sees in lists what is its own', async () => {
    const names = async (path: string, token: string) =>
      (await scheduler.api('GET', path, undefined, bearer(token))).body.jobs.map(
        ({ name }: { name: string }) => name,
      );
    expect(await names('/api/jobs', mine.token)).toEqual(['mine']);
    expect(await names('/api/jobs?search=e', mine.token)).toEqual(['mine']);
    expect(await names('/api/jobs?service=absent-service', mine.token)).toEqual([]);
    expect(await names('/api/jobs', others.token)).toEqual(['theirs']);
    const runs = await scheduler.api('GET', '/api/executions', undefined, bearer(others.token));
    expect(runs.body.executions).toEqual([]);
  });

  it('shows no cached list to another caller', async () => {
    const first = await scheduler.api('GET', '/api/jobs', undefined, bearer(mine.token));
    const again = { ...bearer(others.token), 'if-none-match': first.headers.get('etag')! };
    expect((await scheduler.api('GET', '/api/jobs', undefined, again)).status).toBe(200);
    expect(first.headers.get('vary')).toContain('Authorization');
  });

  it('cannot take over the name of a deleted job of another service, which an admin can', async () => {
    await scheduler.register({ name: 'passed-on' });
    await scheduler.api('DELETE', '/api/jobs/passed-on');
    const body = { ...BODIES['POST /api/jobs/register']!(), name: 'passed-on', service: 'absent-service' };
    const refused = await scheduler.api('POST', '/api/jobs/register', body, bearer(others.token));
    expect(refused).toMatchObject({ status: 409, body: { code: 'JOB_OWNED_BY_OTHER_SERVICE' } });
    expect((await scheduler.api('POST', '/api/jobs/register', body)).status).toBe(200);
  });

  it('repeats a trigger once, also after its token was rotated', async () => {
    expect(await send(second.token)).toBe(await send(mine.token));
    expect(await send(ADMIN_TOKEN)).not.toBe(await send(mine.token));
  });

  it('notes when it was used last', async () => {
    await expect
      .poll(async () => (await scheduler.store.listServiceTokenUses({})).uses.map(({ tokenId }) => tokenId))
      .toEqual(expect.arrayContaining(['test-1', 'test-2', 'absent-1', 'all', 'SERVICE_TOKEN']));
  });
});

describe('an operator', () => {
  it('pauses and resumes a job, and cannot enable what is disabled', async () => {
    const operator = bearer(
      await provider.sign({ aud: 'scheduler', role: 'operator', email: 'olga@example.org' }),
    );
    await scheduler.register({ name: 'paused', cronExpression: '0 3 * * *' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const pause = await scheduler.api(
      'POST',
      '/api/jobs/paused/disable',
      { until, userId: 'grace' },
      operator,
    );
    expect(pause.status).toBe(200);
    expect((await scheduler.api('POST', '/api/jobs/paused/enable', {}, operator)).status).toBe(200);
    await scheduler.api('POST', '/api/jobs/paused/disable', { userId: 'grace' });
    const refused = await scheduler.api('POST', '/api/jobs/paused/enable', {}, operator);
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const { body } = await scheduler.api('GET', '/api/jobs/paused/events');
    expect(
      body.events.map(({ action, actor, onBehalfOf }: Record<string, string>) => [action, actor, onBehalfOf]),
    ).toEqual([
      ['disabled', 'root', 'grace'],
      ['enabled', 'olga@example.org', null],
      ['paused', 'olga@example.org', null],
      ['registered', 'root', null],
    ]);
  });
});

describe('a viewer', () => {
  it('reads the whole description of the API', async () => {
    const viewer = bearer(await provider.sign({ aud: 'scheduler', role: 'viewer' }));
    const shown = await scheduler.api('GET', '/openapi.json', undefined, viewer);
    expect(shown.body).toEqual((await scheduler.api('GET', '/openapi.json')).body);
  });

  it('sees neither config nor metadata', async () => {
    scheduler.service.respondWith(() => ({ body: { ...SUCCESS, metadata: { key: 'secret' } } }));
    await scheduler.api('POST', '/api/jobs/mine/trigger', {});
    const viewer = bearer(await provider.sign({ aud: 'scheduler', role: 'viewer' }));
    const paths = [
      '/api/jobs',
      '/api/jobs?search=mine',
      '/api/jobs?view=summary',
      '/api/jobs/mine',
      '/api/jobs/mine/summary',
      '/api/jobs/mine/history',
      '/api/jobs/mine/events',
      '/api/executions?fields=full',
      `/api/executions/${execution}`,
      '/api/events',
    ];
    for (const path of paths) {
      const read = async (headers?: Record<string, string>) =>
        JSON.stringify((await scheduler.api('GET', path, undefined, headers)).body);
      expect(await read(viewer), path).not.toContain('secret');
      if (!path.includes('summary')) expect(await read(), path).toContain('secret');
    }
  });
});

it('answers health in a word without credentials, and in full with them', async () => {
  const nobody = await fetch(`${scheduler.url}/health`).then((answer) => answer.json());
  expect(Object.keys(nobody as object).toSorted()).toEqual([
    'jobs',
    'service',
    'status',
    'timestamp',
    'version',
  ]);
  expect((await scheduler.api('GET', '/health')).body).toHaveProperty('reconcile');
});

it('names the person who triggers, to the service as well', async () => {
  const admin = bearer(await provider.sign({ aud: 'scheduler', role: 'admin', email: 'ada@example.org' }));
  const { body } = await scheduler.api('POST', '/api/jobs/mine/trigger', {}, admin);
  const run = (await scheduler.api('GET', `/api/executions/${body.executionId}`)).body.execution;
  expect(run).toMatchObject({
    triggered_by: 'admin',
    triggered_by_user: 'ada@example.org',
    requested_by: 'ada@example.org',
  });
});

async function signIn(token: string, headers: Record<string, string> = ownPage()) {
  return scheduler.api('POST', '/api/sign-in', { token }, { authorization: '', ...headers });
}

describe('a session of a browser', () => {
  it('is kept in a cookie that no page can read, and is good for the scheduler’s own pages only', async () => {
    const cookie = (await signIn(ADMIN_TOKEN)).headers.get('set-cookie')!;
    expect(cookie).toMatch(/; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/);
    const session = cookie.split(';')[0]!;
    const me = async (headers: Record<string, string>) =>
      scheduler.api('GET', '/api/me', undefined, { authorization: '', cookie: session, ...headers });
    expect((await me({ origin: scheduler.url })).body).toMatchObject({ actor: 'root', role: 'admin' });
    expect((await me({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await me({})).status).toBe(401);
    expect((await me({ 'sec-fetch-site': 'same-site' })).status).toBe(401);
    expect((await me({ origin: 'http://127.0.0.1:1' })).status).toBe(401);
    expect((await me({ origin: scheduler.url, cookie: `${session}x` })).status).toBe(401);
  });

  it('begins with an admin’s token, asked for by our page', async () => {
    expect((await signIn('x'.repeat(40))).body).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await signIn(mine.token)).body).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await signIn(ADMIN_TOKEN, {})).body).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
    const foreign = await signIn(ADMIN_TOKEN, { origin: 'https://evil.example' });
    expect(foreign.body).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
  });

  it('ends when its person signs out', async () => {
    const answer = await scheduler.api('POST', '/api/sign-out', {}, ownPage());
    expect(answer.headers.get('set-cookie')).toMatch(/^scheduler=; Path=\/; Max-Age=0;/);
  });
});
