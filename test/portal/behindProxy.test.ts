// The portal behind a proxy that puts a prefix before it, asks for a token of its own and signs in to the scheduler. In
// production, since otherwise no request that a proxy passes on is answered.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const PREFIX = '/x/y';
const SIGNED_IN = { authorization: `Bearer ${'a'.repeat(32)}` };

let scheduler: TestScheduler;
let browser: Browser;
let proxy: Server;
let proxyUrl: string;
/** What the proxy was asked for, beneath the prefix. */
let asked: string[] = [];
/** Without it, the API is refused. */
let token: string | undefined;

beforeAll(async () => {
  const environment = {
    NODE_ENV: 'production',
    PUBLIC_URL: `https://ops.example${PREFIX}`,
    HOST: '127.0.0.1',
    ADMIN_TOKENS: `proxy:${'a'.repeat(32)}`,
  };
  [scheduler, browser] = await Promise.all([
    startTestScheduler({ environment, headers: SIGNED_IN, ...SELDOM }),
    startBrowser(),
  ]);
  await scheduler.register({ name: 'alpha', cronExpression: '0 3 * * *' });
  proxy = createServer((incoming, answer) => {
    const path = incoming.url ?? '';
    asked.push(path);
    const refused =
      path.startsWith(`${PREFIX}/api/`) &&
      token !== undefined &&
      incoming.headers.authorization !== `Bearer ${token}`;
    if (!path.startsWith(PREFIX) || refused) {
      // An hour is too long for any test: only signing in makes the page ask again.
      answer.writeHead(refused ? 401 : 404, { 'content-type': 'application/json', 'retry-after': '3600' });
      answer.end(JSON.stringify({ code: 'UNAUTHORIZED', message: 'sign in' }));
      return;
    }
    const { method, headers } = incoming;
    const forwarded = {
      host: new URL(scheduler.url).host,
      'x-forwarded-host': headers.host,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-prefix': PREFIX,
      via: '1.1 proxy',
      ...SIGNED_IN,
    };
    const options = { method, headers: { ...headers, ...forwarded } };
    incoming.pipe(
      request(new URL(path.slice(PREFIX.length), scheduler.url), options, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      }),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await scheduler.stop();
});

it('works beneath a prefix, on every view and after a reload', async () => {
  const page = await openPage(browser);
  asked = [];
  await page.goto(`${proxyUrl}${PREFIX}/admin/scheduler/`);
  await page.getByRole('link', { name: 'alpha' }).click();
  await page.getByRole('heading', { name: 'alpha' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`${PREFIX}/admin/scheduler/jobs/alpha`);
  for (const view of ['Runs', 'Services', 'Audit', 'Jobs']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await expect
      .poll(() => new URL(page.url()).pathname)
      .toBe(`${PREFIX}/admin/scheduler/${view.toLowerCase()}`);
  }
  await page.goto(`${proxyUrl}${PREFIX}/admin/scheduler/jobs/alpha/history`);
  await page.reload();
  await page.getByRole('heading', { name: 'alpha' }).waitFor();
  expect(asked.filter((path) => !path.startsWith(`${PREFIX}/`) || path.includes('//'))).toEqual([]);
});

it('tells browsers to come by https only, where its address is one, and sends no answer without a policy', async () => {
  for (const path of ['/api/jobs', '/admin/scheduler/jobs']) {
    const { headers } = await fetch(`${proxyUrl}${PREFIX}${path}`);
    expect(headers.get('strict-transport-security'), path).toBe('max-age=31536000');
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    expect(headers.get('referrer-policy'), path).toMatch(/no-referrer|same-origin/);
  }
});

it('asks to sign in over what was typed, and goes on with it', async () => {
  token = 'first';
  const page = await openPage(browser);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  const enter = async (given: string) => {
    await page.getByLabel('Token', { exact: true }).fill(given);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await page.goto(`${proxyUrl}${PREFIX}/admin/scheduler/jobs`);
  await page.getByRole('heading', { name: 'Sign in to the scheduler' }).waitFor();
  await enter('first');
  await page.getByRole('switch', { name: 'alpha enabled' }).click();
  const disable = page.getByRole('dialog', { name: 'Disable alpha?' });
  await disable.getByLabel('Reason').fill('maintenance');

  token = 'second';
  await disable.getByRole('button', { name: 'Disable', exact: true }).click();
  await again.waitFor();
  expect((await scheduler.job('alpha')).enabled).toBe(true);
  await enter('second');
  await again.waitFor({ state: 'detached' });
  expect(await disable.getByLabel('Reason').inputValue()).toBe('maintenance');
  expect((await scheduler.job('alpha')).enabled).toBe(true);
  await disable.getByRole('button', { name: 'Try again: Disable' }).click();
  await disable.waitFor({ state: 'detached' });
  expect((await scheduler.job('alpha')).enabled).toBe(false);
  await page.getByText('Disabled', { exact: true }).first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  token = undefined;
});
