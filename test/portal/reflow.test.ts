// For those who read in a narrow window, enlarge the page, space its text, or aim badly; and for those who must see the focus.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { startSeededScheduler, type SeededScheduler } from '../support/portalSeed.ts';

/** WCAG 1.4.10, and a window of 1,280 px enlarged twice. */
const NARROW = [
  { width: 320, height: 640 },
  { width: 640, height: 450 },
];
const WIDE = { width: 1440, height: 900 };
/** WCAG 1.4.12. */
const SPACED = `* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }`;
const MIN_CONTRAST = 3;

let scheduler: SeededScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startSeededScheduler(), startBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

async function open(path: string, options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
  const page = await openPage(browser, options);
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  return page;
}

it.each([
  ['jobs', 'Invoice sync'],
  ['jobs?density=compact', 'Invoice sync'],
  ['jobs/invoice-sync', /Failing since/],
  ['jobs/crawl-news/history', /HTTP 503/],
  ['jobs/weekly-digest/upcoming', /Mon/],
  ['jobs/crawl-news/settings', /900 s/],
  ['jobs/tax-report/dependencies', 'billing-close'],
  ['jobs/rotate-logs/audit', /rotates them itself/],
  ['jobs/weekly-digest?edit=schedule', /every Monday at 09:00/],
  ['runs', 'Export orders'],
  ['services', 'crawler-service'],
  ['audit', /rotates them itself/],
])('%s can be read narrow, enlarged and spaced, and be hit', async (path, shows) => {
  const page = await open(path);
  await page.getByText(shows).first().waitFor();
  const { violations, passes, incomplete } = await new AxeBuilder({ page })
    .withRules(['target-size'])
    .analyze();
  expect(passes.length + incomplete.length, 'axe has looked at targets').toBeGreaterThan(0);
  expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);

  for (const viewport of NARROW) {
    await page.setViewportSize(viewport);
    // Charts follow the window a frame later.
    await expect
      .poll(() => page.evaluate<number>(SIDEWAYS), { message: `px beyond ${viewport.width}` })
      .toBeLessThanOrEqual(0);
  }
  await page.addStyleTag({ content: SPACED });
  for (const viewport of [...NARROW, WIDE]) {
    await page.setViewportSize(viewport);
    await expect
      .poll(() => page.evaluate<string[]>(CUT_TEXTS), { message: `cut at ${viewport.width} px` })
      .toEqual([]);
  }
});

it.each(['light', 'dark'] as const)(
  'the row with the focus is in full sight, with a ring to be seen: %s',
  async (colorScheme) => {
    const page = await open('jobs?sort=name', { colorScheme, viewport: { width: 1440, height: 480 } });
    await page.locator('tr[data-name]').first().focus();
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    for (const key of [...Array<string>(16).fill('j'), ...Array<string>(16).fill('k')]) {
      await page.keyboard.press(key);
      await expect.poll(() => page.evaluate<string>(HIDDEN_FOCUS)).toBe('');
      expect(await page.evaluate<number>(RING_CONTRAST)).toBeGreaterThanOrEqual(MIN_CONTRAST);
    }
  },
);

const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Texts that are cut without the dots that say so. */
const CUT_TEXTS = `[...document.querySelectorAll('main *, [role="dialog"] *')].filter((element) => {
  const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  const { overflowX, overflowY, textOverflow, position, clipPath } = getComputedStyle(element);
  if (!hasText || (position === 'absolute' && (clipPath !== 'none' || element.clientWidth <= 1))) return false;
  const isCutAcross = overflowX === 'hidden' && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
  const isCutBelow = overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 2;
  return isCutAcross || isCutBelow;
}).map((element) => element.outerHTML.slice(0, 160))`;

/** What covers the focused row, or that it is out of the window; '' when all of it is in sight. */
const HIDDEN_FOCUS = `(() => {
  const row = document.activeElement.closest('tr[data-name]');
  if (!row) return 'no row has the focus';
  const { top, bottom, left } = row.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) return 'out of the window';
  for (const y of [top + 2, bottom - 2]) {
    const seen = document.elementFromPoint(left + 300, y);
    if (!row.contains(seen)) return 'under ' + seen.outerHTML.slice(0, 120);
  }
  return '';
})()`;

const RING_CONTRAST = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
    const part = Number(value) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 0;
  const ground = getComputedStyle(document.activeElement.querySelector('td')).backgroundColor;
  const beside = /, 0\\)$/.test(ground) ? getComputedStyle(document.querySelector('table').parentElement).backgroundColor : ground;
  const [light, dark] = [luminance(outlineColor), luminance(beside)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
})()`;
