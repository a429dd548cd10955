// One run, as the drawer over any view shows it.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

/** 2^53 + 1, which JavaScript's numbers cannot hold. */
const ID = '9007199254740993';

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

it('shows the ids that a service answered, and those it was sent, with every digit', async () => {
  scheduler.service.respondWith(() => ({
    body: `{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0,"metadata":{"lastId":${ID}}}`,
  }));
  await scheduler.register({ name: 'close' });
  await scheduler.api('POST', '/api/jobs/close/trigger', `{"config":{"from":-${ID}}}`);
  const { id } = await scheduler.execution('close', ({ status }) => status === 'completed');

  const page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/runs?run=${id}`);
  const drawer = page.getByRole('dialog', { name: 'Run of close' });
  await drawer.getByText('Metadata').waitFor();
  expect(await drawer.getByLabel('Metadata').textContent()).toContain(`"lastId": ${ID}`);
  expect(await drawer.getByLabel('Config').textContent()).toContain(`"from": -${ID}`);
});
