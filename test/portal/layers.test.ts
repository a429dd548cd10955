// Dialogs, drawers and views whose code does not come, keys from a fresh page, and what Esc closes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PORTAL_FOLDER } from '../../src/api/portal/portalFiles.ts';
import { startBrowser } from '../support/chromium.ts';
import { expectAccessible } from '../support/expectAccessible.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

const FOCUSED_ROW = 'document.activeElement?.closest("tr")?.dataset.name';
const CODE = /\/assets\/[^/]*\.js$/;
const MODULE_OF = (file: string) => new RegExp(`/assets/${file}-[^/]*\\.js$`);

let scheduler: TestScheduler;
let browser: Browser;
let page: Page;
let run: string;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  for (const name of ['job-0', 'job-1', 'job-2'])
    await scheduler.register({ name, cronExpression: '0 3 * * *', config: { batch: 5 } });
  run = (await scheduler.api('POST', '/api/jobs/job-0/trigger', {})).body.executionId;
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
});

const open = async (path = 'jobs?sort=name') => {
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
};
const row = (name: string) => page.locator(`tr[data-name="${name}"]`);
const press = (keys: string) => page.keyboard.press(keys);
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
const focusedRow = () => page.evaluate<string | undefined>(FOCUSED_ROW);

const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** Files of the first view; everything else is fetched later. */
function firstView(): Set<string> {
  const manifest = JSON.parse(readFileSync(join(PORTAL_FOLDER, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    { file: string; imports?: string[] }
  >;
  const files = new Set<string>();
  const add = (key: string) => {
    const { file, imports = [] } = manifest[key]!;
    if (files.has(file)) return;
    files.add(file);
    imports.forEach(add);
  };
  add('index.html');
  return files;
}

/** All code but the first view's is not to be had, as after a deployment. @returns to have it again */
async function loseCode(): Promise<() => Promise<void>> {
  const kept = firstView();
  const isLost = (url: URL) =>
    CODE.test(url.pathname) && !kept.has(`assets/${url.pathname.split('/').at(-1)}`);
  await page.route(isLost, (route) => route.fulfill({ status: 404, body: 'gone' }));
  return () => page.unroute(isLost);
}

const LAYERS = {
  'a dialog': {
    open: async () => {
      await row('job-1').focus();
      await press('r');
    },
    shows: 'Run job-1 now?',
  },
  'the search': { open: () => press('ControlOrMeta+k'), shows: 'Go to' },
  'the keyboard help': { open: () => press('?'), shows: 'Keyboard' },
  'the run': {
    open: () =>
      page
        .locator('tr[data-name="job-0"]')
        .getByRole('button', { name: /^Last run/ })
        .click(),
    shows: 'Run of job-0',
  },
};
const VIEWS = ['Runs', 'Services', 'Audit'];

describe('code that does not load', () => {
  it('takes no page away: each dialog says so, and comes when it is to be had', async () => {
    const restore = await loseCode();
    await open();
    await row('job-0').waitFor();
    for (const { open: openLayer } of Object.values(LAYERS)) {
      await openLayer();
      await dialog(/^Could not load/).waitFor();
      expect(await row('job-0').isVisible()).toBe(true);
      await press('Escape');
      await dialog(/^Could not load/).waitFor({ state: 'detached' });
    }
    await LAYERS['a dialog'].open();
    await dialog(/^Could not load/).waitFor();
    await expectAccessible(page);
    await restore();
    await dialog(/^Could not load/)
      .getByRole('button', { name: 'Retry' })
      .click();
    await dialog('Run job-1 now?').waitFor();
    await press('Escape');
    expect(await page.getByText('Something went wrong!').count()).toBe(0);
  });

  it('leaves the frame where a view is missing, and the view comes with Retry', async () => {
    const restore = await loseCode();
    await open();
    await row('job-0').waitFor();
    for (const view of VIEWS) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page
        .getByRole('alert')
        .getByText(/^Could not load/)
        .waitFor();
    }
    await row('job-0').waitFor({ state: 'detached' });
    await restore();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Services' }).waitFor();
  });

  it('loses the charts and not the page of the job', async () => {
    await page.route(MODULE_OF('OverviewCharts'), (route) => route.abort());
    // Charts begin with the second day of runs.
    await page.route(/\/api\/jobs\/job-0\/stats/, async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      const [day] = answer.buckets;
      await route.fulfill({
        response,
        json: { ...answer, buckets: [{ ...day, day: dayBefore(day.day) }, day] },
      });
    });
    await scheduler.execution('job-0', ({ status }) => status === 'completed');
    await open('jobs/job-0');
    await page.getByText('Could not load the charts').waitFor();
    expect(await page.getByRole('heading', { name: 'job-0' }).isVisible()).toBe(true);
    await page.unroute(MODULE_OF('OverviewCharts'));
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Outcomes per day').waitFor();
  });

  it('says that a new version is here', async () => {
    await loseCode();
    await open();
    await row('job-0').waitFor();
    await page.route(/\/admin\/scheduler\/$/, async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace(/assets\/index-[\w-]+\.js/, 'assets/index-new.js');
      await route.fulfill({ response, body: html });
    });
    await press('?');
    await dialog(/^Could not load/)
      .getByText(/^A new version of the portal is available/)
      .waitFor();
    await press('Escape');
    await page.getByText('A new version of this page is available.').waitFor();
    expect(await page.getByRole('button', { name: 'Reload' }).isVisible()).toBe(true);
  });

  it('says so when not even the first code is there, on the ground that was chosen', async () => {
    await page.addInitScript("localStorage.setItem('mantine-color-scheme-value', 'dark')");
    await page.route(CODE, (route) => route.abort());
    await open();
    await page.getByText('This page could not be loaded.').waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(26, 27, 30)',
    );
  });
});

