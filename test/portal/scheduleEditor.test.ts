// The schedule editor as its user has it: typed, previewed by the server, saved, refused.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(), startBrowser()]);
  await scheduler.register({
    name: 'weekly-digest',
    displayName: 'Weekly digest',
    cronExpression: '0 9 * * MON',
    timeZone: 'Europe/London',
  });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  await page?.context().close();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
  });
  page = await context.newPage();
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/weekly-digest?edit=schedule`);
  await page.getByRole('dialog', { name: 'Schedule of Weekly digest' }).waitFor();
});

const expression = () => page.getByLabel('Cron expression');
const save = () => page.getByRole('button', { name: 'Save' });

it('shows what an expression means while it is typed, and marks what is new', async () => {
  await page.getByRole('heading', { name: 'every Monday at 09:00 (Europe/London)' }).waitFor();
  expect(await save().isDisabled()).toBe(true);
  await expression().fill('30 1 L * *');
  await page.getByRole('heading', { name: 'the last day of the month at 01:30 (Europe/London)' }).waitFor();
  const runs = page.getByRole('table', { name: 'Next runs' });
  expect(await runs.getByText('new', { exact: true }).count()).toBe(10);
  expect(await runs.getByRole('columnheader').allInnerTexts()).toEqual([
    'Europe/London',
    'Europe/Paris',
    'From now',
  ]);
  await expression().fill('0 25 * * *');
  await page.getByText('hour: 25 is above 23').or(page.getByText('Hour: 25 is above 23')).waitFor();
  await page.getByText('Preview of the last valid expression').waitFor();
  expect(await save().isDisabled()).toBe(true);
});

it('saves the change with its reason, and says so', async () => {
  await expression().fill('0 18 * * FRI');
  await page.getByText(/Next run moves from Mon/).waitFor();
  await page.getByLabel('Reason').fill('after office hours');
  await save().click();
  await page.getByText(/overrides cronExpression/).waitFor();
  const job = await scheduler.job('weekly-digest');
  expect(job).toMatchObject({
    cronExpression: '0 18 * * FRI',
    overrides: { cronExpression: '0 18 * * FRI' },
  });
  const { events } = (await scheduler.api('GET', '/api/jobs/weekly-digest/events')).body;
  expect(events[0]).toMatchObject({ action: 'settings changed', reason: 'after office hours' });
});

it('does not overwrite what somebody else has changed meanwhile', async () => {
  await expression().fill('0 7 * * *');
  await page.getByRole('heading', { name: 'every day at 07:00 (Europe/London)' }).waitFor();
  await scheduler.api('PATCH', '/api/jobs/weekly-digest', { timeoutSeconds: 42, userId: 'ana' });
  await save().click();
  await page.getByText('Somebody changed this job meanwhile').waitFor();
  expect((await scheduler.job('weekly-digest')).cronExpression).not.toBe('0 7 * * *');
  expect(await expression().inputValue()).toBe('0 7 * * *');
});

it('keeps what was typed over a reload, and asks before it is lost', async () => {
  await expression().fill('15 4 * * *');
  await page.getByRole('heading', { name: /04:15/ }).waitFor();
  await page.reload();
  await page.getByRole('dialog', { name: 'Schedule of Weekly digest' }).waitFor();
  expect(await expression().inputValue()).toBe('15 4 * * *');
  let asked = '';
  page.once('dialog', (dialog) => {
    asked = dialog.message();
    void dialog.dismiss();
  });
  await page.keyboard.press('Escape');
  await expect.poll(() => asked).toBe('Leave without saving the schedule?');
  expect(await expression().isVisible()).toBe(true);
});
