// Schemathesis: sends requests that the OpenAPI document allows, and others, and holds the answers against it. A Python
// program, kept in the cache of this user.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachedProgram } from '../../dev/programCache.ts';

const VERSION = '4.32.5';

/** @returns the path of its command */
export async function findSchemathesis(): Promise<string> {
  const folder = dirname(cachedProgram('schemathesis', VERSION, process.env));
  const command = join(folder, 'bin/schemathesis');
  if (existsSync(command)) return command;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const { code } = await run(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  if (code !== 0) {
    await rename(folder, `${folder}.broken`);
    throw new Error('schemathesis could not be installed; see the lines above');
  }
  return command;
}

/** Its output is shown as it comes, and returned. */
export async function run(
  command: string,
  args: string[],
  cwd?: string,
): Promise<{ code: number | null; output: string }> {
  const program = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    program.once('close', resolve);
    program.once('error', reject);
  });
  return { code, output };
}
