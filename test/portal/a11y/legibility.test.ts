// The statuses for those who see no colours, other colours, or the system's own; and a page that keeps still for those who ask.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobSummary } from '../../../portal/src/live/jobSummary.fixture.ts';
import { STATUS_WORDS, STRIP_LETTERS, type Status } from '../../../portal/src/shared/ui/status/vocabulary.ts';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { startBrowser } from '../../support/chromium.ts';
import { differingPart, differingParts } from '../inPage/differingParts.ts';
import { openPage } from '../../support/openPage.ts';
import type { SeededScheduler } from '../../support/seededScheduler.ts';
import { sharedSeed } from '../../support/sharedSeed.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const LONG_AGO = '2026-01-12T09:00:00.000Z';
const LIST = /\/api\/jobs\?view=summary/;
const LETTERS = new Map(
  Object.entries(STRIP_LETTERS).map(([letter, outcome]) => [outcome as Status, letter]),
);
const OUTCOMES = [...LETTERS.keys()];
/** Of the pixels of two pictures; the least is 0.10, without any colour. */
const MIN_DIFFERING = 0.08;

const STATUSES = Object.keys(STATUS_WORDS) as Status[];

/** What makes a job's row show a status, under the status's name. */
const ROWS: Record<Status, Partial<JobSummary>> = {
  completed: {
    lastFinished: { executionId: ID, status: 'completed', at: LONG_AGO, reason: null, cause: null },
  },
  failed: { lastFinished: { executionId: ID, status: 'failed', at: LONG_AGO, reason: null, cause: null } },
  running: { status: 'running', runningCount: 1 },
  queued: { status: 'queued', queuedCount: 1 },
  skipped: { lastFinished: { executionId: ID, status: 'skipped', at: LONG_AGO, reason: null, cause: null } },
  missed: { lastFinished: { executionId: ID, status: 'missed', at: LONG_AGO, reason: null, cause: null } },
  cancelled: {
    lastFinished: { executionId: ID, status: 'cancelled', at: LONG_AGO, reason: null, cause: null },
  },
  paused: { status: 'paused', pausedUntil: '2999-01-01T00:00:00.000Z' },
  disabled: { status: 'disabled', enabled: false },
  enabled: {},
};

let scheduler: SeededScheduler;
let browser: Browser;
/** Decodes pictures; the portal's own policy forbids that to its page. */
let canvas: Page;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([sharedSeed(), startBrowser()]);
  canvas = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
});

const answerList = (page: Page, jobs: JobSummary[]) =>
  page.route(LIST, (route) =>
    route.fulfill({
      json: { jobs, deleted: [], cursor: '1', serverTime: new Date().toISOString(), full: true },
    }),
  );

/** The list with a row for each status, and for each outcome a strip of nothing else. */
async function openStatuses(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(browser, options);
  const jobs = STATUSES.map((status) =>
    jobSummary({
      name: status,
      strip: LETTERS.get(status)?.repeat(20) ?? '',
      ...ROWS[status],
    }),
  );
  await answerList(page, jobs);
  await page.goto(`${scheduler.url}/admin/scheduler/jobs`);
  await page.locator('tr[data-name="enabled"]').waitFor();
  return page;
}

const label = (page: Page, status: Status) =>
  page.locator(`tr[data-name="${status}"] [data-status="${status}"]`);
const strip = (page: Page, outcome: Status) =>
  page.locator(`tr[data-name="${outcome}"] button[aria-label^="Last 20 runs"] svg`);

const picture = (element: Locator) => element.screenshot();

/** Neither the pointer nor the focus changes what is seen. */
async function leaveAlone(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur()');
}

