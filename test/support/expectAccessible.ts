// What holds for every view in every state: axe finds nothing serious, and nothing stands beside the screen.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await expectNoSidewaysScroll(page);
  // Without frames, "legacy" is the same inspection without a page of its own for the results: half the time.
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode().analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    }));
  expect(serious).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate<number>(SIDEWAYS), 'px of sideways scroll').toBeLessThanOrEqual(0);
}
