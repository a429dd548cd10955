// What the portal says of jobs and runs is so, and is told where one looks for it: on a wide screen and on a phone.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCause, failing, jobSummary, running } from '../../portal/src/live/jobSummary.fixture.ts';
import type { JobSummary } from '../../src/contract/jobSummaries.ts';
import { startBrowser } from '../support/chromium.ts';
import { expectNoSidewaysScroll } from '../support/expectAccessible.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

const LIST = /\/api\/jobs\?view=summary/;
const PHONE = { viewport: { width: 360, height: 740 } };
const UNTIL = '2999-01-01T12:00:00.000Z';
const SAID = `the index of ${'orders and invoices '.repeat(4)}is locked`;
const LONG_ERROR = `test-service answered HTTP 500: {"success":false,"error":"${SAID}"}`;
const LONG_CAUSE = aCause({ attemptCode: 'answered', httpStatus: 500, said: SAID });
const ZONES = ['Europe/London', 'Asia/Kolkata', 'America/New_York'];

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.register({ name: 'digest', cronExpression: '0 3 * * *' });
  await scheduler.register({ name: 'export', cronExpression: '0 3 * * *', timeZone: 'Asia/Kolkata' });
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(browser, { timezoneId: 'Europe/Paris', ...options });
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  return page;
}

/** The list with these jobs instead of the scheduler's. */
async function openWith(
  jobs: JobSummary[],
  path = 'jobs',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await openPage(browser, { timezoneId: 'Europe/Paris', ...options });
  await page.route(LIST, (route) =>
    route.fulfill({
      json: { jobs, deleted: [], cursor: '1', serverTime: new Date().toISOString(), full: true },
    }),
  );
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  await page.locator('tr[data-name]').first().waitFor();
  return page;
}

const row = (page: Page, name: string) => page.locator(`tr[data-name="${name}"]`);

it('shows one instant alike in every row of the list, whatever the jobs’ zones are, and names UTC', async () => {
  const paused = ZONES.map((timeZone, index) =>
    jobSummary({ name: `paused-${index}`, timeZone, pausedUntil: UNTIL, status: 'paused' }),
  );
  const page = await openWith(paused);
  const states = page.locator('[data-status="paused"]');
  expect(await states.allTextContents()).toEqual(ZONES.map(() => 'Paused until Tue 1 Jan 2999, 13:00'));
  await page.getByLabel('Show times in').selectOption('utc');
  await expect
    .poll(() => states.allTextContents())
    .toEqual(ZONES.map(() => 'Paused until Tue 1 Jan 2999, 12:00 (UTC)'));
});

it('names a job’s zone on its own page, where it is not the viewer’s', async () => {
  await scheduler.api('POST', '/api/jobs/export/disable', { reason: 'move', until: UNTIL });
  const page = await open('jobs/export');
  await page.getByText('Paused until Tue 1 Jan 2999, 17:30 (Asia/Kolkata)').waitFor();
  await scheduler.api('POST', '/api/jobs/export/enable', {});
});

describe('a failing job', () => {
  const failed = jobSummary({
    name: 'search-index',
    service: 'test-service',
    failing: { ...failing(60_000)!, latestError: LONG_ERROR, latestCause: LONG_CAUSE },
  });

  it('has Failing as its status, and the cause in a line of the whole width', async () => {
    const page = await openWith([failed, jobSummary({ name: 'well' })]);
    await row(page, 'search-index').getByText('Failing').first().waitFor();
    expect(await row(page, 'search-index').getByText('Enabled').count()).toBe(0);
    await row(page, 'well').getByText('Enabled').waitFor();
    const cause = row(page, 'search-index').getByText(/^HTTP 500: the index of orders .* is locked$/);
    expect(await cause.evaluate((line) => line.scrollWidth <= line.clientWidth)).toBe(true);
    const [above, below] = await Promise.all([cause.boundingBox(), row(page, 'well').boundingBox()]);
    expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
  });

  it('stays Failing while a run of it reports progress', async () => {
    const run = { ...running(1_000)!, progress: { percent: 30, at: new Date().toISOString() } };
    const page = await openWith([{ ...failed, running: run, runningCount: 1 }]);
    await row(page, 'search-index')
      .getByText(/Running/)
      .waitFor();
    await row(page, 'search-index').getByText('Failing').waitFor();
    await row(page, 'search-index').getByText('30 %').waitFor();
  });
});

