// The portal enlarged, in a narrow window, with wider text, for fingers, and for those who follow the focus.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobSummary } from '../../../portal/src/live/jobSummary.fixture.ts';
import { startBrowser } from '../../support/chromium.ts';
import { expectNoSidewaysScroll } from '../../support/expectAccessible.ts';
import { focusRing, type FocusRing } from '../inPage/focusRing.ts';
import { lostText } from '../inPage/lostText.ts';
import { openLastingPage, openPage, reusePage } from '../../support/openPage.ts';
import type { SeededScheduler } from '../../support/seededScheduler.ts';
import { sharedSeed } from '../../support/sharedSeed.ts';
import { PORTAL_VIEWS, type PortalView } from '../../support/portalViews.ts';
import { smallTargets } from '../inPage/smallTargets.ts';

const act = (button: string, asked: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click();
  await page.getByRole('dialog').getByText(asked).first().waitFor();
};
const VIEWS: Record<string, PortalView> = {
  ...PORTAL_VIEWS,
  'jobs-compact': { path: 'jobs?density=compact', shows: 'Invoice sync' },
  'disable-dialog': {
    path: 'jobs/weekly-digest',
    shows: 'Outcomes per day',
    open: act('Disable', /will be skipped/),
  },
  'run-now-dialog': {
    path: 'jobs/weekly-digest',
    shows: 'Outcomes per day',
    open: act('Run now', /The schedule does not change/),
  },
  'limit-dialog': { path: 'services', shows: 'crawler-service', open: act('Set limit', /./) },
};

const USUAL_WINDOW = { width: 1440, height: 900 };
/** More than fit on a screen, by far. */
const ROWS = 60;

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
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([sharedSeed(), startBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
});

const pages = new Map<string, Page>();

/** In one page for all tests with these options. */
async function show({ path, shows, open }: PortalView, options: BrowserContextOptions = {}): Promise<Page> {
  const key = JSON.stringify(options);
  const page = pages.get(key) ?? (await openLastingPage(browser, { timezoneId: 'Europe/Paris', ...options }));
  pages.set(key, page);
  await reusePage(page);
  await page.setViewportSize(options.viewport ?? USUAL_WINDOW);
  await page.goto(`${scheduler.url}/admin/scheduler/${path.replace(':run', scheduler.failedRun)}`);
  await page.getByText(shows).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await open?.(page);
  // In another width something else would lie beneath the pointer, and a card might open over it.
  await page.mouse.move(0, 0);
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

it('the icons of the graph are in their boxes', async () => {
  const page = await show(VIEWS['job-dependencies']!);
  const icons = await page.evaluate<
    boolean[]
  >(`[...document.querySelectorAll('g:has(> rect) > path')].map((icon) => {
    const box = icon.parentElement.querySelector('rect').getBoundingClientRect();
    const { left, right, top, bottom } = icon.getBoundingClientRect();
    return left > box.left && right < box.right && top > box.top && bottom < box.bottom;
  })`);
  expect(icons).toEqual([true]);
});

describe('the focus', () => {
  it.each([
    { view: 'jobs', colorScheme: 'light', stops: 36 },
    { view: 'jobs', colorScheme: 'dark', stops: 36 },
    { view: 'job-settings', colorScheme: 'light', stops: 40 },
    { view: 'schedule-editor', colorScheme: 'light', stops: 24 },
    { view: 'schedule-editor', colorScheme: 'dark', stops: 24 },
    { view: 'audit', colorScheme: 'dark', stops: 24 },
  ] as const)('has a ring on every stop of $view ($colorScheme)', async ({ view, colorScheme, stops }) => {
    const page = await show(VIEWS[view]!, { colorScheme });
    const faint: FocusRing[] = [];
    const names = new Set<string>();
    for (let stop = 0; stop < stops; stop += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(FOCUSED_TAG)) === 'BODY') break;
      const ring = await focusRing(page);
      names.add(ring.name);
      if (ring.contrast < 3) faint.push(ring);
    }
    expect(faint).toEqual([]);
    expect(names.size).toBeGreaterThan(10);
  });

  it('is never beneath the head of the list or the bar of the selection', async () => {
    const page = await openPage(browser, { viewport: { width: 1440, height: 600 } });
    const jobs = Array.from({ length: ROWS }, (_, index) =>
      jobSummary({ name: `job-${String(index).padStart(2, '0')}`, strip: 'CCC' }),
    );
    await page.route(/\/api\/jobs\?view=summary/, (route) =>
      route.fulfill({
        json: { jobs, deleted: [], cursor: '1', serverTime: new Date().toISOString(), full: true },
      }),
    );
    await page.goto(`${scheduler.url}/admin/scheduler/jobs?sort=name`);
    await page.locator('tr[data-name="job-00"]').focus();
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    for (const way of ['ArrowDown', 'ArrowUp']) {
      for (let row = 1; row < ROWS; row += 1) {
        await page.keyboard.press(way);
        await expectFocusInSight(page);
      }
    }
    for (const key of ['PageDown', 'End', 'Home', 'End']) {
      await page.keyboard.press(key);
      await expectFocusInSight(page);
    }
    for (let control = 0; control < 6; control += 1) {
      await page.keyboard.press('Tab');
      await expectFocusInSight(page);
    }
  });

  it('is never beneath the top bar on the way back through a long view', async () => {
    const page = await show(VIEWS['job-history']!, { viewport: { width: 1440, height: 600 } });
    await page.getByRole('button', { name: 'Older runs' }).focus();
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Shift+Tab');
      await expectFocusInSight(page);
    }
  });
});

const FOCUSED_TAG = 'document.activeElement.tagName';
const HIDDEN_BY = `(() => {
  const focused = document.activeElement;
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const middle = (left + right) / 2;
  return [[left + 2, top + 2], [middle, top + 2], [middle, bottom - 2], [right - 2, bottom - 2]].flatMap(([x, y]) => {
    const seen = document.elementFromPoint(x, y);
    return seen && (focused.contains(seen) || seen.contains(focused)) ? [] : [seen?.outerHTML.slice(0, 120) ?? 'the edge of the window'];
  });
})()`;

async function expectFocusInSight(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate<string[]>(HIDDEN_BY), { message: 'what lies over the focus' })
    .toEqual([]);
}
