// `.env` as the programs read it that npm starts.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const CHECKOUT = join(import.meta.dirname, '../..');
const PROGRAMS = ['src/main.ts', 'src/store/migrate.ts', 'dev/start.ts'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scheduler-service-env-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the program prints before it fails. */
async function outputOf(program: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const run = promisify(execFile)(process.execPath, [join(CHECKOUT, program)], {
    cwd: folder,
    env: { ...inherited, ...env },
  });
  const failure = await run.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
  return failure.message;
}

it.each(PROGRAMS)('%s reads .env of the working directory', async (program) => {
  writeFileSync(join(folder, '.env'), 'DATABASE_URL=postgres://in-the-file.invalid/db\nPORT=from-the-file\n');
  expect(await outputOf(program, {})).toMatch(/in-the-file\.invalid|PORT/);
});

it.each(['src/main.ts', 'src/store/migrate.ts'])(
  '%s starts without a .env, silent about it',
  async (program) => {
    const output = await outputOf(program, {});
    expect(output).toContain('DATABASE_URL');
    expect(output).not.toContain('.env');
  },
);

it('leaves the environment its values, empty ones included', async () => {
  writeFileSync(join(folder, '.env'), 'PORT=from-the-file\nLOG_LEVEL=from-the-file\nROLE=from-the-file\n');
  const output = await outputOf('src/main.ts', { PORT: '8080', LOG_LEVEL: '' });
  expect(output).toContain('ROLE');
  expect(output).not.toContain('PORT');
  expect(output).not.toContain('LOG_LEVEL');
});
