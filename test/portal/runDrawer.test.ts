// The drawer of a run.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseExactJson } from '../../src/domain/exactJson.ts';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

it('shows large numbers digit by digit', async () => {
  await scheduler.register({ name: 'close', config: parseExactJson('{"account":9007199254740993}') });
  const { status, body } = await scheduler.api('POST', '/api/jobs/close/trigger', {});
  expect(status).toBe(200);
  const page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/close?run=${body.executionId}`);
  await page
    .getByRole('dialog')
    .getByText(/"account": ?9007199254740993\b/)
    .waitFor();
});
