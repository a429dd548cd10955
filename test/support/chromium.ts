// A real browser: the Chromium of the machine, driven by playwright-core. Its headless shell, which draws no window around a
// page, opens one in half the time.
import { chromium, type Browser } from 'playwright-core';
import which from 'which';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // As root, which CI is, Chromium refuses to start with its sandbox.
    args: ['--no-sandbox', '--disable-gpu', '--lang=en-GB'],
  });
}

function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  const found = NAMES.map((name) => which.sync(name, { nothrow: true })).find((path) => path !== null);
  if (found === undefined) {
    throw new Error(
      'The portal is tested in Chromium, which is not installed: run "apt-get install chromium-headless-shell", or set CHROMIUM_PATH.',
    );
  }
  return found;
}
