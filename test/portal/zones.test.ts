// Instants in the job's zone, the viewer's and UTC, over the nights when the job's clocks change.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

/** Europe/London: the clocks go from 01:00 to 02:00 on 28 March 2027, and from 02:00 back to 01:00 on 31 October. */
const NIGHTS = [
  {
    name: 'spring',
    cronExpression: '30 1 28 3 *',
    instant: '2027-03-28T01:00:00.000Z',
    job: /28 Mar(ch)? 2027, 02:00/,
    mine: /28 Mar(ch)? 2027, 06:30/,
    warning: /does not exist/,
  },
  {
    name: 'autumn',
    cronExpression: '30 1 31 10 *',
    instant: '2027-10-31T00:30:00.000Z',
    job: /31 Oct(ober)? 2027, 01:30/,
    mine: /31 Oct(ober)? 2027, 06:00/,
    warning: /comes twice/,
  },
];

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  for (const { name, cronExpression } of NIGHTS) {
    await scheduler.register({ name, cronExpression, timeZone: 'Europe/London' });
  }
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

async function openInKolkata(path: string): Promise<Page> {
  const page = await openPage(browser, { timezoneId: 'Asia/Kolkata' });
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  return page;
}

describe.each(NIGHTS)('$name', ({ name, instant, job, mine, warning }) => {
  it('shows the job zone, then the viewer’s, then UTC', async () => {
    expect((await scheduler.job(name)).nextRunAt).toBe(instant);
    const page = await openInKolkata(`jobs/${name}/upcoming`);
    const shown = page.locator(`time[datetime="${instant}"]`).first();
    const zones = page.getByLabel('Show times in');
    await shown.waitFor();
    expect(await zones.inputValue()).toBe('job');
    await expect.poll(() => shown.textContent()).toMatch(job);
    await zones.selectOption('mine');
    await expect.poll(() => shown.textContent()).toMatch(mine);
    await zones.selectOption('utc');
    await expect.poll(() => shown.textContent()).toContain(instant.slice(11, 16));
    expect(new URL(page.url()).searchParams.get('tz')).toBe('utc');
  });

  it('shows both zones in the preview, with a warning', async () => {
    const page = await openInKolkata(`jobs/${name}?edit=schedule`);
    const first = page.getByRole('table', { name: 'Next runs' }).getByRole('row').nth(1);
    await first.waitFor();
    expect(await first.getByRole('cell').nth(0).textContent()).toMatch(job);
    expect(await first.getByRole('cell').nth(1).textContent()).toMatch(mine);
    await page.getByRole('alert').getByText(warning).first().waitFor();
  });
});
