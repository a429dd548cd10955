// The examples of the README, the guides and the HTTP API do what they say, on a scheduler that calls their own handlers.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { Tokens } from 'marked';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWhenChanged, CLIENT } from '../../dev/buildWhenChanged.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { PAGES, readPage, ROOT } from './pages.ts';

const API = 'http://127.0.0.1:8080';
const REGISTRATION = 'docs/guides/register-a-job.md';
const LONG_RUNNING = 'docs/guides/long-running-jobs.md';
const CLIENT_GUIDE = 'docs/guides/typescript-client.md';
const run = promisify(execFile);

/** The last page deletes the job that the others are about. */
const commands = PAGES.filter(({ path }) => /^(README|docs\/(guides|reference)\/.*)\.md$/.test(path))
  .toSorted((a, b) => Number(a.path === REGISTRATION) - Number(b.path === REGISTRATION))
  .flatMap(({ path }) => snippets(path, 'sh').map((command) => ({ path, command })))
  .filter(({ command }) => command.includes(API))
  .map((example) => ({ ...example, title: example.command.split(' -H')[0]!.replace(API, '') }));

let scheduler: TestScheduler;
let folder: string;
let clientPort: number;
const handlers: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-service-docs-'));
  await buildWhenChanged(CLIENT, () => undefined);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const [report, crawler] = await Promise.all([startHandler('README.md'), startHandler(LONG_RUNNING)]);
  clientPort = await getPort({ host: '127.0.0.1' });
  scheduler = await startTestScheduler({
    environment: {
      REPORT_SERVICE_URL: report,
      EMAIL_SERVICE_URL: report,
      CRAWLER_SERVICE_URL: crawler,
      CLIENT_SERVICE_URL: `http://127.0.0.1:${clientPort}`,
    },
  });
  for (const name of ['daily-digest', 'email-queue', 'report', 'monthly-report']) {
    await scheduler.register({ name, service: 'email-service', cronExpression: '0 8 * * *' });
  }
});
afterAll(async () => {
  for (const handler of handlers) handler.kill();
  await scheduler.stop();
  await rm(folder, { recursive: true });
});

it.each(commands)('$path: $title', async ({ command }) => {
  const here = command.replaceAll(API, scheduler.url);
  const curl = 'curl() { command curl -sS --fail-with-body "$@"; echo; }';
  const { stdout } = await run('bash', ['-ec', `${curl}\n${here}`]);
  for (const answer of stdout.trim().split('\n')) expect(() => JSON.parse(answer)).not.toThrow();
});

it('registers as the guide does', async () => {
  const [code] = snippets(REGISTRATION, 'js');
  await run(process.execPath, ['--input-type=module', '-e', code!.replace(API, scheduler.url)]);
  expect(await scheduler.job('weekly-report')).toMatchObject({ displayName: 'Weekly report' });
});

it("runs the README's handler", async () => {
  const { body } = await scheduler.api('POST', '/api/jobs/weekly-report/trigger');
  expect(body.result).toMatchObject({ success: true, itemsProcessed: 250 });
});

it('runs the handler that answers 202', async () => {
  await scheduler.register({ name: 'crawl', service: 'crawler-service', cronExpression: null });
  const { body } = await scheduler.api('POST', '/api/jobs/crawl/trigger');
  expect(body.result).toMatchObject({ success: true, itemsProcessed: 8 });
});

it('runs the whole service of the client, in ten lines', async () => {
  const [service, trigger, test] = snippets(CLIENT_GUIDE, 'js');
  expect(service!.split('\n').filter((line) => line.trim() !== '')).toHaveLength(10);
  // As another service, beside those of the other pages.
  await startClient(service!.replace('report-service', 'client-service').replace('3000', String(clientPort)));
  await expect.poll(() => scheduler.job('nightly-report')).toMatchObject({ service: 'client-service' });
  expect(await output(trigger!)).toMatch(/^[0-9a-f-]{36} 250$/);
  expect(await output(test!)).toBe('200 3');
});

async function startClient(code: string): Promise<void> {
  const file = join(folder, 'client.mjs');
  await writeFile(file, code);
  handlers.push(spawn(process.execPath, [file], { stdio: 'ignore', env: { SCHEDULER_URL: scheduler.url } }));
}

async function output(code: string): Promise<string> {
  const file = join(folder, 'output.mjs');
  await writeFile(file, code);
  const { stdout } = await run(process.execPath, [file], { env: { SCHEDULER_URL: scheduler.url } });
  return stdout.trim();
}

/** Resolves to its address. */
async function startHandler(path: string): Promise<string> {
  const port = await getPort({ host: '127.0.0.1' });
  const file = join(folder, `${port}.mjs`);
  const [code] = snippets(path, 'js');
  // The work of the example takes seconds.
  await writeFile(file, code!.replace('listen(3000)', `listen(${port})`).replace('1_000', '10'));
  handlers.push(spawn(process.execPath, [file], { stdio: 'ignore' }));
  return `http://127.0.0.1:${port}`;
}

function snippets(path: string, lang: string): string[] {
  const blocks = readPage(path).tokens.filter((token): token is Tokens.Code => token.type === 'code');
  return blocks.filter((block) => block.lang === lang).map(({ text }) => text);
}
