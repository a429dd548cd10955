// A page for one test, as most people have it. An error in it fails the test, whatever else the test looks at.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** Closed, with its context, after the test. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openLastingPage(browser, options);
  expectNoErrors(page);
  onTestFinished(async () => {
    // A poll may still be in a route's handler; without its page it would fail after the test.
    if (!page.isClosed()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });
  return page;
}

/** For tests that only look, one after the other: a page that has shown the portal shows it again in half the time. */
export async function openLastingPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  // What the page's content policy has refused is an error in the page.
  await context.addInitScript(`addEventListener('securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
    reportError(new Error([violatedDirective, blockedURI, sample, sourceFile, lineNumber].join(' ')));
  })`);
  return context.newPage();
}

/** The lasting page as if it had just been opened, for the next test. */
export async function reusePage(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  if (page.url() !== 'about:blank') await page.evaluate('localStorage.clear(), sessionStorage.clear()');
  expectNoErrors(page);
}

function expectNoErrors(page: Page): void {
  const errors: string[] = [];
  const note = ({ message }: Error) => errors.push(message);
  page.on('pageerror', note);
  onTestFinished(async () => {
    // An answer of the page comes after what it has reported before.
    if (!page.isClosed()) await page.evaluate('0');
    page.off('pageerror', note);
    expect(errors, 'errors in the page').toEqual([]);
  });
}
