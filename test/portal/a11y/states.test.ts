// Every view before its answer, without anything to show, and without an answer: readable for everybody, and what comes next
// takes the place that was kept for it.
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../../support/chromium.ts';
import { expectAccessible, expectAccessibleLayout } from '../../support/expectAccessible.ts';
import { lookAs } from '../../support/looks.ts';
import { openPage } from '../../support/openPage.ts';
import { PORTAL_VIEWS, type PortalView } from '../../support/portalViews.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../../support/scheduler.ts';
import type { SeededScheduler } from '../../support/seededScheduler.ts';
import { sharedSeed } from '../../support/sharedSeed.ts';

const API = /\/api\//;
/** All but the list, which a job's page draws its head from. */
const BUT_THE_LIST = /\/api\/(?!jobs\?view=summary)/;

interface View extends PortalView {
  /** What is withheld, or fails. */
  asks: RegExp;
  failure: string;
  /** Its own answer, after which the list still may not have come. */
  ownAnswer?: RegExp;
  /** Rows of the table of which the first takes the place of the first that was drawn for it. */
  rows?: string;
  /** Of the height that was kept, if the first may be higher: a failing job has a line more. */
  usualRow?: string;
}

const TABLE_ROW = 'main table tbody tr';
const VIEWS: Record<string, View> = {
  jobs: {
    ...PORTAL_VIEWS.jobs,
    asks: API,
    failure: 'the jobs',
    rows: 'tr[data-name]',
    usualRow: 'tr[data-name]:not([data-failing])',
  },
  job: { ...PORTAL_VIEWS['job-overview'], asks: API, failure: 'job crawl-news' },
  'job-overview': { ...PORTAL_VIEWS['job-overview'], asks: BUT_THE_LIST, failure: 'the statistics' },
  'job-history': {
    ...PORTAL_VIEWS['job-history'],
    asks: BUT_THE_LIST,
    failure: 'the history',
    rows: TABLE_ROW,
  },
  'job-upcoming': {
    ...PORTAL_VIEWS['job-upcoming'],
    asks: BUT_THE_LIST,
    failure: 'the next runs',
    rows: TABLE_ROW,
  },
  'job-settings': {
    ...PORTAL_VIEWS['job-settings'],
    asks: BUT_THE_LIST,
    failure: 'the settings',
    rows: TABLE_ROW,
  },
  'job-dependencies': {
    ...PORTAL_VIEWS['job-dependencies'],
    asks: BUT_THE_LIST,
    failure: 'the dependencies',
  },
  'job-audit': { ...PORTAL_VIEWS['job-audit'], asks: BUT_THE_LIST, failure: 'the audit trail' },
  'run-drawer': { ...PORTAL_VIEWS['run-drawer'], asks: BUT_THE_LIST, failure: 'this run' },
  'schedule-editor': { ...PORTAL_VIEWS['schedule-editor'], asks: BUT_THE_LIST, failure: 'the schedule' },
  runs: {
    ...PORTAL_VIEWS.runs,
    asks: API,
    failure: 'the finished runs',
    ownAnswer: /api\/executions\?.*completed/,
  },
  services: { ...PORTAL_VIEWS.services, asks: API, failure: 'the services', rows: TABLE_ROW },
  audit: {
    ...PORTAL_VIEWS.audit,
    asks: API,
    failure: 'the audit trail',
    ownAnswer: /api\/events/,
    rows: TABLE_ROW,
  },
};

const refuse = (route: Route) =>
  route.fulfill({
    status: 503,
    headers: { 'content-type': 'application/json', 'x-request-id': '7f3a21bc-5d0e-4f43-9d55-0d4f3f6f1a01' },
    body: JSON.stringify({ code: 'DATABASE_UNAVAILABLE', message: 'the database does not answer' }),
  });

const LOOKED_AT_AGAIN = "window.dispatchEvent(new Event('visibilitychange'))";

const SHIFTS = `
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      window.shifts.push({ value, moved: sources.map(({ node }) => node?.outerHTML?.slice(0, 120)) });
  }).observe({ type: 'layout-shift', buffered: true });`;
