// Every view while it waits for its data, when the scheduler cannot give it, and when there is none.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectFitInEveryLook } from '../support/looks.ts';
import { openPage } from '../support/openPage.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const API = /\/(api|health)(\/|\?|$)/;
const ALPHA = { name: 'alpha', cronExpression: '0 3 * * *' };
const REQUEST_ID = '7f3a1c52-0000-4000-8000-000000000000';

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

async function open(path: string, prepare: (page: Page) => Promise<unknown> = async () => undefined) {
  const page = await openPage(browser);
  await prepare(page);
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  return page;
}

describe('without any job', () => {
  it('the list says how to register one, and shows it as soon as it is there', async () => {
    const page = await open('jobs');
    await page.getByRole('heading', { name: 'No job is registered yet' }).waitFor();
    await page.getByText(`${scheduler.url}/api/jobs/register`).waitFor();
    await page.getByRole('button', { name: 'Copy registration' }).waitFor();
    await expectFitInEveryLook(page);
    await scheduler.register(ALPHA);
    await page.getByRole('link', { name: 'alpha' }).waitFor();
  });
});

describe('before anything has happened', () => {
  beforeAll(() => scheduler.register(ALPHA));

  it.each([
    ['jobs/alpha', /no runs in 30 days/],
    ['jobs/alpha/history', /No runs yet\. First run in .*“Run now”/],
    ['jobs/alpha/dependencies', /runs after no other/],
    ['runs', /Nothing is running/],
    ['services', /test-service/],
    ['audit', /Nobody has changed anything/],
  ])('%s says so', async (path, says) => {
    const page = await open(path);
    await page.getByText(says).first().waitFor();
    await expectFitInEveryLook(page);
  });
});

describe.each([
  'jobs',
  'jobs/alpha',
  'jobs/alpha/history',
  'jobs/alpha/upcoming',
  'jobs/alpha/settings',
  'jobs/alpha/dependencies',
  'jobs/alpha/audit',
  'jobs/alpha?edit=schedule',
  `jobs/alpha?run=${REQUEST_ID}`,
  'runs',
  'services',
  'audit',
])('%s', (path) => {
  it('holds its place while it loads', async () => {
    const page = await open(path, (opened) => opened.route(API, () => undefined));
    await page.locator('.mantine-Skeleton-root, [aria-busy="true"]').first().waitFor();
    await expectFitInEveryLook(page);
  });

  it('says why it could not load, and for which request', async () => {
    const page = await open(path, (opened) =>
      opened.route(API, (route) =>
        route.fulfill({
          status: 503,
          headers: { 'x-request-id': REQUEST_ID },
          json: { code: 'DATABASE_UNAVAILABLE', message: 'the database does not answer; try again' },
        }),
      ),
    );
    await page
      .getByText(new RegExp(REQUEST_ID.slice(0, 4)))
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /Retry|Try again|Refresh/ }).count()).toBeGreaterThan(0);
    await expectFitInEveryLook(page);
  });
});
