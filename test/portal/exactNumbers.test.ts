// Ids beyond 2^53, which a browser's numbers cannot hold.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseExactJson } from '../../src/json/exactJson.ts';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

const ID = '9007199254740993';

it('shows large numbers digit by digit, and sends them so', async () => {
  await scheduler.register({ name: 'close', config: parseExactJson(`{"account":${ID}}`) });
  const { status, body } = await scheduler.api('POST', '/api/jobs/close/trigger', {});
  expect(status).toBe(200);
  const page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/close?run=${body.executionId}`);
  await page
    .getByRole('dialog')
    .getByText(new RegExp(`"account": ?${ID}`))
    .waitFor();

  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.getByRole('button', { name: 'Run close now' }).click();
  const config = page.getByRole('dialog').getByLabel('Config');
  await expect.poll(() => config.inputValue()).toContain(ID);
  await config.fill(`{"account":${ID},"dryRun":true}`);
  // Leaving the field formats what is in it.
  await page.getByRole('dialog').getByLabel('Reason').fill('trial');
  expect(await config.inputValue()).toContain(ID);
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
  await page.getByText('Open the run').waitFor();
  const history = await (await fetch(`${scheduler.url}/api/jobs/close/history`)).text();
  // As the database writes it, or as this process does.
  expect(history).toMatch(/"dryRun": ?true/);
  expect(history.split(new RegExp(`"account": ?${ID}`))).toHaveLength(3);
});

it('shows what a service answered with every digit', async () => {
  scheduler.service.respondWith(() => ({
    body: `{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0,"metadata":{"lastId":${ID}}}`,
  }));
  await scheduler.register({ name: 'count' });
  const { body } = await scheduler.api('POST', '/api/jobs/count/trigger', {});
  const page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/runs?run=${body.executionId}`);
  const metadata = page.getByRole('dialog', { name: 'Run of count' }).getByLabel('Metadata');
  await metadata.waitFor();
  expect(await metadata.textContent()).toContain(`"lastId": ${ID}`);
});
