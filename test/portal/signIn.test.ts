// Signing in: with an admin's token, with a token of an identity provider, and through the page that embeds the portal.
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { startHostPage, type HostPage } from '../support/hostPage.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identityProvider.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ADMIN_TOKEN = 'a'.repeat(40);

let provider: IdentityProvider;
let host: HostPage;
let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [provider, host] = await Promise.all([startIdentityProvider(), startHostPage()]);
  const environment = {
    ADMIN_TOKENS: `root:${ADMIN_TOKEN}`,
    AUTH_ISSUER: provider.issuer,
    AUTH_JWKS_URL: provider.jwksUrl,
    AUTH_AUDIENCE: 'scheduler',
    AUTH_LEEWAY_SECONDS: '0',
    FRONTEND_URL: host.url,
  };
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  [scheduler, browser] = await Promise.all([
    startTestScheduler({ environment, headers, ...SELDOM }),
    startBrowser(),
  ]);
  host.embed(`${scheduler.url}/admin/scheduler/jobs`);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
  await host.stop();
  await provider.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
  // What was said to be wrong, however briefly.
  await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
    window.alerts = [];
    const note = () => {
      for (const alert of document.querySelectorAll('[role="alert"]:not([hidden])')) window.alerts.push(alert.textContent);
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
  })`);
});

const alerts = (where: Page | FrameLocator = page) =>
  where.locator('body').evaluate('[...new Set(window.alerts)]');
const open = (path: string) => page.goto(`${scheduler.url}/admin/scheduler/${path}`);
const title = () => page.getByRole('heading', { name: 'Sign in to the scheduler' });
const row = (name: string, where: Page | FrameLocator = page) => where.locator(`tr[data-name="${name}"]`);

async function enter(token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: 'Account and settings' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

describe('a person at the scheduler’s own address', () => {
  it('signs in at once with an admin’s token, which no script can read then, and out', async () => {
    await scheduler.register({ name: 'seen', cronExpression: '0 3 * * *' });
    await open('jobs');
    await title().waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await expectAccessible(page);
    await enter('w'.repeat(40));
    await page.getByRole('alert').getByText('The token is unknown').waitFor();
    expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe('w'.repeat(40));
    await enter(ADMIN_TOKEN);
    await row('seen').waitFor();
    expect(await alerts()).toEqual([expect.stringMatching(/^Not signed in/)]);
    expect(await page.evaluate('document.cookie + JSON.stringify(sessionStorage)')).not.toContain('aaa');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    await page.reload();
    await row('seen').waitFor();
    expect(await alerts()).toEqual([]);
    await signOut();
    await title().waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    await title().waitFor();
  });

  it('comes to the view of the link, and reads it with a token of the identity provider', async () => {
    await scheduler.register({ name: 'linked', cronExpression: '0 3 * * *' });
    await open('jobs/linked/settings');
    await title().waitFor();
    const exp = Math.floor(Date.now() / 1_000) + 3_600;
    await enter(await provider.sign({ aud: 'scheduler', role: 'viewer', email: 'vera@example.org', exp }));
    await page.getByRole('heading', { name: 'linked' }).waitFor();
    await page.getByRole('rowheader', { name: 'Timeout' }).waitFor();
    expect(await alerts()).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'linked' }).waitFor();
    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByText('vera@example.org, role viewer').waitFor();
    await page.keyboard.press('Escape');
    await signOut();
    await title().waitFor();
  });

  it('signs in again over what was typed when the session has ended', async () => {
    await scheduler.register({ name: 'typed', cronExpression: '0 3 * * *' });
    await open('jobs');
    await enter(ADMIN_TOKEN);
    await page.getByRole('switch', { name: 'typed enabled' }).click();
    const disable = page.getByRole('dialog', { name: 'Disable typed?' });
    await disable.getByLabel('Reason').fill('maintenance');
    await page.context().clearCookies();
    await disable.getByRole('button', { name: 'Disable', exact: true }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.waitFor();
    await enter('w'.repeat(40));
    await again.getByText('The token is unknown').waitFor();
    await enter(ADMIN_TOKEN);
    await again.waitFor({ state: 'detached' });
    expect(await disable.getByLabel('Reason').inputValue()).toBe('maintenance');
    await disable.getByRole('button', { name: 'Try again: Disable' }).click();
    await disable.waitFor({ state: 'detached' });
    expect((await scheduler.job('typed')).enabled).toBe(false);
  });
});

it('lets no text of HTML into the page, and says so', async () => {
  const other = await page.context().newPage();
  const errors: string[] = [];
  other.on('pageerror', ({ message }) => errors.push(message));
  await other.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await other.getByRole('button', { name: 'Sign in' }).waitFor();
  await expect(other.evaluate(`document.body.innerHTML = '<img src="x">'`)).rejects.toThrow('TrustedHTML');
  await other.evaluate(
    `document.body.append(Object.assign(document.createElement('style'), { textContent: 'a {}' }))`,
  );
  await expect
    .poll(() => errors)
    .toEqual([expect.stringContaining('require-trusted-types-for'), expect.stringContaining('style-src')]);
});

it('names the caller, and the person whom the caller names', async () => {
  await scheduler.register({ name: 'named', cronExpression: '0 3 * * *' });
  await scheduler.api('POST', '/api/jobs/named/disable', { userId: 'grace', reason: 'maintenance' });
  const { body } = await scheduler.api('POST', '/api/jobs/named/trigger', { userId: 'grace' });
  await open('jobs/named/audit');
  await enter(ADMIN_TOKEN);
  await page.getByText('root for grace').waitFor();
  await open(`runs?run=${body.executionId}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByText('Requested by').waitFor();
  await drawer.getByRole('definition').getByText('root', { exact: true }).waitFor();
});

