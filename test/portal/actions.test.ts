// What can be done from the list of all jobs, as people do it.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

const NAMES = Array.from({ length: 24 }, (_, index) => `job-${String(index).padStart(2, '0')}`);

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  for (const name of NAMES)
    await scheduler.register({ name, cronExpression: '0 3 * * *', config: { batch: 5 } });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await row('job-00').waitFor();
});

const row = (name: string) =>
  page
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first();
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
const focusRow = async (name: string) => {
  await row(name).getByRole('link').first().focus();
};

/** The list draws only the rows that are seen. */
async function show(name: string): Promise<void> {
  await page.goto(`${scheduler.url}/admin/scheduler/jobs?q=${name}`);
  await row(name).waitFor();
}

async function openMenu(name: string, item: string): Promise<void> {
  await show(name);
  await row(name)
    .getByRole('button', { name: `More for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

it('disables a job with a reason, and enables it again from the toast', async () => {
  await row('job-00').getByRole('switch').click();
  const asked = dialog('Disable job-00?');
  await asked.getByText(/the next 3 runs will be skipped/).waitFor();
  const confirm = asked.getByRole('button', { name: 'Disable', exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  await asked.getByLabel('Reason').fill('maintenance');
  await confirm.click();
  await asked.waitFor({ state: 'detached' });
  await row('job-00').getByText('Disabled').waitFor();
  expect(await scheduler.job('job-00')).toMatchObject({ enabled: false });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row('job-00').getByText('Enabled').waitFor();
  const { events } = (await scheduler.api('GET', '/api/events?job=job-00')).body;
  expect(events[1]).toMatchObject({ action: 'disabled', reason: 'maintenance', source: 'portal' });
});

it('asks for the list once after a change', async () => {
  await page.keyboard.press('l');
  await page.getByRole('button', { name: /Paused/ }).waitFor();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('view=summary')) asked += 1;
  });
  await row('job-12').getByRole('switch').click();
  await dialog('Disable job-12?').getByLabel('Reason').fill('maintenance');
  await dialog('Disable job-12?').getByRole('button', { name: 'Disable', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await row('job-12').getByText('Disabled').waitFor();
  expect(asked).toBe(1);
});

it('runs a job once with another config', async () => {
  await row('job-01').getByRole('button', { name: 'Run job-01 now' }).click();
  const asked = dialog('Run job-01 now?');
  await asked.getByText('test-service gets POST /jobs/run. The schedule does not change.').waitFor();
  const config = asked.getByLabel('Config');
  await expect.poll(() => config.inputValue()).toContain('"batch": 5');
  await config.fill('[1]');
  expect(await asked.getByRole('button', { name: 'Run now' }).isDisabled()).toBe(true);
  await config.fill('{"batch": 9}');
  await asked.getByRole('button', { name: 'Run now' }).click();
  await asked.waitFor({ state: 'detached' });
  const run = await scheduler.execution('job-01', ({ status }) => status === 'completed');
  expect(run.config).toEqual({ batch: 9 });
  await page.getByRole('link', { name: 'Open the run' }).click();
  await page.getByRole('dialog', { name: 'Run of job-01' }).waitFor();
});

it('cancels a running run from its row', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await scheduler.api('POST', '/api/jobs/job-02/trigger', {}, { prefer: 'respond-async' });
  await row('job-02')
    .getByText(/Running/)
    .waitFor();
  await openMenu('job-02', 'Cancel the run');
  const asked = dialog('Cancel this run of job-02?');
  await asked
    .getByText(/The call to test-service is aborted after .* Work it already did is not undone/)
    .waitFor();
  await asked.getByRole('button', { name: 'Cancel run' }).click();
  expect(
    (await scheduler.execution('job-02', ({ status }) => status === 'cancelled')).cancel_requested_by,
  ).toBeTruthy();
  held.release();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
});

it('deletes a job only when its name is typed and a reason is given', async () => {
  await openMenu('job-23', 'Delete');
  const asked = dialog('Delete job-23?');
  const confirm = asked.getByRole('button', { name: 'Delete', exact: true });
  await asked.getByLabel('Reason').fill('not used');
  expect(await confirm.isDisabled()).toBe(true);
  await asked.getByLabel('Type job-23 to delete it').fill('job-23');
  await confirm.click();
  await asked.waitFor({ state: 'detached' });
  await expect.poll(() => row('job-23').count()).toBe(0);
  expect((await scheduler.api('GET', '/api/jobs/job-23')).status).toBe(404);
});

it('returns a job to what its service declares', async () => {
  await scheduler.api('PATCH', '/api/jobs/job-03', { timeoutSeconds: 900 });
  await page.reload();
  await openMenu('job-03', 'Return to declared');
  const asked = dialog('Drop 1 override of job-03?');
  await asked.getByRole('row', { name: /timeout 900 s 300 s/ }).waitFor();
  await asked.getByRole('button', { name: 'Return to declared' }).click();
  await asked.waitFor({ state: 'detached' });
  expect((await scheduler.job('job-03')).overrides).toEqual({});
});

it('changes exactly the selected jobs, by name, although the filter has changed meanwhile', async () => {
  const chosen = NAMES.slice(4, 8);
  for (const name of chosen) await row(name).getByRole('checkbox').check();
  await page.keyboard.press('/');
  await page.keyboard.type('job-05');
  await page.getByText(/4 selected, 3 hidden/).waitFor();
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  const asked = dialog('Disable 4 jobs?');
  await asked.getByLabel('Reason').fill('moving');
  await asked.getByRole('button', { name: 'Disable', exact: true }).click();
  await page.getByText('4 disabled').waitFor();
  const enabled = await Promise.all(
    NAMES.slice(3, 9).map(async (name) => (await scheduler.job(name)).enabled),
  );
  expect(enabled).toEqual([true, false, false, false, false, true]);
});

it('answers to single keys, and not while one types', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('job-1');
  await page.getByText(/^10 of 2\d jobs$/).waitFor();
  await page.keyboard.press('Escape');
  await focusRow('job-10');
  await page.keyboard.press('e');
  await dialog('Disable job-10?').waitFor();
  await page.keyboard.press('Escape');
  await dialog('Disable job-10?').waitFor({ state: 'detached' });
  await page.keyboard.press('r');
  await dialog('Run job-10 now?').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await dialog(/keyboard|keys|shortcuts/i).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect.poll(() => new URL(page.url()).pathname).toBe('/admin/scheduler/runs');
});

it('shows a refusal in the dialog, and keeps what was typed', async () => {
  const gone = 'job-22';
  await show(gone);
  await row(gone).getByRole('switch').click();
  await scheduler.api('DELETE', `/api/jobs/${gone}`);
  const asked = dialog(`Disable ${gone}?`);
  await asked.getByLabel('Reason').fill('too late');
  await asked.getByRole('button', { name: 'Disable', exact: true }).click();
  await asked
    .getByRole('alert')
    .getByText(/is not registered/)
    .waitFor();
  expect(await asked.getByLabel('Reason').inputValue()).toBe('too late');
});
