// Who may only look: sees everything, is told why nothing can be changed, and changes nothing.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
let changes: string[];
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  await scheduler.register({ name: 'alpha', cronExpression: '0 3 * * *' });
  await scheduler.api('PATCH', '/api/jobs/alpha', { timeoutSeconds: 900, userId: 'ana' });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  changes = [];
  page = await openPage(browser);
  await page.route(/\/api\/me$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), role: 'viewer' } });
  });
  page.on('request', (request) => {
    if (request.method() !== 'GET' && !request.url().endsWith('/preview'))
      changes.push(`${request.method()} ${request.url()}`);
  });
});

const open = (path: string) => page.goto(`${scheduler.url}/admin/scheduler/${path}`);

it('the list shows its buttons, off and with the reason, and keys and menus change nothing', async () => {
  await open('jobs');
  const row = page.locator('tr[data-name="alpha"]');
  const runNow = row.getByRole('button', { name: 'Run alpha now' });
  await expect.poll(() => runNow.isDisabled()).toBe(true);
  expect(await runNow.getAttribute('title')).toBe('Requires the admin role');
  expect(await row.getByRole('switch').isDisabled()).toBe(true);
  await row.focus();
  await page.keyboard.press('r');
  await page.getByRole('alert').getByText('Requires the admin role').waitFor();
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
  await expectRefused('Disable');
  await expectAccessible(page);
});

it.each([
  ['jobs/alpha', 'Run now'],
  ['jobs/alpha', 'Edit schedule'],
  ['jobs/alpha/settings', 'Edit timeout'],
  ['jobs/alpha/settings', 'Return to declared: timeout'],
  ['jobs/alpha?edit=schedule', 'Save'],
  ['services', 'Set limit'],
  ['services', 'Pause'],
  ['audit', 'Set back to the value before'],
])('%s says why it does not “%s”', async (path, name) => {
  await open(path);
  await page.getByRole('button', { name, exact: true }).waitFor();
  await expectRefused(name);
  await expectAccessible(page);
});

/** Or Escape would not close it. */
async function expectFocusIn(role: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(`document.activeElement.closest('[role="${role}"]') !== null`))
    .toBe(true);
}

it('a job that has no next run has a menu that keys reach', async () => {
  await scheduler.register({ name: 'beta', cronExpression: null });
  await open('jobs/beta');
  await page.getByRole('button', { name: 'More actions' }).click();
  await expectFocusIn('menu');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
});

/** By pointer or key the reason is told, and nothing happens. */
async function expectRefused(name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
  await button.focus();
  await page.getByRole('tooltip').getByText('Requires the admin role').waitFor();
  await page.keyboard.press('Enter');
  expect(changes).toEqual([]);
}
