// The package as npm would publish it: what is in it, and that both kinds of programs and their type checks can use it.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'clients/typescript');
const run = promisify(execFile);

let folder: string;
let files: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scheduler-service-package-'));
  // Not in the checkout, whose build other tests use.
  const copy = join(folder, 'package');
  mkdirSync(copy);
  for (const file of ['package.json', 'README.md']) copyFileSync(join(PACKAGE, file), join(copy, file));
  await run(process.execPath, [join(PACKAGE, 'build.ts'), join(copy, 'dist')]);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map(({ path }) => path);
  const target = join(folder, 'node_modules/@scheduler-service/client');
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components=1']);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

it('has the build and nothing else, and depends on nothing', () => {
  expect(files.filter((path) => !/^dist\/(esm|cjs)\/[\w/]+\.(js|d\.ts)$/.test(path)).toSorted()).toEqual([
    'README.md',
    'dist/cjs/package.json',
    'package.json',
  ]);
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Record<string, unknown>;
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    expect(manifest[kind]).toBeUndefined();
  }
});

const CALL = `
const scheduler = schedulerForTests();
const handler = jobHandler({ report: () => ({ itemsProcessed: 2 }) }, scheduler.options);
scheduler.run(handler, { jobName: 'report' }).then(({ result }) => console.log(typeof registerJobs, result.itemsProcessed));
`;

it.each([
  [
    'import.mjs',
    `import { jobHandler, registerJobs } from '@scheduler-service/client';\nimport { schedulerForTests } from '@scheduler-service/client/testing';`,
  ],
  [
    'require.cjs',
    `const { jobHandler, registerJobs } = require('@scheduler-service/client');\nconst { schedulerForTests } = require('@scheduler-service/client/testing');`,
  ],
])('is loaded by %s', async (name, imports) => {
  const { stdout } = await run(process.execPath, [write(name, imports + CALL)]);
  expect(stdout.trim()).toBe('function 2');
});

const typed = (field: string) => `
import { jobHandler, registerJobs, type JobRun } from '@scheduler-service/client';
import { schedulerForTests } from '@scheduler-service/client/testing';
export const handler = jobHandler({ report: async ({ config }: JobRun) => ({ itemsProcessed: Number(config['n']) }) });
registerJobs([{ name: 'report', cronExpression: '@daily', ${field} }], { service: 'report-service' });
export const test = schedulerForTests().run(handler, { jobName: 'report' });
`;

/** What the compiler complains about. */
function complaints(...sources: string[]): Promise<string> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = '--noEmit --strict --ignoreConfig --module nodenext --lib es2022,dom'.split(' ');
  return run(process.execPath, [compiler, ...options, '--types', '', ...sources]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

it('has types for both', async () => {
  const right = typed(`overlap: 'skip'`);
  expect(await complaints(write('right.mts', right), write('right.cts', right))).toBe('');
  const wrong = await complaints(
    write('wrong.mts', typed(`overlap: 'never'`)),
    write('wrong.cts', typed('retry: 3')),
  );
  expect(wrong).toMatch(/wrong\.cts.*'number'[^]*wrong\.mts.*'"never"'/);
});