/** What a browser draws an element with, and on which ground, after its own changes. */
const coloursOf = (element: Locator) =>
  element.evaluate((node) => {
    const styleOf = node.ownerDocument.defaultView!.getComputedStyle;
    const { color, fill, stroke } = styleOf(node);
    let ground = node;
    while (styleOf(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement!;
    return { color, fill, stroke, ground: styleOf(ground).backgroundColor };
  });

describe('in forced colours', () => {
  it.each([{ colorScheme: 'light' }, { colorScheme: 'dark' }] as const)(
    'shows every status with icon and word ($colorScheme)',
    async ({ colorScheme }) => {
      const page = await openStatuses({ forcedColors: 'active', colorScheme });
      for (const status of STATUSES) {
        const word = label(page, status);
        const icon = word.locator('svg');
        expect(await icon.isVisible(), `icon of ${status}`).toBe(true);
        expect(await word.textContent()).toContain(STATUS_WORDS[status]);
        const { color, ground } = await coloursOf(word);
        expect(color, status).not.toBe(ground);
        expect((await coloursOf(icon)).stroke, `icon of ${status}`).not.toBe(ground);
      }
      for (const outcome of OUTCOMES) {
        const { fill, stroke, ground } = await coloursOf(strip(page, outcome).locator('path'));
        const visible = [fill, stroke].filter((colour) => colour !== 'none');
        expect(visible, `strip of ${outcome}`).not.toHaveLength(0);
        expect(visible, `strip of ${outcome}`).not.toContain(ground);
      }
    },
  );

  it('shows which view and which filter is chosen', async () => {
    const page = await openStatuses({ forcedColors: 'active' });
    const tile = page.getByRole('button', { name: /failing/ });
    const link = page.getByRole('link', { name: 'Jobs', exact: true });
    const [tileBefore, linkOfThisView] = [await picture(tile), await picture(link)];
    await tile.click();
    await page.locator('[aria-pressed="true"]').waitFor();
    await leaveAlone(page);
    expect(await differingPart(canvas, tileBefore, await picture(tile))).toBeGreaterThan(0.005);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await leaveAlone(page);
    expect(await differingPart(canvas, linkOfThisView, await picture(link))).toBeGreaterThan(0.02);
  });
});

/** All but the colours; being filled is a shape. */
const shapeOf = (element: Locator) =>
  element.evaluate((svg) =>
    [...svg.querySelectorAll('*')]
      .flatMap(({ attributes }) => [...attributes])
      .filter(({ name, value }) => value === 'none' || !['fill', 'stroke'].includes(name))
      .map(({ name, value }) => `${name}=${value}`)
      .join(' '),
  );

describe('shapes', () => {
  it('are different for every two statuses', async () => {
    const page = await openStatuses();
    const icons = await Promise.all(STATUSES.map((status) => shapeOf(label(page, status).locator('svg'))));
    expect(new Set(icons).size).toBe(STATUSES.length);
    const strips = await Promise.all(OUTCOMES.map((outcome) => shapeOf(strip(page, outcome))));
    expect(new Set(strips).size).toBe(OUTCOMES.length);
  });
});

describe.each(['deuteranopia', 'achromatopsia'] as const)('with %s', (type) => {
  it.each(['light', 'dark'] as const)('tells every two statuses apart (%s)', async (colorScheme) => {
    const page = await openStatuses({ colorScheme, deviceScaleFactor: 2 });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setEmulatedVisionDeficiency', { type });
    await expectAllDifferent(STATUSES.map((status) => [status, label(page, status).locator('svg')]));
    await expectAllDifferent(OUTCOMES.map((outcome) => [outcome, strip(page, outcome)]));
  });
});

async function expectAllDifferent(elements: [Status, Locator][]): Promise<void> {
  const pictures: Buffer[] = [];
  for (const [, element] of elements) pictures.push(await picture(element));
  const names = elements.map(([status]) => status);
  const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => `${one} and ${other}`));
  const parts = await differingParts(canvas, pictures);
  for (const [index, pair] of pairs.entries())
    expect(parts[index], `part in which ${pair} differ`).toBeGreaterThan(MIN_DIFFERING);
}

describe('with reduced motion', () => {
  const MOVING = `document.getAnimations().filter(({ playState, effect }) =>
    playState === 'running' && effect.getComputedTiming().activeDuration > 1_000)
    .map(({ effect, animationName }) => animationName + ' of ' + effect.target.outerHTML.slice(0, 100))`;

  it('keeps the spinner still, and turns it for everybody else', async () => {
    const page = await openStatuses();
    const spinner = label(page, 'running').locator('svg');
    const animation = () =>
      spinner.evaluate((svg) => svg.ownerDocument.defaultView!.getComputedStyle(svg).animationName);
    expect(await animation()).toBe('none');
    expect(await page.evaluate(MOVING)).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await animation()).not.toBe('none');
    expect(await page.evaluate(MOVING)).toHaveLength(1);
  });

  it.each([
    { view: 'a page that loads', path: 'jobs/alpha' },
    { view: 'the wait for a first job', path: 'jobs' },
  ])('keeps $view still', async ({ path }) => {
    const page = await openPage(browser);
    await (path === 'jobs' ? answerList(page, []) : page.route(/\/api\//, () => undefined));
    await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
    await (
      path === 'jobs' ? page.getByText(/Waiting for the first/) : page.locator('[aria-busy="true"]')
    ).waitFor();
    expect(await page.evaluate(MOVING)).toEqual([]);
  });
});
