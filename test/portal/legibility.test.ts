// Statuses for those who see no colours, other colours, or the system's; and for those whom motion disturbs.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobSummary } from '../../src/contract/jobSummary.ts';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { startSeededScheduler, type SeededScheduler } from '../support/portalSeed.ts';

/** Of two pictures' pixels, so many must be of another brightness by a tenth or more. */
const MIN_DIFFERENCE = 0.1;
/** A cell of the strip, px; with the gap after it. */
const CELL = { width: 6, height: 16, step: 7 };
const STRIP_CELLS = 20;
const LABELS = 'main [data-status]:has(> svg)';

let scheduler: SeededScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startSeededScheduler(), startBrowser()]);
  await scheduler.api('PATCH', '/api/jobs/export-orders', { overlap: 'queue', userId: 'ana' });
  const prefer = { prefer: 'respond-async' };
  expect((await scheduler.api('POST', '/api/jobs/export-orders/trigger', {}, prefer)).status).toBe(202);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

it.each(['achromatopsia', 'deuteranopia'] as const)('outcomes differ in the strip with %s', async (type) => {
  await scheduler.execution('export-orders', ({ status }) => status === 'queued');
  const page = await openJobs();
  await see(page, type);
  const cells = new Map<string, Buffer>();
  for (const { name, strip } of await summaries()) {
    for (const [index, letter] of strip.split('').entries()) {
      if (cells.has(letter)) continue;
      const shown = page.locator(`tr[data-name="${name}"]`).getByRole('button', { name: /^Last/ });
      await shown.scrollIntoViewIfNeeded();
      const { x, y } = (await shown.locator('svg').boundingBox())!;
      const left = x + (STRIP_CELLS - strip.length + index) * CELL.step;
      const clip = { x: left, y, width: CELL.width, height: CELL.height };
      cells.set(letter, await page.screenshot({ clip }));
    }
  }
  expect([...cells.keys()].toSorted()).toEqual(['C', 'F', 'M', 'Q', 'R', 'S', 'X']);
  await expectAllDiffer(page, cells);
});

it('statuses differ by their icons alone', async () => {
  const page = await openJobs();
  await see(page, 'achromatopsia');
  const icons = new Map<string, Buffer>();
  const collect = async () => {
    for (const label of await page.locator(LABELS).all()) {
      const status = (await label.getAttribute('data-status'))!;
      if (!icons.has(status)) icons.set(status, await label.locator('svg').screenshot());
    }
  };
  await page.locator('main [data-status="disabled"]').first().waitFor();
  await collect();
  for (const [job, status] of [
    ['export-orders', 'queued'],
    ['invoice-mails', 'skipped'],
  ]) {
    await page.goto(`${scheduler.url}/admin/scheduler/jobs/${job}/history`);
    await page.locator(`main [data-status="${status}"]`).first().waitFor();
    await collect();
  }
  expect([...icons.keys()].toSorted()).toEqual([
    'cancelled',
    'completed',
    'disabled',
    'enabled',
    'failed',
    'missed',
    'paused',
    'queued',
    'running',
    'skipped',
  ]);
  await expectAllDiffer(page, icons);
});

it('statuses keep icon, word and contrast in the system’s colours', async () => {
  const page = await openJobs({ forcedColors: 'active' });
  const labels = await coloursOf(page, LABELS);
  expect(labels.length).toBeGreaterThan(10);
  for (const { text, colour, stroke, ground } of labels) {
    expect(text).not.toBe('');
    expect(ground).not.toBe(colour);
    expect(stroke).toBe(colour);
  }
  const cells = await coloursOf(page, 'button[aria-label^="Last"] path');
  expect(cells.length).toBeGreaterThan(10);
  for (const { fill, stroke, ground } of cells) {
    expect([fill, stroke].some((paint) => paint !== 'none' && paint !== ground)).toBe(true);
  }
});

it('nothing moves for those who asked for that', async () => {
  const still = await openJobs();
  await still.locator('[data-status="running"]').first().waitFor();
  expect(await movingParts(still)).toBe(0);
  const moving = await openJobs({ reducedMotion: 'no-preference' });
  await moving.locator('[data-status="running"]').first().waitFor();
  expect(await movingParts(moving)).toBeGreaterThan(0);
});

/** Of each element: its text, what it is painted with, and the nearest ground that is not transparent. */
function coloursOf(
  page: Page,
  selector: string,
): Promise<Record<'text' | 'colour' | 'fill' | 'stroke' | 'ground', string>[]> {
  return page.evaluate(`[...document.querySelectorAll('${selector}')].map((element) => {
    const { color, fill, stroke } = getComputedStyle(element);
    const icon = element.querySelector('svg');
    let under = element;
    while (under.parentElement && /^rgba\\(.*, 0\\)$/.test(getComputedStyle(under).backgroundColor)) under = under.parentElement;
    return {
      text: element.textContent,
      colour: color,
      fill,
      stroke: icon ? getComputedStyle(icon).stroke : stroke,
      ground: getComputedStyle(under).backgroundColor,
    };
  })`);
}

async function openJobs(options: Parameters<typeof openPage>[1] = {}): Promise<Page> {
  const page = await openPage(browser, options);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.locator('tr[data-name="export-orders"]').waitFor();
  return page;
}

function movingParts(page: Page): Promise<number> {
  return page.evaluate<number>(
    `document.getAnimations().filter(({ playState, effect }) =>
       playState === 'running' && effect.getComputedTiming().iterations === Infinity).length`,
  );
}

async function summaries(): Promise<JobSummary[]> {
  const { body } = await scheduler.api('GET', '/api/jobs?view=summary');
  return body.jobs;
}

async function see(page: Page, type: 'achromatopsia' | 'deuteranopia'): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setEmulatedVisionDeficiency', { type });
}

async function expectAllDiffer(page: Page, pictures: ReadonlyMap<string, Buffer>): Promise<void> {
  const images = Object.fromEntries([...pictures].map(([name, png]) => [name, png.toString('base64')]));
  const alike = await page.evaluate<string[]>(`(async () => {
    const images = ${JSON.stringify(images)};
    const read = async (base64) => {
      const image = new Image();
      image.src = 'data:image/png;base64,' + base64;
      await image.decode();
      const { width, height } = image;
      const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, index) => data[index * 4] + data[index * 4 + 1] + data[index * 4 + 2]);
    };
    const names = Object.keys(images);
    const pixels = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(images[name])])));
    const difference = (a, b) => a.filter((value, index) => Math.abs(value - b[index]) > 76).length / a.length;
    return names.flatMap((one, index) => names.slice(index + 1).flatMap((other) => {
      const share = difference(pixels[one], pixels[other]);
      return share < ${MIN_DIFFERENCE} ? [one + ' and ' + other + ': ' + share] : [];
    }));
  })()`);
  expect(alike).toEqual([]);
}
