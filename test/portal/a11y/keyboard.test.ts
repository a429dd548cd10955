// Every action on a job without a mouse; afterwards the focus is where it came from, or on what has taken its place.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../../support/chromium.ts';
import { openPage } from '../../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../../support/testService.ts';

const NAMES = Array.from({ length: 6 }, (_, index) => `job-${index}`);
/** More than any dialog has controls. */
const MAX_TABS = 40;
const FOCUSED_ROW = 'document.activeElement?.closest("tr")?.dataset.name';
const FOCUSED_NAME = `(({ ariaLabel, labels, textContent }) =>
  ariaLabel ?? labels?.[0]?.textContent ?? textContent.trim())(document.activeElement)`;
const FOCUSED_TAG = 'document.activeElement.tagName';

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  for (const name of NAMES) await scheduler.register({ name, cronExpression: '0 3 * * *' });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs?sort=name`);
  await page.locator('tr[data-name="job-0"]').waitFor();
});

const dialog = (name: string) => page.getByRole('dialog', { name });
const press = (keys: string) => page.keyboard.press(keys);

/** From the top of the page, as somebody who has just opened it. */
async function goToRow(name: string): Promise<void> {
  await press('/');
  await press('Escape');
  for (let tabs = 0; (await focusedRow()) === undefined; tabs += 1) {
    expect(tabs).toBeLessThan(MAX_TABS);
    await press('Tab');
  }
  for (let rows = 0; (await focusedRow()) !== name; rows += 1) {
    expect(rows).toBeLessThan(NAMES.length);
    await press('j');
  }
}

const focusedRow = () => page.evaluate<string | undefined>(FOCUSED_ROW);

async function tabTo(name: string): Promise<void> {
  for (let tabs = 0; (await page.evaluate<string>(FOCUSED_NAME)) !== name; tabs += 1) {
    expect(tabs, `Tab to "${name}"`).toBeLessThan(MAX_TABS);
    await press('Tab');
  }
}

async function confirm(asked: string, button: string): Promise<void> {
  await tabTo(button);
  await press('Enter');
  await dialog(asked).waitFor({ state: 'detached' });
}

async function chooseFromMenu(name: string, item: string): Promise<void> {
  await goToRow(name);
  await tabTo(`More for ${name}`);
  await press('Enter');
  await page.getByRole('menu').waitFor();
  for (let steps = 0; (await page.evaluate<string>(FOCUSED_NAME)) !== item; steps += 1) {
    expect(steps, `arrow to "${item}"`).toBeLessThan(MAX_TABS);
    await press('ArrowDown');
  }
  await press('Enter');
}

it('disables and enables', async () => {
  await goToRow('job-0');
  await press('e');
  await dialog('Disable job-0?').waitFor();
  await page.keyboard.type('maintenance');
  await confirm('Disable job-0?', 'Disable');
  await expect.poll(focusedRow).toBe('job-0');
  expect(await scheduler.job('job-0')).toMatchObject({ enabled: false });

  await page.locator('tr[data-name="job-0"]').getByText('Disabled').waitFor();
  await press('e');
  await dialog('Enable job-0?').waitFor();
  expect(await page.evaluate<string>(FOCUSED_NAME)).toBe('Cancel');
  await confirm('Enable job-0?', 'Enable');
  await expect.poll(focusedRow).toBe('job-0');
  expect(await scheduler.job('job-0')).toMatchObject({ enabled: true });
});

it('runs now, and cancels the run', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await goToRow('job-1');
  await press('r');
  await dialog('Run job-1 now?').waitFor();
  await confirm('Run job-1 now?', 'Run now');
  await expect.poll(focusedRow).toBe('job-1');

  await page
    .locator('tr[data-name="job-1"]')
    .getByText(/Running/)
    .waitFor();
  await press('c');
  await dialog('Cancel this run of job-1?').waitFor();
  await confirm('Cancel this run of job-1?', 'Cancel run');
  await expect.poll(focusedRow).toBe('job-1');
  await scheduler.execution('job-1', ({ status }) => status === 'cancelled');
  held.release();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
});

it('skips the next run', async () => {
  await chooseFromMenu('job-2', 'Skip the next run');
  const asked = page.getByRole('dialog');
  await asked.waitFor();
  await tabTo('Skip it');
  await press('Enter');
  await asked.waitFor({ state: 'detached' });
  await expect.poll(focusedRow).toBe('job-2');
  expect((await scheduler.history('job-2')).map(({ status }) => status)).toEqual(['skipped']);
});

it('returns to what is declared', async () => {
  await scheduler.api('PATCH', '/api/jobs/job-3', { timeoutSeconds: 900 });
  await page
    .locator('tr[data-name="job-3"]')
    .getByLabel(/edited by/)
    .waitFor();
  await chooseFromMenu('job-3', 'Return to declared');
  await dialog('Drop 1 override of job-3?').waitFor();
  await confirm('Drop 1 override of job-3?', 'Return to declared');
  await expect.poll(focusedRow).toBe('job-3');
  expect((await scheduler.job('job-3')).overrides).toEqual({});
});

it('edits the schedule', async () => {
  await goToRow('job-4');
  await press('s');
  const editor = dialog('Schedule of job-4');
  await editor.waitFor();
  await tabTo('Cron expression');
  await press('ControlOrMeta+a');
  await page.keyboard.type('0 4 * * *');
  await editor.getByRole('heading', { name: 'every day at 04:00' }).waitFor();
  await tabTo('Save');
  await press('Enter');
  await editor.waitFor({ state: 'detached' });
  expect((await scheduler.job('job-4')).cronExpression).toBe('0 4 * * *');
  // The row was left with the list: the job's page has taken its place.
  await expect.poll(() => page.evaluate(FOCUSED_TAG)).toBe('MAIN');
});

it('disables a range of jobs', async () => {
  await goToRow('job-2');
  await press('Shift+ArrowDown');
  await page.getByText('2 selected').waitFor();
  await tabTo('Disable');
  await press('Enter');
  await dialog('Disable 2 jobs?').waitFor();
  await tabTo('Reason *');
  await page.keyboard.type('moving');
  await confirm('Disable 2 jobs?', 'Disable');
  await expect.poll(async () => (await scheduler.job('job-3')).enabled).toBe(false);
  expect(await scheduler.job('job-2')).toMatchObject({ enabled: false });
  expect(await scheduler.job('job-4')).toMatchObject({ enabled: true });
  await expect.poll(() => page.evaluate(FOCUSED_TAG)).not.toBe('BODY');
});

it('opens a run from the strip, and comes back to it', async () => {
  await scheduler.api('POST', '/api/jobs/job-0/trigger', {});
  const strip = 'Last run: 1 completed';
  await page.locator('tr[data-name="job-0"]').getByRole('button', { name: strip }).waitFor();
  await goToRow('job-0');
  await tabTo(strip);
  await press('Enter');
  await dialog('Run of job-0').waitFor();
  await press('Escape');
  await dialog('Run of job-0').waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate<string>(FOCUSED_NAME)).toBe(strip);
});

it('goes through the runs of a job in its drawer', async () => {
  const runs: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const { executionId } = (await scheduler.api('POST', '/api/jobs/job-4/trigger', {})).body;
    runs.push(executionId);
  }
  const [first, second] = runs;
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/job-4/history?run=${second}`);
  await page.getByRole('button', { name: 'Previous run' }).and(page.locator(':enabled')).waitFor();
  await press('[');
  await page.waitForURL(`**run=${first}`);
  await page.getByRole('button', { name: 'Next run' }).and(page.locator(':enabled')).waitFor();
  await press(']');
  await page.waitForURL(`**run=${second}`);
});

it('deletes, and goes on at the row that has taken the place', async () => {
  await chooseFromMenu('job-5', 'Delete');
  await dialog('Delete job-5?').waitFor();
  await page.keyboard.type('not used');
  await press('Tab');
  await page.keyboard.type('job-5');
  await confirm('Delete job-5?', 'Delete');
  await page.locator('tr[data-name="job-5"]').waitFor({ state: 'detached' });
  await expect.poll(focusedRow).toBe('job-4');
});
