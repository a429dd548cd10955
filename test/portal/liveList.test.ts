// The jobs list while the scheduler changes, is slow, or is gone; and what it does for those who do not see it.
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

const MANY = 1_000;
const LIST = /\/api\/jobs\?view=summary/;
const SCROLL_TOP = 'window.scrollY';
const FOCUSED_ROW = 'document.activeElement?.closest("tr")?.dataset.name';

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  for (const name of ['alpha', 'beta', 'gamma']) await scheduler.register({ name });
  await registerMany();
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
});

/** Jobs without a schedule, so that Temporal has nothing to do for them. */
async function registerMany(): Promise<void> {
  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  await database.query(
    `insert into job_schedules
       select (jsonb_populate_record(j, jsonb_build_object('job_name', name, 'display_name', name))).*
       from job_schedules j, (select 'many-' || to_char(n, 'fm0000') as name from generate_series(1, $1) n) names
       where j.job_name = 'alpha'`,
    [MANY],
  );
  await database.end();
}

const open = (path: string) => page.goto(`${scheduler.url}/admin/scheduler/${path}`);
const row = (name: string, on = page) => on.locator(`tr[data-name="${name}"]`);
const table = () => page.getByRole('table', { name: 'Jobs' });
const shownNames = () =>
  page.locator('tr[data-name]').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-name')));
const trigger = (name: string) => scheduler.api('POST', `/api/jobs/${name}/trigger`, {});

it('keeps the rows where they are under the pointer while a job fails, and offers to order them anew', async () => {
  await open('jobs?service=test-service');
  await row('gamma').hover();
  expect((await shownNames()).slice(0, 3)).toEqual(['alpha', 'beta', 'gamma']);
  scheduler.service.respondWith(() => ({ status: 503, body: {} }));
  await trigger('gamma');
  await row('gamma')
    .getByText(/Failing/)
    .waitFor();
  expect((await shownNames()).slice(0, 3)).toEqual(['alpha', 'beta', 'gamma']);
  await page.getByRole('button', { name: /changed position\. Reorder/ }).click();
  await expect.poll(async () => (await shownNames())[0]).toBe('gamma');

  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await trigger('gamma');
});

it('shows in one tab what was done in another', async () => {
  await open('jobs?q=beta');
  await row('beta').getByText('Enabled').waitFor();
  const other = await page.context().newPage();
  await other.goto(`${scheduler.url}/admin/scheduler/jobs?q=beta`);
  await row('beta', other).getByRole('switch').click();
  await other.getByLabel('Reason').fill('maintenance');
  await other.getByRole('button', { name: 'Disable', exact: true }).click();
  await row('beta').getByText('Disabled').waitFor();
  await scheduler.api('POST', '/api/jobs/beta/enable');
});

it.each([
  { problem: 'a 503', break: () => page.route(LIST, (route) => route.fulfill({ status: 503, body: '{}' })) },
  { problem: 'no connection', break: () => page.context().setOffline(true) },
])('keeps what it shows through $problem, says from when it is, and goes on by itself', async (lost) => {
  await open('jobs?q=alpha');
  await row('alpha').waitFor();
  await lost.break();
  await page.getByText(/^Could not refresh .* What you see is from \d\d:\d\d:\d\d\./).waitFor();
  await page.getByRole('button', { name: /^Offline, data from .* retrying in/ }).waitFor();
  expect(await row('alpha').isVisible()).toBe(true);
  expect(await page.getByRole('alert').count()).toBe(1);
  await page.unroute(LIST);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: /^Live, / }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

it('takes no answer that a newer one has overtaken', async () => {
  await open('jobs?q=beta');
  await row('beta').getByText('Enabled').waitFor();
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const ended = page.waitForEvent('requestfailed', (request) => LIST.test(request.url()));
  await page.route(
    LIST,
    async (route) => {
      const old = await route.fetch();
      asked.resolve();
      await held.promise;
      await route.fulfill({ response: old });
    },
    { times: 1 },
  );
  await asked.promise;
  await scheduler.api('POST', '/api/jobs/beta/disable', { reason: 'maintenance' });
  await page.getByRole('button', { name: 'Live updates: more' }).click();
  await page.getByRole('menuitem', { name: 'Refresh now' }).click();
  await row('beta').getByText('Disabled').waitFor();
  await page.getByRole('button', { name: /^Live, / }).click();
  held.resolve();
  await ended;
  expect(await row('beta').getByText('Disabled').isVisible()).toBe(true);
  await scheduler.api('POST', '/api/jobs/beta/enable');
});

it('tells how many rows there are, and keeps the focus on its row over a thousand of them', async () => {
  await open('jobs?q=many&sort=name');
  await row('many-0001').waitFor();
  expect(await table().getAttribute('aria-rowcount')).toBe(String(MANY + 1));
  await row('many-0001').focus();
  await page.keyboard.press('End');
  await row(`many-${MANY}`).waitFor();
  await expect.poll(() => page.evaluate(FOCUSED_ROW)).toBe(`many-${MANY}`);
  expect(await row(`many-${MANY}`).getAttribute('aria-rowindex')).toBe(String(MANY + 1));
  await page.mouse.move(700, 600);
  await page.mouse.wheel(0, -1_000_000);
  await row('many-0001').waitFor();
  expect(await page.evaluate(FOCUSED_ROW)).toBe(`many-${MANY}`);
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => page.evaluate(FOCUSED_ROW)).toBe('many-0999');
  expect(await page.locator('tr[data-name]').count()).toBeLessThan(80);
});

