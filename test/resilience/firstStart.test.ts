// The first `npm run dev` on a machine that cannot download Temporal: everything else is up while go builds it.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { processIdentity } from '../../dev/process/processIdentity.ts';
import { cachedBinary } from '../../dev/temporal/cache.ts';
import { findTemporalBinary } from '../../dev/temporal/findTemporalBinary.ts';
import { startBrowser } from '../support/chromium.ts';
import { prepareDevProcess, type DevProcess } from '../support/devProcess.ts';
import { openPage } from '../support/openPage.ts';

const UP_MS = 10_000;
const SYSTEM_PATH = '/usr/bin:/bin';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

let dev: DevProcess;
beforeEach(async () => {
  dev = await prepareDevProcess();
});
afterEach(async () => {
  await dev.remove();
});

/** A `go` that compiles two of its three packages, waits until it is released, and then delivers the real program. */
async function holdGo(): Promise<{ path: string; pids: () => number[]; release: () => void }> {
  const folder = join(dev.folder, 'bin');
  mkdirSync(folder);
  const [released, pids] = [join(dev.folder, 'released'), join(dev.folder, 'pids')];
  const script = `#!/bin/sh
if [ "$1" = list ]; then printf 'one\\ntwo\\nthree\\n'; exit; fi
echo $$ >> ${pids}
printf 'one\\ntwo\\n' >&2
while [ ! -e ${released} ]; do sleep 0.05; done
while [ "$1" != -o ]; do shift; done
cp ${await findTemporalBinary(process.env, () => undefined)} "$2"
`;
  writeFileSync(join(folder, 'go'), script);
  chmodSync(join(folder, 'go'), 0o755);
  return {
    path: `${folder}:${SYSTEM_PATH}`,
    pids: () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []),
    release: () => writeFileSync(released, ''),
  };
}

const health = async () => (await dev.request('GET', '/health')).body;

/** Until the API answers; a connection that is refused is not an answer yet. */
async function untilUp(): Promise<void> {
  await expect.poll(health, { timeout: 60_000 }).toMatchObject({ service: 'scheduler-service' });
}

async function runsOf(jobName: string): Promise<{ status: string; origin: string }[]> {
  return (await dev.request('GET', `/api/jobs/${jobName}/history`)).body.executions;
}

it('takes jobs and triggers while Temporal is being built, says how far it is, and then runs them', async () => {
  const go = await holdGo();
  const startedAt = performance.now();
  await dev.start({ path: go.path });
  await untilUp();
  expect(performance.now() - startedAt).toBeLessThan(UP_MS);
  await expect.poll(health).toMatchObject({
    status: 'degraded',
    temporal: { roundTripMs: null },
    problems: [
      expect.stringMatching(/being built with go.*: 2 of 3 packages compiled \(\d+ s so far\); changes/),
      'this process does not poll for work yet',
    ],
  });
  const page = await openPage(browser);
  await page.goto(dev.url('/admin/scheduler/'));
  await page.getByRole('alert').getByText('2 of 3 packages compiled').waitFor();

  const job = {
    name: 'every-second',
    cronExpression: '* * * * * *',
    jobType: 'other',
    service: 'email-service',
    endpoint: '/jobs/email-queue',
  };
  expect(await dev.request('POST', '/api/jobs/register', job)).toMatchObject({
    status: 200,
    body: { job: { schedule: 'pending' } },
  });
  expect(await dev.request('POST', '/api/jobs/every-second/trigger')).toMatchObject({ status: 202 });
  expect(await runsOf('every-second')).toMatchObject([{ status: 'queued' }]);

  go.release();
  await expect.poll(health, { timeout: 60_000 }).toMatchObject({ status: 'healthy', problems: [] });
  const ended = async (origin: string) =>
    (await runsOf('every-second')).find((run) => run.origin === origin && run.status === 'completed');
  await expect.poll(() => ended('trigger'), { timeout: 60_000 }).toBeDefined();
  await expect.poll(() => ended('schedule'), { timeout: 60_000 }).toBeDefined();
}, 180_000);

it('builds anew after a kill in the middle of the build, and leaves nothing of the first one', async () => {
  const go = await holdGo();
  const first = await dev.start({ path: go.path });
  const recorded = () => readFileSync(join(dev.dataFolder, 'dev.json'), 'utf8');
  await expect.poll(recorded, { timeout: 60_000 }).toContain('go build');
  await expect.poll(go.pids, { timeout: 60_000 }).toHaveLength(1);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;

  await dev.start({ path: go.path });
  await expect.poll(go.pids, { timeout: 60_000 }).toHaveLength(2);
  expect(processIdentity(go.pids()[0]!), 'the first build is stopped').toBeUndefined();
  go.release();
  await untilUp();
  await expect.poll(health, { timeout: 60_000 }).toMatchObject({ status: 'healthy' });
  expect(readdirSync(dirname(cachedBinary({ XDG_CACHE_HOME: dev.cache })))).toEqual(['temporal']);
}, 180_000);

it('leaves nothing of a build that Ctrl-C ends', async () => {
  const go = await holdGo();
  const first = await dev.start({ path: go.path });
  await expect.poll(go.pids, { timeout: 60_000 }).toHaveLength(1);
  process.kill(first.pid, 'SIGINT');
  expect(await first.ended).toBe('code 0');
  expect(processIdentity(go.pids()[0]!)).toBeUndefined();
  expect(readdirSync(dirname(cachedBinary({ XDG_CACHE_HOME: dev.cache })))).toEqual([]);
}, 120_000);

it('stays up without Temporal where it cannot be obtained, and says once what to install', async () => {
  await dev.start({ path: SYSTEM_PATH });
  await untilUp();
  await expect
    .poll(async () => (await health()).problems[0], { timeout: 60_000 })
    .toMatch(/^there is no Temporal server: install .* or Go 1\.26 or newer/);
  expect(dev.log().match(/Temporal \S+ could not be obtained/g)).toHaveLength(1);
  expect(dev.log()).toContain('there is no `go` on PATH');
  await expect
    .poll(() => dev.request('POST', '/api/jobs/daily-digest/trigger'), { timeout: 60_000 })
    .toMatchObject({ status: 202 });
}, 120_000);
