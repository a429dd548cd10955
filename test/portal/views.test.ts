// Every view, wide and narrow, light and dark: it draws without an error, does not scroll sideways, and axe has nothing serious
// to say of it. With SCREENSHOTS=<folder> (`npm run screenshots`) it keeps what it saw.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { LOOKS } from '../support/looks.ts';
import { openPage } from '../support/openPage.ts';
import { startSeededScheduler, type SeededScheduler } from '../support/portalSeed.ts';

const SCREENSHOTS = process.env['SCREENSHOTS'];

const VIEWS: Record<string, { path: string; shows: string | RegExp; open?: (page: Page) => Promise<void> }> =
  {
    jobs: { path: 'jobs', shows: 'Invoice sync' },
    'jobs-none-match': { path: 'jobs?q=digets', shows: /No job matches/ },
    'jobs-selected': {
      path: 'jobs',
      shows: 'Invoice sync',
      open: async (page) => {
        await page.getByRole('checkbox', { name: /Invoice sync/ }).check();
        await page.getByText(/1 selected/).waitFor();
      },
    },
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
        await page.getByText(/fall away/).waitFor();
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
    'job-history': { path: 'jobs/crawl-news/history', shows: /HTTP 503/ },
    'job-upcoming': { path: 'jobs/weekly-digest/upcoming', shows: /Mon/ },
    'job-settings': { path: 'jobs/crawl-news/settings', shows: /900 s/ },
    'job-dependencies': { path: 'jobs/tax-report/dependencies', shows: 'billing-close' },
    'job-audit': { path: 'jobs/rotate-logs/audit', shows: /rotates them itself/ },
    'job-unknown': { path: 'jobs/weekly-digets', shows: /weekly-digets/ },
    'schedule-editor': { path: 'jobs/weekly-digest?edit=schedule', shows: /every Monday at 09:00/ },
    runs: { path: 'runs', shows: 'Export orders' },
    services: { path: 'services', shows: 'crawler-service' },
    audit: { path: 'audit', shows: /rotates them itself/ },
  };

/** Not worth a picture in the docs. */
const UNPICTURED = new Set(['jobs-none-match', 'jobs-selected', 'jobs-menu', 'keys', 'job-unknown']);

let scheduler: SeededScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startSeededScheduler(), startBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

describe.each(Object.entries(LOOKS))('%s', (look, options) => {
  it.each(Object.entries(VIEWS))('%s', async (view, { path, shows, open }) => {
    await inspect(view, async (page) => {
      await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
      await page.getByText(shows).first().waitFor();
      await open?.(page);
    });
  });

  it('run-drawer', async () => {
    const [failed] = (await scheduler.history('invoice-sync')).filter(({ status }) => status === 'failed');
    await inspect('run-drawer', async (page) => {
      await page.goto(`${scheduler.url}/admin/scheduler/jobs/invoice-sync?run=${failed!.id}`);
      await page
        .getByRole('dialog')
        .getByText(/HTTP 503/)
        .first()
        .waitFor();
    });
  });

  async function inspect(view: string, open: (page: Page) => Promise<void>): Promise<void> {
    const page = await openPage(browser, { ...options, timezoneId: 'Europe/Paris' });
    await open(page);
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    if (SCREENSHOTS && look !== 'narrow-dark' && !UNPICTURED.has(view)) {
      await page.screenshot({ path: join(SCREENSHOTS, `${view}-${look}.png`) });
    }
    await expectAccessible(page);
  }
});