const FORGET_SHIFTS = 'window.shifts = []';
const SHIFTED = 'window.shifts';
const MAX_SHIFT = 0.02;
const MAX_OFF_PX = 2;

let scheduler: SeededScheduler;
let empty: TestScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, empty, browser] = await Promise.all([sharedSeed(), startTestScheduler(SELDOM), startBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await empty.stop();
});
beforeEach(async () => {
  page = await openPage(browser, { timezoneId: 'Europe/Paris' });
});

const open = (path: string, of: { url: string } = scheduler) =>
  page.goto(`${of.url}/admin/scheduler/${path.replace(':run', scheduler.failedRun)}`);
const loading = () => page.locator('[aria-busy="true"]');

/** Colours do not depend on the width, nor the layout on the colours: two looks show both of each. */
async function expectAccessibleInEveryLook(): Promise<void> {
  await lookAs(page, 'narrow-dark');
  await expectAccessibleLayout(page);
  // The wide one last: the tests go on from there.
  await lookAs(page, 'wide');
  await expectAccessible(page);
}

describe('loading', () => {
  it.each(Object.entries(VIEWS))('%s', async (_, { path, shows, asks, ownAnswer, rows, usualRow }) => {
    const [held, listHeld] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.addInitScript(SHIFTS);
    await page.route(asks, async (route) => {
      await (BUT_THE_LIST.test(route.request().url()) ? held : listHeld).promise;
      await route.continue();
    });
    await open(path);
    await loading().first().waitFor();
    await expectAccessibleInEveryLook();
    const kept = rows === undefined ? null : await loading().locator('[data-row]').first().boundingBox();

    await page.evaluate(FORGET_SHIFTS);
    const answered = ownAnswer && page.waitForResponse(ownAnswer);
    held.resolve();
    await (await answered)?.finished();
    listHeld.resolve();
    await page.getByText(shows).first().waitFor();
    await loading().first().waitFor({ state: 'detached' });
    const shifts = await page.evaluate<{ value: number; moved: string[] }[]>(SHIFTED);
    const shifted = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(shifted, JSON.stringify(shifts)).toBeLessThanOrEqual(MAX_SHIFT);
    if (rows === undefined) return;
    const drawn = await page.locator(rows).first().boundingBox();
    const usual = await page
      .locator(usualRow ?? rows)
      .first()
      .boundingBox();
    expect(Math.abs(drawn!.y - kept!.y), 'px from the place kept').toBeLessThanOrEqual(MAX_OFF_PX);
    expect(Math.abs(usual!.height - kept!.height), 'px from the height kept').toBeLessThanOrEqual(MAX_OFF_PX);
  });
});

const NOTE_THE_CLICK =
  "document.addEventListener('click', () => { window.clicked = true; }, { capture: true, once: true })";
const CLICKED = 'window.clicked === true';

describe('error', () => {
  it.each(Object.entries(VIEWS))('%s', async (_, { path, shows, asks, failure }) => {
    // Views ask again by themselves every few seconds: what they ask before the click must fail as well.
    const refuseUntilTheClick = async (route: Route) =>
      (await page.evaluate<boolean>(CLICKED)) ? route.fallback() : refuse(route);
    await page.clock.install();
    await page.route(asks, refuseUntilTheClick);
    await open(path);
    const said = page.getByText(`Could not load ${failure} (503, request 7f3a21bc)`);
    // It is asked for again, twice, before the page gives up.
    await expect
      .poll(async () => {
        await page.clock.fastForward(2_000);
        return said.isVisible();
      })
      .toBe(true);
    await expectAccessibleInEveryLook();

    await page.evaluate(NOTE_THE_CLICK);
    await page
      .getByRole('alert')
      .filter({ has: said })
      .getByRole('button', { name: /^(Retry|Retrying)$/ })
      .click();
    await page.getByText(shows).first().waitFor();
    await said.waitFor({ state: 'detached' });
  });
});