it('counts runs in the tile, marks a job that is never due, and finds it by a filter', async () => {
  const page = await openWith([
    jobSummary({ name: 'busy', running: running(1_000), runningCount: 2, queuedCount: 5 }),
    jobSummary({ name: 'leap', cronExpression: '0 0 30 2 *', nextRunAt: null, neverFires: true }),
  ]);
  await page.getByRole('button', { name: /^2 running 5 queued/ }).waitFor();
  await row(page, 'leap').getByText('Never due').waitFor();
  await page.getByRole('button', { name: 'Status', exact: true }).first().click();
  await page.getByRole('checkbox', { name: 'Never due 1' }).check();
  await row(page, 'busy').waitFor({ state: 'detached' });
  await row(page, 'leap').waitFor();
});

it('says what a job waits for that follows a failing one, instead of “no runs yet”', async () => {
  const page = await openWith([
    jobSummary({ name: 'close', displayName: 'Billing close', failing: failing(1) }),
    jobSummary({
      name: 'report',
      cronExpression: null,
      after: [{ job: 'close', on: 'success' }],
      waitingFor: [{ job: 'close', on: 'success', lastStatus: 'failed', lastAt: null, executionId: null }],
    }),
  ]);
  await row(page, 'report').getByText('Waits for Billing close to succeed (failing)').waitFor();
});

