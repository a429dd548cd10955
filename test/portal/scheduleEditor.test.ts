// The schedule editor as its user has it: typed, previewed by the server, saved, refused.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
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
  page = await openPage(browser, { timezoneId: 'Europe/Paris' });
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/weekly-digest?edit=schedule`);
  await page.getByRole('dialog', { name: 'Schedule of Weekly digest' }).waitFor();
});

const expression = () => page.getByLabel('Cron expression');
const editor = () => page.getByRole('dialog', { name: 'Schedule of Weekly digest' });
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
  await page
    .getByText(/Next run moves from Mon .* \(Europe\/London\) to Fri .* \(Europe\/London\)/)
    .waitFor();
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

it('tells who changed what meanwhile, and saves only what has been laid on top of that', async () => {
  await expression().fill('0 7 * * *');
  await page.getByRole('heading', { name: 'every day at 07:00 (Europe/London)' }).waitFor();
  await scheduler.api('PATCH', '/api/jobs/weekly-digest', {
    timeoutSeconds: 42,
    timeZone: 'Europe/Berlin',
    userId: 'ana',
    reason: 'moved',
  });
  const said = page.getByRole('alert').filter({ hasText: 'ana changed this job in the meantime' });
  await said.waitFor();
  await said.getByText(/ana changed .* this job .*, because: moved/).waitFor();
  await said.getByText('from 300 s to 42 s').waitFor({ state: 'attached' });
  await said.getByText('from Europe/London to Europe/Berlin').waitFor({ state: 'attached' });
  await page.getByText(/now: .*\(Europe\/Berlin\)/).waitFor();
  expect(await save().isDisabled()).toBe(true);
  expect(await expression().inputValue()).toBe('0 7 * * *');
  await expectAccessible(page);

  await said.getByRole('button', { name: 'Apply my changes on top' }).click();
  await page.getByRole('heading', { name: 'every day at 07:00 (Europe/Berlin)' }).waitFor();
  await save().click();
  await page
    .getByText(/overrides/)
    .first()
    .waitFor();
  expect(await scheduler.job('weekly-digest')).toMatchObject({
    cronExpression: '0 7 * * *',
    timeZone: 'Europe/Berlin',
    timeoutSeconds: 42,
  });
});

it('does not overwrite what the page does not know of yet', async () => {
  await expression().fill('0 8 * * *');
  await page.getByRole('heading', { name: /every day at 08:00/ }).waitFor();
  await page.route(/\/api\/jobs\?view=summary/, (route) => route.fulfill({ status: 503, body: '{}' }));
  await page.getByText(/^Could not refresh/).waitFor();
  await scheduler.api('PATCH', '/api/jobs/weekly-digest', { timeoutSeconds: 43, userId: 'ben' });
  await save().click();
  await page.getByText('ben changed this job in the meantime').waitFor();
  await page.getByText('from 42 s to 43 s').waitFor({ state: 'attached' });
  expect((await scheduler.job('weekly-digest')).cronExpression).not.toBe('0 8 * * *');
  await page.getByRole('button', { name: 'Drop my changes' }).click();
  await expect.poll(() => expression().inputValue()).not.toBe('0 8 * * *');
  expect(await page.getByText('No changes yet.').isVisible()).toBe(true);
});

it('keeps what was typed over a reload, and asks before it is lost, whichever way one leaves', async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit schedule' }).click();
  await expression().fill('15 4 * * *');
  await page.getByRole('heading', { name: /04:15/ }).waitFor();
  await page.reload();
  await editor().waitFor();
  expect(await expression().inputValue()).toBe('15 4 * * *');
  const asked = page.getByRole('dialog', { name: 'Leave without saving the schedule?' });
  const leaving = [
    () => page.keyboard.press('Escape'),
    () => page.getByRole('button', { name: 'Close the schedule editor' }).click(),
    () => page.getByRole('button', { name: 'Cancel', exact: true }).click(),
    () => page.goBack(),
  ];
  for (const leave of leaving) {
    await leave();
    await asked.waitFor();
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    expect(await expression().inputValue()).toBe('15 4 * * *');
  }
  await page.keyboard.press('Escape');
  await asked.getByRole('button', { name: 'Leave without saving' }).click();
  await editor().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Edit schedule' }).click();
  await expect.poll(() => expression().inputValue()).not.toBe('15 4 * * *');
});

it('goes on by itself after an outage, without another key', async () => {
  await page.route(/\/api\/cron\/preview/, (route) => route.abort());
  await expression().fill('45 6 * * *');
  await page.getByText(/The scheduler does not answer/).waitFor();
  expect(await save().isDisabled()).toBe(true);
  // It is not the expression that is wrong.
  expect(await expression().getAttribute('aria-invalid')).not.toBe('true');
  await page.unroute(/\/api\/cron\/preview/);
  await page.getByRole('heading', { name: /every day at 06:45/ }).waitFor();
  expect(await save().isEnabled()).toBe(true);
});

it('tells the seconds of a job that needs them, and goes on with the clock', async () => {
  await expression().fill('* * * * * *');
  const runs = page.getByRole('table', { name: 'Next runs' }).getByRole('row');
  await runs.getByText(/in 8 s/).waitFor();
  const first = await runs.nth(1).innerText();
  expect(first).toMatch(/\d\d:\d\d:\d\d/);
  await expect.poll(() => runs.filter({ hasText: first.split('\t')[0]! }).count()).toBe(0);
  await expect.poll(() => runs.count()).toBeGreaterThan(8);
  expect((await runs.allInnerTexts()).join(' ')).not.toMatch(/-\d|ago/);
});

it('says what is missing, in sight, and how to run a job only when triggered', async () => {
  await page.setViewportSize({ width: 1000, height: 420 });
  await page.getByText('No changes yet.').waitFor();
  expect(await save().isVisible()).toBe(true);
  expect((await save().boundingBox())!.y).toBeLessThan(420);
  await page.getByText('Only when triggered').click();
  await page.getByText('Enter an expression or choose when the job should run.').waitFor();
  expect(await save().isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Disable it…' }).click();
  await page.getByRole('dialog', { name: 'Disable Weekly digest?' }).waitFor();
});
