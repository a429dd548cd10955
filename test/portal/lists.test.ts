// Every list after each change of its filters and its page: all rows answer the question of the URL, not the one before.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { createApi, type Api } from '../support/createApi.ts';
import type { SeededScheduler } from '../support/seededScheduler.ts';
import { sharedSeed } from '../support/sharedSeed.ts';

/** An answer that takes this long leaves time to show the rows of the question before. */
const ANSWERS_AFTER_MS = 150;

interface Step {
  does: string;
  act: (page: Page) => Promise<void>;
  /** The URL's part that tells that it is done. */
  asks: string | RegExp;
  /** What every row has then; checked together with what the steps before have left in force. */
  row?: RegExp;
}

/** Not the list of its choices, which has the same label. */
const fieldOf = (page: Page, label: string) =>
  page.getByRole('search').getByLabel(label, { exact: true }).and(page.locator('input'));
const choose =
  (label: string, ...options: string[]) =>
  async (page: Page) => {
    const field = fieldOf(page, label);
    for (const option of options) {
      await field.press('ArrowDown');
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await page.keyboard.press('Escape');
  };
const clearAll = (page: Page) => page.getByRole('button', { name: 'Clear all' }).click();
const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();
const type = (label: string, text: string) => async (page: Page) => {
  await fieldOf(page, label).fill(text);
  await page.keyboard.press('Enter');
};

const NOTHING_ASKED = /^(?!.*(service|status|origin|from|before|who|action|job)=)/;

const LISTS: Record<string, { path: string; rows: string; steps: Step[] }> = {
  runs: {
    path: 'runs',
    rows: 'section[aria-label="Finished runs"] tbody tr',
    steps: [
      { does: 'the next page', act: press('Older runs'), asks: /before=/ },
      { does: 'the newest page', act: press('Newest runs'), asks: NOTHING_ASKED },
      {
        does: 'a service',
        act: choose('Service', 'email-service'),
        asks: 'service=email-service',
        row: /email-service/,
      },
      { does: 'its next page', act: press('Older runs'), asks: /before=/, row: /email-service/ },
      {
        does: 'another service on top',
        act: choose('Service', 'storage-service'),
        asks: 'service=storage-service',
        row: /email-service|storage-service/,
      },
      { does: 'no service', act: clearAll, asks: NOTHING_ASKED },
      { does: 'an outcome', act: choose('Outcome', 'failed'), asks: 'status=failed', row: /^Failed/ },
      {
        does: 'an outcome and a service',
        act: choose('Service', 'billing-service'),
        asks: 'service=billing-service',
        row: /^Failed[^]*billing-service/,
      },
      { does: 'another outcome', act: clearAll, asks: NOTHING_ASKED },
      { does: 'missed', act: choose('Outcome', 'missed'), asks: 'status=missed', row: /^Missed/ },
      { does: 'no outcome', act: clearAll, asks: NOTHING_ASKED },
      { does: 'a job', act: choose('Job', 'dunning'), asks: 'job=dunning', row: /Dunning/ },
      { does: 'no job', act: clearAll, asks: NOTHING_ASKED },
      {
        does: 'a trigger',
        act: choose('Trigger', 'by hand'),
        asks: 'origin=trigger',
        row: /kim|trigger|hand/,
      },
      { does: 'no trigger', act: clearAll, asks: NOTHING_ASKED },
      { does: 'a time', act: choose('Time', 'last hour'), asks: /from=/ },
      { does: 'any time', act: choose('Time', 'any time'), asks: NOTHING_ASKED },
    ],
  },
  history: {
    path: 'jobs/crawl-news/history',
    rows: 'main table tbody tr',
    steps: [
      { does: 'the next page', act: press('Older runs'), asks: /before=/ },
      { does: 'the page after', act: press('Older runs'), asks: /before=/ },
      { does: 'the newest page', act: press('Newest runs'), asks: NOTHING_ASKED },
      { does: 'an outcome', act: choose('Outcome', 'failed'), asks: 'status=failed', row: /Failed/ },
      { does: 'a second one', act: choose('Outcome', 'missed'), asks: 'status=missed', row: /Failed|Missed/ },
      { does: 'no outcome', act: clearAll, asks: NOTHING_ASKED },
      { does: 'a trigger', act: choose('Trigger', 'backfill'), asks: 'origin=backfill', row: /backfill/ },
      { does: 'no trigger', act: clearAll, asks: NOTHING_ASKED },
      { does: 'a time', act: choose('Time', 'last 24 hours'), asks: /from=/ },
      { does: 'any time', act: choose('Time', 'any time'), asks: NOTHING_ASKED },
    ],
  },
  audit: {
    path: 'audit',
    rows: 'main table tbody tr',
    steps: [
      {
        does: 'registrations, too',
        act: (page) => page.getByRole('button', { name: /^Show registrations/ }).click(),
        asks: 'machine=show',
      },
      {
        does: 'only what people did',
        act: (page) => page.getByRole('button', { name: /^Hide registrations/ }).click(),
        asks: NOTHING_ASKED,
        row: /ana|ben|kim|anonymous/,
      },
      { does: 'one person', act: type('Who', 'ana'), asks: 'who=ana', row: /ana/ },
      { does: 'another person', act: type('Who', 'ben'), asks: 'who=ben', row: /ben/ },
      { does: 'everybody', act: clearAll, asks: NOTHING_ASKED },
      {
        does: 'an act',
        act: choose('Did what', 'settings changed'),
        asks: 'action=settings',
        row: /changed the/,
      },
      { does: 'every act', act: clearAll, asks: NOTHING_ASKED },
      { does: 'a job', act: type('Job', 'rotate-logs'), asks: 'job=rotate-logs', row: /rotate-logs/ },
      { does: 'every job', act: clearAll, asks: NOTHING_ASKED },
    ],
  },
};

let scheduler: SeededScheduler;
let api: Api;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([sharedSeed(), startBrowser()]);
  api = createApi(scheduler.url);
}, 120_000);
afterAll(async () => {
  await browser.close();
});

