// Where the `temporal` program that we obtained is kept.
import { join } from 'node:path';
import { cachedProgram } from '../programCache.ts';
import { requiredVersion } from '../go/goBuild.ts';

/** The Go module that pins the version. */
export const TEMPORAL_MODULE = join(import.meta.dirname, '../../temporal');

export function cachedBinary(env: NodeJS.ProcessEnv): string {
  return cachedProgram('temporal', pinnedVersion(), env);
}

/** The one place of the version is temporal/go.mod. */
export function pinnedVersion(): string {
  return requiredVersion(TEMPORAL_MODULE, 'github.com/temporalio/cli');
}
