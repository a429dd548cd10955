// The looks in which every view and state of the portal is examined, and the examination.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 780 }, colorScheme: 'light' },
  'narrow-dark': { viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
} as const;

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Nothing serious of axe's, and nothing that only scrolling sideways would show. */
export async function expectFitForAll(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  expect(await page.evaluate<number>(SIDEWAYS), 'px of sideways scroll').toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
    }));
  expect(serious).toEqual([]);
}

/** The same page in every look, without loading it again. */
export async function expectFitInEveryLook(page: Page): Promise<void> {
  for (const { viewport, colorScheme } of Object.values(LOOKS)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    await expectFitForAll(page);
  }
}