it('has its dialogs at hand when the scheduler dies, says it once, and fills them when it is back', async () => {
  await open();
  await row('job-0').waitFor();
  // Once all of it has come while the page idles.
  await expect
    .poll(() =>
      page.evaluate(
        "performance.getEntriesByType('resource').some(({ name }) => name.includes('OverviewCharts'))",
      ),
    )
    .toBe(true);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await scheduler.stopProcess();
  await page.getByRole('button', { name: /^Offline/ }).waitFor();

  for (const { open: openLayer, shows } of [LAYERS['the search'], LAYERS['the keyboard help']]) {
    await openLayer();
    await dialog(shows).waitFor();
    await press('Escape');
    await dialog(shows).waitFor({ state: 'detached' });
  }
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page
    .getByText(/Waiting for the finished runs/)
    .first()
    .waitFor();
  expect(await page.getByRole('alert').count()).toBe(1);
  await page.goBack();
  await row('job-2').waitFor();
  await row('job-2').focus();
  await press('r');
  const asked = dialog('Run job-2 now?');
  await asked.waitFor();
  expect(await asked.getByLabel('Config').inputValue()).toBe('');

  await scheduler.startProcess();
  await expect
    .poll(() => asked.getByLabel('Config').inputValue(), { timeout: 20_000 })
    .toContain('"batch": 5');
  await page.getByRole('button', { name: /^Live, / }).waitFor();
  expect(await page.getByText('Something went wrong!').count()).toBe(0);
});

describe('Esc', () => {
  it('closes each layer, and the focus is where it came from', async () => {
    await open();
    await row('job-1').focus();
    for (const [name, { open: openLayer, shows }] of Object.entries(LAYERS)) {
      if (name === 'the run') continue;
      await openLayer();
      await dialog(shows).waitFor();
      await press('Escape');
      await dialog(shows).waitFor({ state: 'detached' });
      await expect.poll(focusedRow, { message: name }).toBe('job-1');
    }
  });

  it('closes the search with text in it, too', async () => {
    await open();
    await row('job-1').waitFor();
    await press('ControlOrMeta+k');
    await dialog('Go to').getByRole('combobox').fill('job');
    await dialog('Go to').getByRole('option').first().waitFor();
    await press('Escape');
    await dialog('Go to').waitFor({ state: 'detached' });
  });

  it.each([
    { what: 'a filter', button: /^Service/, opened: '[role="dialog"]' },
    { what: 'the columns', button: 'Columns', opened: '[role="menu"]' },
    { what: 'a row’s menu', button: 'More for job-1', opened: '[role="menu"]' },
    { what: 'the appearance', button: 'Appearance', opened: '[role="menu"]' },
    { what: 'the health', button: /^Scheduler/, opened: '[role="dialog"]' },
  ])('closes $what', async ({ button, opened }) => {
    await open();
    await row('job-1').waitFor();
    await page
      .getByRole('main')
      .or(page.getByRole('banner'))
      .getByRole('button', { name: button })
      .first()
      .click();
    await page.locator(opened).waitFor();
    await press('Escape');
    await page.locator(opened).waitFor({ state: 'detached' });
  });

  it('closes only what is on top', async () => {
    await open(`runs?run=${run}`);
    const drawer = dialog('Run of job-0');
    await drawer.getByRole('button', { name: 'Run again with this config' }).click();
    await dialog('Run job-0 again?').waitFor();
    await press('Escape');
    await dialog('Run job-0 again?').waitFor({ state: 'detached' });
    expect(await drawer.isVisible()).toBe(true);
    await press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });
});