describe('embedded', () => {
  let portal: FrameLocator;
  let expiresAtMs = 0;
  beforeEach(() => {
    portal = page.frameLocator('iframe');
  });

  /** Tokens as of Clerk, with less than two seconds to live. */
  function sign(): Promise<string> {
    const exp = Math.floor(Date.now() / 1_000) + 2;
    expiresAtMs = exp * 1_000;
    return provider.sign({ aud: 'scheduler', role: 'admin', email: 'ada@example.org', exp });
  }
  const untilExpired = () =>
    expect.poll(() => Date.now() > expiresAtMs, { timeout: 5_000, interval: 50 }).toBe(true);

  it('asks the host page for a fresh token whenever one has expired, and nobody notices', async () => {
    await scheduler.register({ name: 'inside', cronExpression: '0 3 * * *' });
    host.answer(sign);
    await page.goto(host.url);
    await portal.getByRole('switch', { name: 'inside enabled' }).click();
    const disable = portal.getByRole('dialog', { name: 'Disable inside?' });
    await disable.getByLabel('Reason').fill('maintenance');
    const before = host.asked();
    // The list polls.
    await expect.poll(host.asked, { timeout: 15_000 }).toBeGreaterThan(before + 1);
    expect(await disable.getByLabel('Reason').inputValue()).toBe('maintenance');
    await untilExpired();
    await disable.getByRole('button', { name: 'Disable', exact: true }).click();
    await disable.waitFor({ state: 'detached' });
    const { body } = await scheduler.api('GET', '/api/jobs/inside/events');
    expect(body.events.map(({ action, actor }: Record<string, string>) => [action, actor])).toEqual([
      ['disabled', 'ada@example.org'],
      ['registered', 'root'],
    ]);
    expect(await alerts(portal)).toEqual([]);
    expect(await portal.locator('body').evaluate('sessionStorage.length')).toBe(0);
  });

  it('asks once for all requests of a view, and repeats each once', async () => {
    await scheduler.register({ name: 'counted', cronExpression: '0 3 * * *' });
    host.answer(sign);
    await page.goto(host.url);
    await row('counted', portal).waitFor();
    await portal.getByRole('button', { name: /^Live,/ }).click();
    await untilExpired();
    const before = host.asked();
    const refused: string[] = [];
    const answered = new Set<string>();
    page.on('response', (response) => {
      if (response.status() === 401) refused.push(response.url());
      else answered.add(response.url());
    });
    await portal.getByRole('link', { name: 'counted' }).click();
    await portal.getByRole('heading', { name: 'counted' }).waitFor();
    await expect.poll(() => refused.length > 1 && refused.every((url) => answered.has(url))).toBe(true);
    expect(new Set(refused).size).toBe(refused.length);
    expect(host.asked()).toBe(before + 1);
    expect(await alerts(portal)).toEqual([]);
  });

  it('asks the person when the host page stays silent, and goes on when it speaks', async () => {
    await scheduler.register({ name: 'silent', cronExpression: '0 3 * * *' });
    host.answer(sign);
    await page.goto(host.url);
    await row('silent', portal).waitFor();
    host.answer(null);
    const dialog = portal.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor({ timeout: 15_000 });
    await row('silent', portal).waitFor();
    host.answer(sign);
    await page.evaluate('give()');
    await dialog.waitFor({ state: 'detached' });
  });

  it('tells somebody who has no role so', async () => {
    host.answer(() => provider.sign({ aud: 'scheduler', role: 'guest' }));
    await page.goto(host.url);
    await portal.getByRole('heading', { name: 'Sign in to the scheduler' }).waitFor();
    await portal.getByText(/role/).first().waitFor();
    expect(await alerts(portal)).toEqual([]);
  });
});