it('keeps the error of a job and its Retry while it is asked for again', async () => {
  const { path, failure } = VIEWS['job']!;
  await page.clock.install();
  await page.route(API, refuse);
  await open(path);
  const retry = page.getByRole('alert').getByRole('button', { name: /^(Retry|Retrying)$/ });
  await expect
    .poll(async () => {
      await page.clock.fastForward(2_000);
      return retry.isVisible();
    })
    .toBe(true);
  const asked = page.waitForRequest(/\/api\/jobs\/[^/]+\/summary/);
  await page.unroute(API, refuse);
  await page.route(API, () => undefined); // no answer
  await page.clock.fastForward(6_000);
  await asked;
  expect(await retry.isVisible(), `Could not load ${failure}`).toBe(true);
});

describe('an answer that does not come again', () => {
  it.each(['job-upcoming', 'job-settings', 'job-dependencies', 'services'])(
    'leaves %s as it was',
    async (view) => {
      const { path, shows, failure } = VIEWS[view]!;
      await page.clock.install();
      await open(path);
      await page.getByText(shows).first().waitFor();
      await page.route(BUT_THE_LIST, refuse);
      const said = page.getByText(`Could not refresh ${failure} (503, request 7f3a21bc)`);
      await expect
        .poll(async () => {
          await page.clock.fastForward(3_000);
          await page.evaluate(LOOKED_AT_AGAIN);
          return said.isVisible();
        })
        .toBe(true);
      expect(await page.getByText(shows).first().isVisible()).toBe(true);
    },
  );
});

describe('empty', () => {
  it.each([
    { view: 'jobs', path: 'jobs', shows: 'No job is registered yet' },
    { view: 'runs', path: 'runs', shows: 'No run has finished yet.' },
    { view: 'services', path: 'services', shows: 'No service has registered a job yet.' },
    { view: 'audit', path: 'audit', shows: 'Nobody has changed anything.' },
  ])('$view', async ({ path, shows }) => {
    await open(path, empty);
    await page.getByText(shows).waitFor();
    await expectAccessibleInEveryLook();
  });

  it('tells how to register the first job, and shows it as soon as it is there', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('jobs', empty);
    await page.getByRole('button', { name: 'Copy registration' }).click();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toContain(`curl -X POST ${empty.url}/api/jobs/register`);
    const { name } = JSON.parse(/-d '(?<body>.*)'$/su.exec(copied)!.groups!['body']!);
    await page.getByText('Waiting for the first registration').waitFor();
    await empty.register({ name, enabled: false });
    await page.locator(`tr[data-name="${name}"]`).waitFor();
    await expectAccessibleInEveryLook();
  });
});

describe('empty, of a job', () => {
  beforeAll(() => empty.register({ name: 'daily-digest', enabled: false }));

  it.each([
    { view: 'job-overview', path: 'jobs/daily-digest', shows: /No runs yet/ },
    { view: 'job-history', path: 'jobs/daily-digest/history', shows: /No runs yet/ },
    { view: 'job-upcoming', path: 'jobs/daily-digest/upcoming', shows: /only when triggered|disabled/ },
    {
      view: 'job-dependencies',
      path: 'jobs/daily-digest/dependencies',
      shows: /does not depend on other jobs/,
    },
    { view: 'job-audit', path: 'jobs/daily-digest/audit', shows: 'Nobody has changed anything.' },
    {
      view: 'run-drawer',
      path: 'runs?run=00000000-0000-4000-8000-000000000000',
      shows: /Could not load this run \(404/,
    },
  ])('$view', async ({ path, shows }) => {
    await open(path, empty);
    await page.getByText(shows).first().waitFor();
    await expectAccessibleInEveryLook();
  });
});

describe('a scheduler of another version', () => {
  it.each([
    { version: '0.0.9', says: /The scheduler \(0\.0\.9\) is older than this page/ },
    { version: '99.10.0', says: /the scheduler was updated to 99\.10\.0/ },
  ])('is told apart: $version', async ({ version, says }) => {
    await page.route(/\/health$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), version } });
    });
    await open('jobs');
    await page.getByText(says).waitFor();
    await page.getByText('Invoice sync').first().waitFor();
    await expectAccessible(page);
    await page.unroute(/\/health$/);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText(says).waitFor({ state: 'detached' });
  });
});
