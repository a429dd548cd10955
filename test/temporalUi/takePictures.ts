// `npm run screenshots:temporal`: draws the pictures of a run in the Temporal Web UI, from `npm run dev` as it is.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { prepareDevProcess } from '../support/devProcess.ts';
import { startBrowser } from '../support/chromium.ts';

const IMAGES = join(import.meta.dirname, '../../docs/images');
const PATIENCE_MS = 60_000;
const HOME = process.env['HOME'] ?? '';

const JOB = {
  name: 'invoice-export',
  displayName: 'Invoice export',
  description: 'Fails twice, then succeeds: the pictures show its attempts.',
  cronExpression: null,
  jobType: 'other',
  service: 'picture-service',
  endpoint: '/export',
  retry: { maxAttempts: 3, initialIntervalSeconds: 2 },
};

let calls = 0;
const service = createServer((_request, response) => {
  calls += 1;
  response.writeHead(calls < 3 ? 503 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: true, itemsProcessed: 8, itemsSucceeded: 8, itemsFailed: 0 }));
});
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
const address = service.address();
const servicePort = typeof address === 'object' && address !== null ? address.port : 0;

const dev = await prepareDevProcess();
const browser = await startBrowser();
try {
  await dev.start({
    path: process.env['PATH'] ?? '',
    environment: {
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(HOME, '.cache'),
      PICTURE_SERVICE_URL: `http://127.0.0.1:${servicePort}`,
    },
  });
  await until(async () => (await dev.request('GET', '/health')).body.status === 'healthy');
  await dev.request('POST', '/api/jobs/register', JOB);
  const { executionId } = (await dev.request('POST', `/api/jobs/${JOB.name}/trigger`, {})).body;
  let temporalUrl = '';
  await until(async () => {
    const { body } = await dev.request('GET', `/api/executions/${executionId}`);
    ({ temporalUrl } = body);
    return body.execution.status === 'completed';
  });

  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  await draw(page, temporalUrl, 'Task Queue', 'temporal-run.png');
  await draw(page, temporalUrl.replace(/[^/]+$/, 'timeline'), 'Task Queue', 'temporal-timeline.png');
} finally {
  await browser.close();
  await dev.remove();
  service.close();
}

async function draw(page: Page, url: string, shows: string, file: string): Promise<void> {
  await page.goto(url);
  // Its frame comes first, and the parts of a page one by one.
  await page
    .getByText(shows)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout: PATIENCE_MS })
    .catch(async (cause: unknown) => {
      await page.screenshot({ path: `${dev.folder}.png` });
      throw new Error(`${url} does not show ${shows}; see ${dev.folder}.png`, { cause });
    });
  await delay(3_000);
  await page.screenshot({ path: join(IMAGES, file) });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`no answer within ${PATIENCE_MS / 1_000} s:\n${dev.log()}`);
    await delay(200);
  }
}
