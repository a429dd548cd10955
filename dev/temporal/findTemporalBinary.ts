// Finds the `temporal` command line tool, which holds the development server and its Web UI.
import which from 'which';
import { cachedBinary } from './cache.ts';
import { obtainTemporal } from './obtainTemporal.ts';
import { createProgress } from '../progress.ts';

/** The program of this machine: named, on PATH or in the cache. Undefined: it has to be obtained. */
export function locateTemporal(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named) {
    const program = which.sync(named, { nothrow: true });
    if (program === null)
      throw new Error(`TEMPORAL_CLI_PATH is "${named}", which is not a program: correct it or unset it`);
    return program;
  }
  const path = env['PATH'] ?? '';
  return (
    which.sync('temporal', { nothrow: true, path }) ??
    which.sync(cachedBinary(env), { nothrow: true }) ??
    undefined
  );
}

/** @returns the absolute path of the program; downloads or builds it into the cache when this machine has none. */
export async function findTemporalBinary(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string> {
  const located = locateTemporal(env);
  if (located !== undefined) return located;
  const progress = createProgress(say);
  try {
    return await obtainTemporal({ env, report: progress.report });
  } finally {
    progress.stop();
  }
}
