// Where an obtained `temporal` program is kept.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedProgram } from '../cache.ts';

/** The Go module that pins the version. */
export const TEMPORAL_MODULE = join(import.meta.dirname, '../../temporal');

export function cachedBinary(env: NodeJS.ProcessEnv): string {
  return cachedProgram(env, `temporal-${pinnedVersion()}`, 'temporal');
}

/** The one place of the version is temporal/go.mod. */
export function pinnedVersion(): string {
  const goMod = readFileSync(join(TEMPORAL_MODULE, 'go.mod'), 'utf8');
  const [, version] = /^\s*github\.com\/temporalio\/cli v(\S+)/m.exec(goMod) ?? [];
  if (version === undefined) throw new Error('temporal/go.mod does not require github.com/temporalio/cli');
  return version;
}