describe('on a phone', () => {
  const jobs = Array.from({ length: 5 }, (_, index) => jobSummary({ name: `job-${index}` }));

  it('has the tiles in one row, and the filters and tools each behind a button', async () => {
    const page = await openWith(jobs, 'jobs?status=enabled&service=email-service', PHONE);
    await expectNoSidewaysScroll(page, 'phone');
    const tiles = await page.getByRole('group', { name: 'Filters by state' }).getByRole('button').all();
    const tops = await Promise.all(tiles.map(async (tile) => (await tile.boundingBox())!.y));
    expect(new Set(tops).size).toBe(1);
    const status = page.getByRole('button', { name: 'Status (1)' });
    expect(await status.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Filter (2)' }).click();
    await status.waitFor();
    const zones = page.getByLabel('Show times in');
    expect(await zones.isVisible()).toBe(false);
    await page.getByRole('button', { name: /^Live updates.*time zone/ }).click();
    await zones.waitFor();
    await expectNoSidewaysScroll(page, 'phone, all unfolded');
  });

  it('has the first job on the first screen', async () => {
    const page = await openWith(jobs, 'jobs', PHONE);
    const { y, height } = (await row(page, 'job-0').boundingBox())!;
    expect(y + height).toBeLessThan(PHONE.viewport.height);
  });

  it('shows a message above the bar of the selection, whose buttons stay free', async () => {
    const page = await open('jobs?sort=name', PHONE);
    await row(page, 'digest').getByRole('switch').click();
    const asked = page.getByRole('dialog');
    await asked.getByLabel('Reason').fill('migration');
    await asked.getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await row(page, 'export').getByRole('checkbox').check();
    const bar = page.getByRole('region', { name: 'Selected jobs' });
    const [message, below] = await Promise.all([
      page.getByRole('button', { name: 'Undo' }).boundingBox(),
      bar.boundingBox(),
    ]);
    expect(message!.y + message!.height).toBeLessThanOrEqual(below!.y);
    await bar.getByRole('button', { name: 'Clear' }).click();
    await bar.waitFor({ state: 'detached' });
    await scheduler.api('POST', '/api/jobs/digest/enable', {});
  });
});

it('proposes names for a search with typos', async () => {
  const page = await open('jobs?q=exprot');
  await page.getByRole('button', { name: 'export', exact: true }).click();
  await row(page, 'export').waitFor();
});

it('says in a sentence that a new job has no runs to show, and when the first one is due', async () => {
  const page = await open('jobs/digest');
  await page.getByText(/No runs yet\. First run in .*, .* 03:00 \(UTC\)/).waitFor();
  await scheduler.api('POST', '/api/jobs/digest/trigger', {});
  await scheduler.execution('digest', ({ status }) => status === 'completed');
  await page.reload();
  await page.getByText(/had no runs in the 30 days before/).waitFor();
  expect(await page.getByText('no earlier runs to compare with', { exact: true }).count()).toBe(0);
});

it.each([
  ['calcutta', 'Asia/Kolkata'],
  ['são paulo', 'America/Sao Paulo'],
  ['bst', 'Europe/London'],
  ['+05:45', 'Asia/Kathmandu'],
])('finds a time zone by “%s”', async (search, zone) => {
  const page = await open('jobs/digest?edit=schedule');
  await page.getByRole('combobox', { name: 'Time zone' }).fill(search);
  const found = page.getByRole('option', { name: new RegExp(`^${zone} \\(GMT`) });
  await found.click();
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Time zone' }).inputValue())
    .toMatch(new RegExp(`^${zone} \\(GMT`));
});

it('says what to search for when no zone is called so', async () => {
  const page = await open('jobs/digest?edit=schedule');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('munich');
  await page.getByText('No time zone matches “munich”. Try the nearest large city').waitFor();
});

it('takes back the skip of a run to come, from the message and from the runs to come', async () => {
  const page = await open('jobs?q=digest');
  const skip = async () => {
    await row(page, 'digest').getByRole('button', { name: 'More for digest' }).click();
    await page.getByRole('menuitem', { name: 'Skip the next run' }).click();
    await page.getByRole('button', { name: 'Skip it' }).click();
  };
  const next = (await scheduler.job('digest')).nextRunAt;
  await skip();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/no longer skips its run of/).waitFor();
  expect((await scheduler.job('digest')).nextRunAt).toBe(next);
  await page.reload();
  await skip();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/digest/upcoming`);
  await page.getByRole('button', { name: 'Undo the skip' }).click();
  await page.getByText('skipped by an operator').waitFor({ state: 'detached' });
  expect((await scheduler.job('digest')).nextRunAt).toBe(next);
});

it('shows where a service’s address comes from, its last call, and which limit is in effect', async () => {
  await scheduler.api('POST', '/api/jobs/digest/trigger', {});
  const page = await open('services');
  const service = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  expect(await service('test-service').textContent()).toContain(
    `${scheduler.service.url}, from TEST_SERVICE_URL`,
  );
  await service('test-service').getByRole('link', { name: 'HTTP 200' }).click();
  await page.getByRole('dialog').getByText('digest').first().waitFor();

  const { services } = (await scheduler.api('GET', '/api/services')).body;
  const like = (name: string, other: object) => ({ ...services[0], name, ...other });
  const variable = 'EMAIL_URL';
  const reworded = [
    like('email', {
      address: { source: 'file', url: 'https://email', variable },
      maxConcurrent: 2,
      declared: { maxConcurrent: 7 },
      overrides: { maxConcurrent: 2 },
      lastCall: { ...services[0].lastCall, httpStatus: null },
    }),
    like('mail', { address: { source: 'missing', url: null, variable: 'MAIL_URL' }, lastCall: null }),
  ];
  await page.route(/\/api\/services$/, (route) => route.fulfill({ json: { services: reworded } }));
  await page.goto(`${scheduler.url}/admin/scheduler/services`);
  const text = await service('email').textContent();
  expect(text).toContain('https://email, from the services file');
  expect(text).toContain('of 2');
  expect(text).toContain('services file: 7');
  expect(text).toContain('no answer');
  expect(await service('mail').textContent()).toContain('No address: MAIL_URL is not set');
  await service('email').getByRole('button', { name: 'Set limit' }).click();
  await page.getByText('Empty means the limit of the services file, 7.').waitFor();
});
