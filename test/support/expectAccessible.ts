// What holds for every view in every state: axe finds nothing serious, and nothing stands beside the screen.
import axe, { type AxeResults, type RunOnly } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

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

export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await expectNoSidewaysScroll(page);
  const { violations, passes } = await inspect(page, { type: 'tag', values: TAGS });
  // Rules that a page can lose: the second is not among axe's defaults.
  expect([...violations, ...passes].map(({ id }) => id)).toEqual(
    expect.arrayContaining(['color-contrast', 'target-size']),
  );
  expectNothingSerious(violations);
}

/** For another look of a page that was inspected whole: what depends on its layout and its colours. */
export async function expectAccessibleLayout(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  const { violations } = await inspect(page, { type: 'rule', values: [...COLOURS, 'target-size'] });
  expectNothingSerious(violations);
}

async function inspect(page: Page, runOnly: RunOnly): Promise<Pick<AxeResults, 'violations' | 'passes'>> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  // To describe each element that is well would take longer than to inspect it.
  return page.evaluate(inspection(JSON.stringify({ runOnly, resultTypes: ['violations'] })));
}

/**
 * In the colours that stay: some controls fade into theirs.
 * axe 4.14 gives up on colours ("midpoint exceeds the grid bounds") where a layer that scrolls is longer than the page
 * beneath.
 */
const inspection = (options: string) => `(async () => {
  const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(fading.map(({ finished }) => finished));
  const layers = [...document.querySelectorAll('[role="dialog"]')];
  document.body.style.minHeight = Math.max(0, ...layers.map(({ scrollHeight }) => scrollHeight)) + 'px';
  const { violations, passes } = await axe.run(${options});
  document.body.style.minHeight = '';
  return { violations, passes };
})()`;

function expectNothingSerious(violations: AxeResults['violations']): void {
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