const cells = async (rows: Locator) =>
  (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
const idle = (page: Page) => page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });

describe.each(Object.entries(LISTS))('%s', (_, { path, rows: selector, steps }) => {
  it('shows the rows of its URL after each change', async () => {
    const page = await openPage(browser);
    await page.route(/\/api\/(executions|events|jobs\/[^/]+\/history)\?/, async (route) => {
      const response = await route.fetch();
      await new Promise((resolve) => {
        setTimeout(resolve, ANSWERS_AFTER_MS);
      });
      await route.fulfill({ response });
    });
    await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
    const rows = page.locator(selector);
    await rows.first().waitFor();
    let before = await cells(rows);
    for (const { does, act, asks, row } of steps) {
      await act(page);
      await expect.poll(() => new URL(page.url()).search, { message: does }).toMatch(asks);
      await idle(page);
      const shown = await cells(rows);
      if (row !== undefined) for (const text of shown) expect(text, does).toMatch(row);
      const isPage = /page/.test(does);
      if (isPage) expect(shown, does).not.toEqual(before);
      // As somebody sees it who opens the link.
      if (!isPage) expect(await hasRows(path, new URL(page.url()).searchParams), does).toBe(shown.length > 0);
      expect(await page.getByRole('button', { name: /newer run/ }).count(), does).toBe(0);
      before = shown;
    }
  });
});

/** Whether the API has any row for the question of the URL. */
async function hasRows(path: string, search: URLSearchParams): Promise<boolean> {
  const asked = new URLSearchParams(search);
  const machine = asked.get('machine');
  if (path === 'audit') {
    asked.delete('machine');
    if (machine === null) asked.set('machine', 'false');
  }
  const list =
    path === 'runs' ? 'executions' : path === 'audit' ? 'events' : `jobs/${path.split('/')[1]}/history`;
  if (path === 'runs' && !asked.has('status')) {
    for (const status of ['completed', 'failed', 'skipped', 'missed', 'cancelled'])
      asked.append('status', status);
  }
  if (path !== 'audit') asked.set('limit', '50');
  const { body } = await api('GET', `/api/${list}?${asked.toString()}`);
  return (body.executions ?? body.events).length > 0;
}

it('shows of a job nothing of the one before, and drops a failure with its question', async () => {
  const page = await openPage(browser);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs/dunning/upcoming`);
  await page.locator('main table tbody tr').first().waitFor();
  await page.route(/\/api\/jobs\/weekly-digest\/(upcoming|history|stats)/, async (route) => {
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });
    await route.continue();
  });
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByLabel('Job, view or action').fill('weekly');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Weekly digest' }).waitFor();
  await page.getByRole('tab', { name: 'Upcoming' }).click();
  await page.locator('main table tbody tr').first().waitFor();
  // Dunning is due on Tuesdays, the digest on Mondays.
  for (const text of await cells(page.locator('main table tbody tr'))) expect(text).toMatch(/^Mon/);

  await page.goto(`${scheduler.url}/admin/scheduler/runs?run=00000000-0000-4000-8000-000000000000`);
  await page.getByText(/Could not load this run \(404/).waitFor();
  const run = (await api('GET', '/api/jobs/invoice-sync/history?limit=1')).body.executions[0].id;
  await page.evaluate(`history.pushState(null, '', location.pathname + '?run=${run}')`);
  await page.getByRole('dialog', { name: /Run of Invoice sync/ }).waitFor();
  expect(await page.getByText(/Could not load this run/).count()).toBe(0);
});
