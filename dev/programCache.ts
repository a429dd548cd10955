// Where obtained programs are kept, by version, for every checkout of this user.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { processIdentity } from './process/processIdentity.ts';

const UNFINISHED = /^unfinished-(\d+)-/;

export function cachedProgram(name: string, version: string, env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'scheduler-service', `${name}-${version}`, name);
}

/** A new folder beside the program, of this process alone; those of killed processes are removed. */
export function makeWorkFolder(binary: string): string {
  const folder = dirname(binary);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [, pid] = UNFINISHED.exec(name) ?? [];
    if (pid !== undefined && processIdentity(Number(pid)) === undefined) removeFolder(join(folder, name));
  }
  return mkdtempSync(join(folder, `unfinished-${process.pid}-`));
}

/** Retries: a killed program may still be ending. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
