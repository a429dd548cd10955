// The portal as people see it: wide and narrow, light and dark.
import type { Page } from 'playwright-core';

export const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 360, height: 780 }, colorScheme: 'light' },
  'narrow-dark': { viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
} as const;

export type Look = keyof typeof LOOKS;

/** Of what is shown next. */
export async function setLook(page: Page, look: Look): Promise<void> {
  const { viewport, colorScheme } = LOOKS[look];
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
}

/** Changes what is shown already. */
export async function lookAs(page: Page, look: Look): Promise<void> {
  await setLook(page, look);
  // Mantine follows the system's scheme in an effect.
  await page.locator(`html[data-mantine-color-scheme="${LOOKS[look].colorScheme}"]`).waitFor();
}