describe('keys of a fresh page', () => {
  it('lead into the table with j, and act on its row from then on', async () => {
    await open();
    await row('job-0').waitFor();
    await press('j');
    await expect.poll(focusedRow).toBe('job-0');
    await press('j');
    await expect.poll(focusedRow).toBe('job-1');
    await press('e');
    await dialog('Disable job-1?').waitFor();
    await press('Escape');
    await dialog('Disable job-1?').waitFor({ state: 'detached' });
    await expect.poll(focusedRow).toBe('job-1');
    await page.keyboard.press('/');
    await page.keyboard.type('jk');
    expect(await page.getByLabel('Search jobs').inputValue()).toBe('jk');
  });

  it('lead into the table by the first link of the page', async () => {
    await open();
    await row('job-0').waitFor();
    await press('Tab');
    await press('Enter');
    await expect.poll(focusedRow).toBe('job-0');
  });

  it('act on the job of its page', async () => {
    const held = holdCalls();
    scheduler.service.respondWith(held.handler);
    await scheduler.api('POST', '/api/jobs/job-2/trigger', {}, { prefer: 'respond-async' });
    await open('jobs/job-2');
    await page.getByRole('heading', { name: 'job-2' }).waitFor();
    await page.getByText('see the run').waitFor();
    for (const [key, shows] of [
      ['r', 'Run job-2 now?'],
      ['e', 'Disable job-2?'],
      ['c', 'Cancel this run of job-2?'],
      ['s', 'Schedule of job-2'],
    ] as const) {
      await press(key);
      await dialog(shows).waitFor();
      await press('Escape');
      await dialog(shows).waitFor({ state: 'detached' });
    }
    held.release();
    scheduler.service.respondWith(() => ({ body: SUCCESS }));
    await press('g');
    await press('r');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/admin/scheduler/runs');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('go to what the search marks', async () => {
    await open();
    await row('job-0').waitFor();
    await press('ControlOrMeta+k');
    await dialog('Go to').waitFor();
    await dialog('Go to').getByRole('combobox').fill('job-');
    const marked = dialog('Go to').getByRole('option', { selected: true });
    expect(await marked.innerText()).toContain('job-0');
    expect(await dialog('Go to').getByRole('combobox').getAttribute('aria-activedescendant')).toBe(
      await marked.getAttribute('id'),
    );
    await expectAccessible(page);
    await press('ArrowDown');
    await press('Enter');
    await page.getByRole('heading', { name: 'job-1' }).waitFor();
  });
});

it('tells who changed what when a dialog meets a change that the page does not know', async () => {
  await open();
  await row('job-1').focus();
  await press('e');
  const asked = dialog('Disable job-1?');
  await asked.getByLabel('Reason').fill('maintenance');
  await scheduler.api('PATCH', '/api/jobs/job-1', { timeoutSeconds: 42, userId: 'ana' });
  const confirm = asked.getByRole('button', { name: 'Disable', exact: true });
  await confirm.click();
  await asked.getByText('ana changed this job in the meantime').waitFor();
  await asked.getByText('from 300 s to 42 s').waitFor({ state: 'attached' });
  expect(await confirm.isDisabled()).toBe(true);
  expect((await scheduler.job('job-1')).enabled).toBe(true);
  await asked.getByRole('button', { name: 'I have seen it: Disable anyway' }).click();
  await confirm.click();
  await asked.waitFor({ state: 'detached' });
  expect(await scheduler.job('job-1')).toMatchObject({ enabled: false, timeoutSeconds: 42 });
});
