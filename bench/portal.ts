// `npm run bench:portal`: how the portal behaves with 2,000 jobs on a computer four times slower than this one.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../test/support/chromium.ts';
import { startSeededScheduler, type SeededScheduler } from '../test/support/portalSeed.ts';
import { percentile } from './percentile.ts';

const SLOWER = 4;
const JOBS = 2_000;
/** Counts layout shifts, long frames and main-thread tasks from the start of the page on. */
const OBSERVE = `
  window.seen = { shift: 0, frames: [], interactions: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.seen.interactions.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  let last = performance.now();
  const frame = (now) => { window.seen.frames.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
`;

let scheduler: SeededScheduler;
let browser: Browser;
const measured: Record<string, string | number> = {};
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startSeededScheduler({ synthetic: JOBS - 17 }), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
  console.log(`\nThe jobs view with ${JOBS} jobs, ${SLOWER} times slower`);
  console.table(measured);
});

it('is measured', async () => {
  const { page, devtools } = await open();
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const startedAt = performance.now();
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.getByText('Invoice sync').first().waitFor();
  measured['first rows, ms'] = Math.round(performance.now() - startedAt);

  measured['keystroke to paint, p95 ms'] = Math.round(await typing(page));
  Object.assign(measured, await scrolling(page));
  Object.assign(measured, await idleMinute(page));
  expect(Object.keys(measured).length).toBeGreaterThan(0);
});

async function open(): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.addInitScript(OBSERVE);
  return { page, devtools: await context.newCDPSession(page) };
}

/** From a key to the frame after it. */
async function typing(page: Page): Promise<number> {
  await page.keyboard.press('/');
  const durations: number[] = [];
  for (const key of 'synthetic 19'.split('')) {
    const before = await page.evaluate<number>('performance.now()');
    await page.keyboard.type(key);
    durations.push(
      await page.evaluate<number>(
        `new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now() - ${before})))`,
      ),
    );
  }
  await page.keyboard.press('Escape');
  return percentile(durations, 0.95);
}

async function scrolling(page: Page): Promise<Record<string, number>> {
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.getByText('Invoice sync').first().waitFor();
  await page.evaluate('window.seen.frames = []');
  await page.mouse.move(700, 600);
  let rows = 0;
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, 1_800);
    rows = Math.max(rows, await page.locator('tbody tr').count());
  }
  const frames = await page.evaluate<number[]>('window.seen.frames');
  return {
    'scrolling, longest frame, ms': Math.round(Math.max(...frames)),
    'scrolling, p99 frame, ms': Math.round(percentile(frames, 0.99)),
    'rows in the page at most': rows,
  };
}

async function idleMinute(page: Page): Promise<Record<string, number>> {
  // The page counts as idle after a minute without input; then a minute of that is what is measured.
  await page.waitForTimeout(61_000);
  let requests = 0;
  page.on('request', () => (requests += 1));
  await page.evaluate('window.seen.shift = 0');
  await page.waitForTimeout(60_000);
  return {
    'requests in an idle minute': requests,
    'layout shift in an idle minute':
      Math.round((await page.evaluate<number>('window.seen.shift')) * 1_000) / 1_000,
    'slowest interaction, ms': Math.round(
      Math.max(0, ...(await page.evaluate<number[]>('window.seen.interactions'))),
    ),
  };
}