it('says aloud what a filter leaves, and nothing of what polls bring', async () => {
  await open('jobs');
  await row('alpha').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('gamma');
  const said = page.locator('[role="status"][aria-live="polite"]');
  await said.getByText('1 job', { exact: true }).waitFor({ state: 'attached' });
  await trigger('gamma');
  const polled = await page.waitForResponse(
    async (response) => LIST.test(response.url()) && (await response.text()).includes('"gamma"'),
  );
  expect(polled.ok()).toBe(true);
  expect((await said.textContent())?.trim()).toBe('1 job');
});

it('comes back from a job to the filter and the place where it was left', async () => {
  await open('jobs?q=many&sort=name');
  await row('many-0001').waitFor();
  await page.mouse.move(700, 600);
  await page.mouse.wheel(0, 20_000);
  const seen = row('many-0360');
  await seen.getByRole('link').click({ trial: true });
  const left = await page.evaluate<number>(SCROLL_TOP);
  await seen.getByRole('link').click();
  await page.getByRole('heading', { name: 'many-0360' }).waitFor();
  await page.goBack();
  await seen.waitFor();
  await expect.poll(() => page.evaluate<number>(SCROLL_TOP)).toBe(left);
  expect(new URL(page.url()).search).toContain('q=many');
});

it('undoes a click on a filter with Back, and what was typed in one step', async () => {
  await open('jobs');
  await row('alpha').waitFor();
  await page.getByRole('button', { name: 'Only jobs of test-service' }).first().click();
  await expect.poll(() => new URL(page.url()).searchParams.get('service')).toContain('test-service');
  await page.keyboard.press('/');
  await page.keyboard.type('bet');
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('bet');
  await page.goBack();
  await expect.poll(() => new URL(page.url()).search).toBe('');
});

it('sends what is done to many jobs in slices, and keeps what was done when a later one is refused', async () => {
  const sent: number[] = [];
  const held = Promise.withResolvers<void>();
  await page.route(/\/api\/jobs\/bulk/, async (route) => {
    const { names } = route.request().postDataJSON() as { names: string[] };
    sent.push(names.length);
    if (sent.length === 2) {
      await held.promise;
      await route.fulfill({
        status: 503,
        json: { code: 'DATABASE_UNAVAILABLE', message: 'the database does not answer' },
      });
    } else await route.fulfill({ json: { results: names.map((name) => ({ name, success: true })) } });
  });
  await open('jobs?q=many');
  await row('many-0001').waitFor();
  await page.getByRole('checkbox', { name: /^Select all/ }).check();
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  const asked = page.getByRole('dialog', { name: 'Disable 1,000 jobs?' });
  await asked.getByLabel('Reason').fill('moving');
  await asked.getByLabel('Type 1000 to confirm').fill('1,000');
  await asked.getByRole('button', { name: 'Disable', exact: true }).click();
  await asked.getByText('500 of 1,000 answered').waitFor();
  held.resolve();
  await page.getByText('500 disabled, 500 refused').waitFor();
  const left = page.getByRole('dialog', { name: 'Disable 500 jobs?' });
  await left.getByText(/and 480 more: The database does not answer/).waitFor();
  await left.getByLabel('Type 500 to confirm').fill('500');
  await left.getByRole('button', { name: 'Retry the 500' }).click();
  await left.waitFor({ state: 'detached' });
  expect(sent).toEqual([500, 500, 500]);
});
