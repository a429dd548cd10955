// The server's sentences about runs are for people who read rows: reworded, they change nothing in the portal.
import type { Browser, Page } from 'playwright-core';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/chromium.ts';
import { openPage } from '../support/openPage.ts';
import { SELDOM, startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

const HOLDER = '0199f1c2-6d3e-4a51-b0c4-2f6f0f3f8a11';
const SKIPPED = '0199f1c2-6d3e-4a51-b0c4-2f6f0f3f8a12';
const DUE = '2026-11-23T09:00:00.000Z';

let scheduler: TestScheduler;
let browser: Browser;
beforeAll(async () => {
  [scheduler, browser] = await Promise.all([startTestScheduler(SELDOM), startBrowser()]);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.register({ name: 'digest' });
  await insertRuns();
});
afterAll(async () => {
  await browser.close();
  await scheduler.stop();
});

/** One that was skipped for another one, and one that failed. */
async function insertRuns(): Promise<void> {
  const sql = new Client({ connectionString: scheduler.databaseUrl });
  await sql.connect();
  const attempt = {
    attempt: 1,
    started_at: DUE,
    ended_at: DUE,
    class: 'failed',
    http_status: 503,
    code: 'answered',
    said: 'the pool is exhausted',
    error: 'test-service answered HTTP 503: the pool is exhausted',
  };
  await sql.query(
    `insert into scheduled_jobs (id, job_name, status, origin, scheduled_for, started_at, completed_at, reason_code,
       reason_details, error_message, attempts, triggered_by, service, endpoint, config, timeout_seconds, exclusive, workflow_id)
     select run.*, 'scheduler', 'test-service', '/run', '{}', 300, false, 'run:' || run.id from (values
       ($1::uuid, 'digest', 'failed', 'schedule', $3::timestamptz, $3::timestamptz, $3::timestamptz, 'attempts_used',
         '{"attempts": 1, "allowed": 1}'::jsonb, $5, jsonb_build_array($6::jsonb)),
       ($2::uuid, 'digest', 'skipped', 'schedule', $4::timestamptz, null, $4::timestamptz, 'overlap',
         jsonb_build_object('executionId', $1, 'dueAt', $3, 'status', 'running'), null, '[]'::jsonb)
     ) run (id)`,
    [HOLDER, SKIPPED, DUE, '2026-11-23T09:05:00.000Z', attempt.error, JSON.stringify(attempt)],
  );
  await sql.end();
}

/** With other words in every sentence of every answer, or with the server's own. */
async function openReworded(path: string, sentence: string | null): Promise<Page> {
  const page = await openPage(browser, { timezoneId: 'Europe/Paris' });
  if (sentence !== null) {
    await page.route('**/api/**', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({
        response: answer,
        body: text.replaceAll(
          /"(reason|error_message|error|latestError)":\s*"(?:[^"\\]|\\.)*"/g,
          (_, name) => `"${name}":${JSON.stringify(sentence)}`,
        ),
      });
    });
  }
  await page.goto(`${scheduler.url}/admin/scheduler/${path}`);
  return page;
}

it.each([
  ['the drawer', `runs?run=${SKIPPED}`, '[role="dialog"]', 'was still going'],
  ['the list of runs', 'runs', 'main', 'HTTP 503: the pool is exhausted'],
  ['the history of a job', 'jobs/digest/history', 'main', 'was still going'],
])('%s says the same', async (_, path, where, expected) => {
  const texts: string[] = [];
  for (const sentence of [null, 'etwas ganz anderes']) {
    const page = await openReworded(path, sentence);
    const shown = page.locator(where);
    await shown.getByText(expected).first().waitFor();
    texts.push(await shown.innerText());
    if (path.includes(SKIPPED)) {
      await shown.getByRole('link', { name: 'the run', exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get('run') === HOLDER);
    }
    // A poll may be under way when the page is closed.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  expect(texts[1]).toBe(texts[0]);
});
