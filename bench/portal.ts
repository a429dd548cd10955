// `npm run bench:portal`: the portal with 2,000 jobs on a computer four times slower than this one (or SLOWER=2).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, inject, it } from 'vitest';
import { startBrowser } from '../test/support/chromium.ts';
import { startSeededScheduler } from '../test/support/seededScheduler.ts';
import { median, percentile } from './percentile.ts';

const SLOWER = Number(process.env['SLOWER'] ?? 4);
const JOBS = 2_000;
const ROUNDS = 5;
const TYPED_ROUNDS = 20;
const ROW_PX = 56;
/** As fast as one can scroll and still read. */
const ROWS_PER_SECOND = 50;
/** Until then memory grows because the page's code is still being compiled. */
const WARM_UP_POLLS = 1_500;
const POLLS = 1_000;
const PROBE = join(import.meta.dirname, 'portalProbe.js');
const LIST = /\/api\/jobs\?view=summary/;

let scheduler: Awaited<ReturnType<typeof startSeededScheduler>>;
const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-bench-'));
let browser: Browser;
let database: Client;
const measured: Record<string, { measured: number; goal: number | string }> = {};
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([
    startSeededScheduler({
      databaseAdminUrl: inject('databaseAdminUrl'),
      temporalAddress: inject('temporalAddress'),
      folder,
      synthetic: JOBS - 17,
    }),
    startBrowser(),
  ]);
  database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  // Polls overlap by 10 s; after this they no longer repeat the whole seed.
  await setTimeout(12_000);
});
afterAll(async () => {
  console.log(`\nThe jobs view with ${JOBS} jobs, ${SLOWER} times slower`);
  console.table(measured);
  await database.end();
  await browser.close();
  await scheduler.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('loads', async () => {
  const loads: { rows: number; interactive: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page } = await openJobs();
    await page.waitForTimeout(3_000);
    loads.push(
      await page.evaluate(`({
        rows: probe.firstRowsAt,
        interactive: Math.max(probe.firstRowsAt, ...probe.longTasks.map((task) => task.startTime + task.duration)),
      })`),
    );
    await page.context().close();
  }
  note('first rows, median ms', median(loads.map(({ rows }) => rows)), 1_500);
  note('last long task of the start, median ms', median(loads.map(({ interactive }) => interactive)), 2_500);
});

it('is typed in', async () => {
  const { page } = await openJobs();
  await page.waitForTimeout(3_000);
  await reset(page);
  await page.keyboard.press('/');
  for (let round = 0; round < TYPED_ROUNDS; round += 1) {
    for (const key of 'synthetic-19') {
      await page.keyboard.press(key);
      await page.waitForTimeout(120);
    }
    await page.keyboard.press('ControlOrMeta+a');
  }
  const { filtered, interactions } = await read<{ filtered: number[]; interactions: number[] }>(page);
  note('key to the filtered list, p95 ms', percentile(filtered, 0.95), 100);
  note('key to the filtered list, median ms', median(filtered), 'less');
  note('interaction to next paint, p98 ms', percentile(interactions, 0.98), 200);
  await page.context().close();
});

it('is scrolled', async () => {
  const { page, devtools } = await openJobs();
  await page.waitForTimeout(2_000);
  await reset(page);
  let rows = 0;
  const counting = setInterval(
    () =>
      void page
        .locator('tbody tr')
        .count()
        .then((count) => (rows = Math.max(rows, count))),
    500,
  );
  await devtools.send('Input.synthesizeScrollGesture', {
    x: 700,
    y: 600,
    yDistance: -JOBS * ROW_PX,
    speed: ROWS_PER_SECOND * ROW_PX,
    gestureSourceType: 'mouse',
  });
  clearInterval(counting);
  const { frames } = await read<{ frames: number[] }>(page);
  note('scrolling, median frame, ms', median(frames), 50);
  note('scrolling, p99 frame, ms', percentile(frames, 0.99), 50);
  note('rows in the document at most', rows, 80);
  await page.context().close();
});

it('takes changes', async () => {
  const { page, devtools } = await openJobs();
  await page.waitForTimeout(2_000);
  const names = await page
    .locator('tr[data-name]')
    .evaluateAll((found) => found.slice(0, 10).map((row) => row.getAttribute('data-name')));
  const work: { quiet: number[]; changed: number[]; rows: number[] } = { quiet: [], changed: [], rows: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    work.quiet.push(await workOfNextPoll(page, devtools));
    await reset(page);
    await database.query(
      `update job_schedules set description = description || '.', version = version + 1 where job_name = any ($1)`,
      [names],
    );
    work.changed.push(await workOfNextPoll(page, devtools));
    work.rows.push((await read<{ rowsRendered: number }>(page)).rowsRendered);
    // Polls overlap by 10 s; a poll that repeats rows is not a quiet one.
    await page.waitForTimeout(12_000);
  }
  note('10 changes, main thread beyond a poll without, ms', median(work.changed) - median(work.quiet), 16);
  note('10 changes, rows rendered', Math.max(...work.rows), 10);
  await page.context().close();
});

it('rests', async () => {
  const { page } = await openJobs();
  // The page is idle after a minute without input.
  await page.waitForTimeout(61_000);
  await reset(page);
  let requests = 0;
  page.on('request', () => (requests += 1));
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    await database.query(
      `update job_schedules set description = description || '.', version = version + 1
       where job_name in (select job_name from job_schedules order by random() limit 10)`,
    );
    await page.waitForTimeout(2_000);
  }
  note('requests in an idle minute', requests, 8);
  note('layout shift in a minute of changes', (await read<{ layoutShift: number }>(page)).layoutShift, 0.02);
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
  await page.waitForTimeout(10_000);
  requests = 0;
  await page.waitForTimeout(60_000);
  note('requests in a hidden minute', requests, 1);
  await page.context().close();
});

it('keeps no more than it needs', async () => {
  const { page, devtools } = await openJobs(1);
  const poll = async () => {
    const answered = page.waitForResponse(LIST);
    // Resuming after a pause polls at once.
    await page.keyboard.press('l');
    await page.keyboard.press('l');
    await answered;
  };
  const heapAfter = async (polls: number) => {
    for (let done = 0; done < polls; done += 1) await poll();
    await reset(page);
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const before = await heapAfter(WARM_UP_POLLS);
  const after = await heapAfter(POLLS);
  note(`heap after ${POLLS} polls, % of before`, (after / before) * 100, '95 to 105');
  await page.context().close();
});

function note(what: string, value: number, goal: number | string): void {
  measured[what] = { measured: Math.round(value * 1_000) / 1_000, goal };
}

async function openJobs(slower = SLOWER): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.addInitScript({ path: PROBE });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await devtools.send('Performance.enable');
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.locator('tr[data-name]').first().waitFor();
  return { page, devtools };
}

const reset = (page: Page) =>
  page.evaluate(
    'Object.assign(probe, { frames: [], interactions: [], filtered: [], layoutShift: 0, rowsRendered: 0 })',
  );
const read = <T>(page: Page) => page.evaluate<T>('probe');

/** ms of script, style and layout on the main thread, from the next poll to half a second after its answer. */
async function workOfNextPoll(page: Page, devtools: CDPSession): Promise<number> {
  const worked = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const seconds = metrics
      .filter(({ name }) => ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].includes(name))
      .reduce((sum, { value }) => sum + value, 0);
    return seconds * 1_000;
  };
  await page.waitForRequest(LIST);
  const before = await worked();
  await page.waitForResponse(LIST);
  await page.waitForTimeout(500);
  return (await worked()) - before;
}
