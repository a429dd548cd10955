// Where an obtained `temporal` program is kept, by version, for every checkout of this user.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { processIdentity } from '../process/processIdentity.ts';

/** The Go module that pins the version. */
export const TEMPORAL_MODULE = join(import.meta.dirname, '../../temporal');

const UNFINISHED = /^unfinished-(\d+)-/;

export function cachedBinary(env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'scheduler-service', `temporal-${pinnedVersion()}`, 'temporal');
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

/** The one place of the version is temporal/go.mod. */
export function pinnedVersion(): string {
  const goMod = readFileSync(join(TEMPORAL_MODULE, 'go.mod'), 'utf8');
  const [, version] = /^\s*github\.com\/temporalio\/cli v(\S+)/m.exec(goMod) ?? [];
  if (version === undefined) throw new Error('temporal/go.mod does not require github.com/temporalio/cli');
  return version;
}
