// What holds for every view in every state: axe finds nothing serious, and nothing stands beside the screen.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** Of the page and of what lies over it: px, and what reaches out. */
const SIDEWAYS = `[document.documentElement, ...document.querySelectorAll('[role="dialog"]')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map((box) => ({
    by: box.scrollWidth - box.clientWidth,
    reaching: [...box.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > box.getBoundingClientRect().right + 1)
      .map((element) => element.outerHTML.slice(0, 100))
      .slice(0, 5),
  }))`;

/** axe 4.14 gives up on colours ("midpoint exceeds the grid bounds") where a layer that scrolls is longer than the page beneath. */
const PAGE_AS_LONG_AS_LAYERS = `document.body.style.minHeight =
  Math.max(0, ...[...document.querySelectorAll('[role="dialog"]')].map(({ scrollHeight }) => scrollHeight)) + 'px'`;
const PAGE_AS_IT_WAS = `document.body.style.minHeight = ''`;

export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await expectNoSidewaysScroll(page);
  await page.evaluate(PAGE_AS_LONG_AS_LAYERS);
  const { violations, passes } = await axe(page).withTags(TAGS).analyze();
  await page.evaluate(PAGE_AS_IT_WAS);
  // Rules that a page can lose: the second is not among axe's defaults.
  expect([...violations, ...passes].map(({ id }) => id)).toEqual(
    expect.arrayContaining(['color-contrast', 'target-size']),
  );
  expectNothingSerious(violations);
}

/** For another look of a page that was inspected whole: what depends on its layout and its colours. */
export async function expectAccessibleLayout(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await page.evaluate(PAGE_AS_LONG_AS_LAYERS);
  const { violations } = await axe(page)
    .withRules([...COLOURS, 'target-size'])
    .analyze();
  await page.evaluate(PAGE_AS_IT_WAS);
  expectNothingSerious(violations);
}

/** Without frames, "legacy" is the same inspection without a page of its own for the results: half the time. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

function expectNothingSerious(violations: Violations): void {
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    }));
  expect(serious).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, where = ''): Promise<void> {
  // Charts follow a changed window a little later.
  await expect.poll(() => page.evaluate(SIDEWAYS), { message: `scrolls sideways ${where}` }).toEqual([]);
}
