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

it('has types for both', async () => {
  const source = (mistake: string) => `
import { jobHandler, registerJobs, type JobRun } from '@scheduler-service/client';
import { schedulerForTests } from '@scheduler-service/client/testing';
export const handler = jobHandler({ report: async ({ config }: JobRun) => ({ itemsProcessed: Number(config['n']) }) });
registerJobs([{ name: 'report', cronExpression: '@daily', ${mistake} }], { service: 'report-service' });
export const test = schedulerForTests().run(handler, { jobName: 'report' });
`;
  const check = (files: string[]) =>
    run(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...[
        '--noEmit',
        '--strict',
        '--ignoreConfig',
        '--module',
        'nodenext',
        '--types',
        '',
        '--lib',
        'es2022,dom',
      ],
      ...files,
    ]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
  expect(await check([write('right.mts', source('')), write('right.cts', source(''))])).toBe('');
  const wrong = await check([
    write('wrong.mts', source(`overlap: 'never'`)),
    write('wrong.cts', source('retry: 3')),
  ]);
  expect(wrong).toMatch(/wrong\.cts.*'number'[^]*wrong\.mts.*'"never"'/);
});
