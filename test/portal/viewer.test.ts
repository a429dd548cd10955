// Who may not do all: a viewer sees everything, is told why nothing can be changed, and changes nothing; an operator runs and
// pauses.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identityProvider.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ADMIN_TOKEN = 'a'.repeat(40);

let provider: IdentityProvider;
let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
let changes: string[];
beforeAll(async () => {
  provider = await startIdentityProvider();
  const environment = {
    ADMIN_TOKENS: `root:${ADMIN_TOKEN}`,
    AUTH_ISSUER: provider.issuer,
    AUTH_JWKS_URL: provider.jwksUrl,
    AUTH_AUDIENCE: 'scheduler',
  };
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  [scheduler, browser] = await Promise.all([
    startTestScheduler({ environment, headers, ...SELDOM }),
    startBrowser(),
  ]);
  await scheduler.register({ name: 'alpha', cronExpression: '0 3 * * *', config: { key: 'secret' } });
  await scheduler.api('PATCH', '/api/jobs/alpha', { timeoutSeconds: 900, userId: 'ana' });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
  await provider.stop();
});
beforeEach(async () => {
  changes = [];
  page = await openPage(browser);
  page.on('request', (request) => {
    if (request.method() !== 'GET' && !request.url().endsWith('/preview'))
      changes.push(`${request.method()} ${request.url()}`);
  });
});

async function openAs(role: 'viewer' | 'operator', path: string): Promise<void> {
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const token = await provider.sign({ aud: 'scheduler', role, email: `${role}@example.org`, exp });
  await page.addInitScript(`sessionStorage.setItem('scheduler-portal.token', '${token}')`);
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
}

it('the list shows its buttons, off and with the reason, and keys and menus change nothing', async () => {
  await openAs('viewer', 'jobs');
  const row = page.locator('tr[data-name="alpha"]');
  const runNow = row.getByRole('button', { name: 'Run alpha now' });
  await expect.poll(() => runNow.isDisabled()).toBe(true);
  expect(await runNow.getAttribute('title')).toBe('Requires the operator role');
  expect(await row.getByRole('switch').isDisabled()).toBe(true);
  await row.focus();
  await page.keyboard.press('r');
  await page.getByRole('alert').getByText('Requires the operator role').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await row.getByRole('button', { name: 'More for alpha' }).click();
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  expect(await items.filter({ hasText: 'Delete' }).getAttribute('aria-disabled')).toBe('true');
  expect(await items.filter({ hasText: 'History' }).getAttribute('aria-disabled')).toBe(null);
  await expectFocusIn('menu');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await row.focus();
  await page.keyboard.press('Space');
  await expectRefused('Pause', 'operator');
  await expectAccessible(page);
});

it.each([
  ['jobs/alpha', 'Run now', 'operator'],
  ['jobs/alpha', 'Edit schedule', 'admin'],
  ['jobs/alpha/settings', 'Edit timeout', 'admin'],
  ['jobs/alpha/settings', 'Return to declared: timeout', 'admin'],
  ['jobs/alpha?edit=schedule', 'Save', 'admin'],
  ['services', 'Set limit', 'admin'],
  ['services', 'Pause', 'operator'],
  ['audit', 'Set back to the value before', 'admin'],
])('%s says why it does not “%s”', async (path, name, least) => {
  await openAs('viewer', path);
  await page.getByRole('button', { name, exact: true }).waitFor();
  await expectRefused(name, least);
  await expectAccessible(page);
});

it('a viewer is told that config is hidden', async () => {
  await openAs('viewer', 'jobs/alpha/settings');
  await page.getByText('Hidden: viewers do not see config').waitFor();
  expect(await page.getByText(/secret|"hidden"/).count()).toBe(0);
});

it('an operator pauses and resumes a job, but does not enable one that is disabled', async () => {
  await scheduler.register({ name: 'operated', cronExpression: '0 3 * * *' });
  await openAs('operator', 'jobs/operated');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('maintenance');
  await dialog.getByRole('combobox', { name: 'Off' }).click();
  expect(await page.getByRole('option').allInnerTexts()).not.toContain('Until it is enabled again');
  await page.getByRole('option', { name: 'For 4 hours' }).click();
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await scheduler.job('operated')).toMatchObject({ enabled: true, pausedUntil: expect.any(String) });
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await dialog.getByRole('button', { name: 'Resume', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await scheduler.job('operated')).pausedUntil).toBe(null);
  // A focus after a click shows no tooltip.
  await page.keyboard.press('Tab');
  await expectRefused('Edit schedule', 'admin');
  const { body } = await scheduler.api('GET', '/api/jobs/operated/events');
  expect(body.events.map(({ action, actor }: Record<string, string>) => [action, actor])).toEqual([
    ['enabled', 'operator@example.org'],
    ['paused', 'operator@example.org'],
    ['registered', 'root'],
  ]);
  await scheduler.api('POST', '/api/jobs/operated/disable', { reason: 'for good' });
  await page.reload();
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  await expectRefused('Resume', 'admin');
});

it('an operator pauses many jobs, and does not enable them', async () => {
  await scheduler.register({ name: 'many-1', cronExpression: '0 3 * * *' });
  await scheduler.register({ name: 'many-2', cronExpression: '0 3 * * *' });
  await openAs('operator', 'jobs?q=many-');
  for (const name of ['many-1', 'many-2'])
    await page.getByRole('checkbox', { name: new RegExp(name) }).check();
  const bar = page.getByRole('region', { name: 'Selected jobs' });
  expect(await bar.getByRole('button', { name: 'Enable' }).getAttribute('aria-disabled')).toBe('true');
  await bar.getByRole('button', { name: 'Pause' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pause 2 jobs?' });
  await dialog.getByLabel('Reason').fill('maintenance');
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await scheduler.job('many-2')).pausedUntil).toEqual(expect.any(String));
});

/** Or Escape would not close it. */
async function expectFocusIn(role: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(`document.activeElement.closest('[role="${role}"]') !== null`))
    .toBe(true);
}

it('a job that has no next run has a menu that keys reach', async () => {
  await scheduler.register({ name: 'beta', cronExpression: null });
  await openAs('viewer', 'jobs/beta');
  await page.getByRole('button', { name: 'More actions' }).click();
  await expectFocusIn('menu');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
});

/** By pointer or key the reason is told, and nothing happens. */
async function expectRefused(name: string, least: string): Promise<void> {
  const before = [...changes];
  const button = page.getByRole('button', { name, exact: true });
  await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
  await button.focus();
  await page.getByRole('tooltip').getByText(`Requires the ${least} role`).waitFor();
  await page.keyboard.press('Enter');
  expect(changes).toEqual(before);
}
