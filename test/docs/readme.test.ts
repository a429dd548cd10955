// The commands of the README, the guides and the HTTP API do what they say, on a scheduler with the README's own handler.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { Tokens } from 'marked';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { PAGES, readPage } from './pages.ts';

/** Deletes the job that the others are about. */
const LAST = 'docs/guides/register-a-job.md';

const commands = PAGES.filter(({ path }) => /^(README|docs\/(guides|reference)\/.*)\.md$/.test(path))
  .toSorted((a, b) => Number(a.path === LAST) - Number(b.path === LAST))
  .flatMap(({ path }) =>
    snippets(path, 'sh').map((command) => [path, command.split(' -H')[0]!, command] as const),
  )
  .filter(([, , command]) => command.includes('http://127.0.0.1:8080/'));

let scheduler: TestScheduler;
let folder: string;
let handler: ChildProcess;
beforeAll(async () => {
  const port = await getPort({ host: '127.0.0.1' });
  folder = await mkdtemp(join(tmpdir(), 'scheduler-service-docs-'));
  const file = join(folder, 'report.mjs');
  const [code] = snippets('README.md', 'js');
  await writeFile(file, code!.replace('3000', String(port)));
  handler = spawn(process.execPath, [file], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  scheduler = await startTestScheduler({ environment: { REPORT_SERVICE_URL: url, EMAIL_SERVICE_URL: url } });
  for (const name of ['daily-digest', 'email-queue', 'report', 'monthly-report']) {
    await scheduler.register({ name, service: 'email-service', cronExpression: '0 8 * * *' });
  }
});
afterAll(async () => {
  handler.kill();
  await scheduler.stop();
  await rm(folder, { recursive: true });
});

it.each(commands)('%s: %s', async (_path, _start, command) => {
  const here = command.replaceAll('http://127.0.0.1:8080', scheduler.url);
  const { stdout } = await promisify(execFile)('bash', [
    '-ec',
    `curl() { command curl -sS --fail-with-body "$@"; echo; }\n${here}`,
  ]);
  for (const answer of stdout.trim().split('\n')) expect(() => JSON.parse(answer)).not.toThrow();
});

it("runs the README's handler", async () => {
  const runs = await scheduler.history('weekly-report');
  expect(runs.map(({ status, items_processed }) => ({ status, items_processed }))).toContainEqual({
    status: 'completed',
    items_processed: 250,
  });
});

function snippets(path: string, lang: string): string[] {
  const blocks = readPage(path).tokens.filter((token): token is Tokens.Code => token.type === 'code');
  return blocks.filter((block) => block.lang === lang).map(({ text }) => text);
}
