// The page of the API in a real browser: asks for a token, shows the routes, sends a request, and keeps nothing.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const TOKEN = 'a'.repeat(32);

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([
    startTestScheduler({ environment: { ADMIN_TOKENS: `root:${TOKEN}` }, ...SELDOM }),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

it('sends requests with a token that it keeps in memory only, and asks no other host', async () => {
  const page = await openPage(browser);
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  await page.goto(`${scheduler.url}/docs`);
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('alert').filter({ hasText: /./ }).waitFor();
  await page.getByLabel('Token').fill(TOKEN);
  await page.getByRole('button', { name: 'Open' }).click();

  const me = page.locator('#operations-The_scheduler_itself-whoAmI');
  await me.locator('.opblock-summary-control').click();
  await me.getByRole('button', { name: 'Try it out' }).click();
  await me.getByRole('button', { name: 'Execute' }).click();
  await me.locator('.live-responses-table').getByText('"actor"').first().waitFor();
  expect(await me.locator('.live-responses-table').textContent()).toContain('"root"');

  const host = new URL(scheduler.url).host;
  expect([...hosts].filter((one) => one !== '' && one !== host)).toEqual([]);
  expect(complaints).toEqual([]);
  const kept = await page.evaluate(
    'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])',
  );
  expect(kept).not.toContain(TOKEN);
});
