// Every view, wide and narrow, light and dark: it draws without an error, does not scroll sideways, and axe has nothing serious
// to say of it. With SCREENSHOTS=<folder> (`npm run screenshots`) it keeps the pictures that the docs show.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible, expectAccessibleLayout } from '../support/expectAccessible.ts';
import { lookAs, setLook } from '../support/looks.ts';
import { openLastingPage, reusePage } from '../support/openPage.ts';
import type { SeededScheduler } from '../support/seededScheduler.ts';
import { sharedSeed } from '../support/sharedSeed.ts';
import { PORTAL_VIEWS, type PortalView } from '../support/portalViews.ts';

const SCREENSHOTS = process.env['SCREENSHOTS'];

const VIEWS: Record<string, PortalView> = {
  ...PORTAL_VIEWS,
  'jobs-none-match': { path: 'jobs?q=digets', shows: /No job matches/ },
  'jobs-menu': {
    path: 'jobs',
    shows: 'Invoice sync',
    open: async (page) => {
      await page.getByRole('button', { name: 'More for Invoice sync' }).click();
      await page.getByRole('menuitem', { name: 'Run now' }).waitFor();
    },
  },
  'disable-dialog': {
    path: 'jobs',
    shows: 'Invoice sync',
    open: async (page) => {
      await page.getByRole('switch', { name: /Invoice sync/ }).click();
      await page.getByText(/will be skipped/).waitFor();
    },
  },
  'run-now-dialog': {
    path: 'jobs',
    shows: 'Export orders',
    open: async (page) => {
      await page.getByRole('button', { name: 'Run Export orders now' }).click();
      await page.getByText(/a new run would be refused/).waitFor();
    },
  },
  keys: {
    path: 'jobs',
    shows: 'Invoice sync',
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  job: { path: 'jobs/invoice-sync', shows: /Failing since/ },
  'job-unknown': { path: 'jobs/weekly-digets', shows: /weekly-digets/ },
  // Over a job's page, which says the same beneath.
  'run-drawer': {
    path: 'jobs/invoice-sync?run=:run',
    shows: /HTTP 503/,
    open: (page) =>
      page
        .getByRole('dialog')
        .getByText(/HTTP 503/)
        .first()
        .waitFor(),
  },
  runs: { path: 'runs', shows: 'Export orders' },
};

/** The views whose pictures the docs show, as `<view>-wide.png`. */
const PICTURED = new Set(['jobs', 'job', 'run-drawer', 'schedule-editor']);

let scheduler: SeededScheduler;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([sharedSeed(), startBrowser()]);
  page = await openLastingPage(browser, { timezoneId: 'Europe/Paris' });
}, 120_000);
afterAll(async () => {
  await browser.close();
});

async function show({ path, shows, open }: PortalView): Promise<void> {
  await page.goto(`${scheduler.url}/admin/scheduler/${path.replace(':run', scheduler.failedRun)}`);
  await page.getByText(shows).first().waitFor();
  await open?.(page);
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** Colours do not depend on the width, nor the layout on the colours: two looks show both of each. */
it.each(Object.entries(VIEWS))('%s, narrow and dark, then wide and light', async (name, view) => {
  await reusePage(page);
  await setLook(page, 'narrow-dark');
  await show(view);
  await expectAccessibleLayout(page);
  await lookAs(page, 'wide');
  // What is opened must open in either width; a page by itself only changes, as somebody turns a phone.
  if (view.open || PICTURED.has(name)) await show(view);
  if (SCREENSHOTS && PICTURED.has(name))
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-wide.png`) });
  await expectAccessible(page);
});
