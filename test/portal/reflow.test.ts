// The portal enlarged, in a narrow window, with wider text, for fingers, and for those who follow the focus.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { expectNoSidewaysScroll } from '../support/expectAccessible.ts';
import { lostText } from '../support/lostText.ts';
import { openPage } from '../support/openPage.ts';
import { startSeededScheduler, type SeededScheduler } from '../support/portalSeed.ts';
import { PORTAL_VIEWS, type PortalView } from '../support/portalViews.ts';
import { smallTargets } from '../support/smallTargets.ts';

interface View extends PortalView {
  open?: (page: Page) => Promise<void>;
}

const act = (button: string, asked: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('dialog').getByText(asked).first().waitFor();
};
const VIEWS: Record<string, View> = {
  ...PORTAL_VIEWS,
  'jobs-compact': { path: 'jobs?density=compact', shows: 'Invoice sync' },
  'jobs-selected': {
    path: 'jobs',
    shows: 'Invoice sync',
    open: async (page) => {
      await page.getByRole('checkbox', { name: /Invoice sync/ }).check();
      await page.getByText(/1 selected/).waitFor();
    },
  },
  'disable-dialog': {
    path: 'jobs/weekly-digest',
    shows: 'Outcomes per day',
    open: act('Disable', /fall away/),
  },
  'run-now-dialog': {
    path: 'jobs/weekly-digest',
    shows: 'Outcomes per day',
    open: act('Run now', /The schedule does not change/),
  },
  'limit-dialog': { path: 'services', shows: 'crawler-service', open: act('Set limit', /./) },
};

/** WCAG 1.4.12: whatever a reader sets up to this must lose nothing. */
const WIDER_TEXT = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(\`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }\`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}`;
const USUAL_TEXT = 'document.adoptedStyleSheets = []';

let scheduler: SeededScheduler;
let browser: Browser;
let failedRun: string;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startSeededScheduler(), startBrowser()]);
  const failed = (await scheduler.history('invoice-sync')).find(({ status }) => status === 'failed');
  failedRun = failed!.id;
}, 120_000);
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

async function show({ path, shows, open }: View, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(browser, { timezoneId: 'Europe/Paris', ...options });
  await page.goto(`${scheduler.url}/admin/scheduler/${path.replace(':run', failedRun)}`);
  await page.getByText(shows).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await open?.(page);
  return page;
}

describe('enlarged, in narrow windows and with wider text', () => {
  it.each(Object.entries(VIEWS))('%s', async (_, view) => {
    const page = await show(view, { deviceScaleFactor: 2 });
    // 1,280 px at 200 % and at 400 % are 640 and 320; then the usual ones.
    for (const width of [640, 320, 360, 1_440]) {
      await page.setViewportSize({ width, height: 780 });
      for (const text of [USUAL_TEXT, WIDER_TEXT]) {
        await page.evaluate(text);
        const where = `${width} px, ${text === USUAL_TEXT ? 'usual' : 'wider'} text`;
        await expectNoSidewaysScroll(page, where);
        await expect.poll(() => lostText(page), { message: where }).toEqual([]);
      }
      expect(await smallTargets(page), `${width} px`).toEqual([]);
    }
  });
});
