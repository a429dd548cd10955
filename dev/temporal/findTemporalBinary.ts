// Finds the `temporal` command line tool, which holds the development server and its Web UI.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, isExecutable } from '../process/findProgram.ts';
import { buildTemporal, downloadTemporal, TEMPORAL_MODULE } from './obtainTemporal.ts';

/** @returns the absolute path of the binary; downloads or builds it into the cache when this machine has none. */
export async function findTemporalBinary(
  env: NodeJS.ProcessEnv,
  progress: (line: string) => void,
): Promise<string> {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`TEMPORAL_CLI_PATH is "${named}", which is not a program: correct it or unset it`);
  }
  const onPath = findProgram('temporal', env);
  if (onPath) return onPath;

  const version = pinnedVersion();
  const cache = join(
    env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'scheduler-service',
    `temporal-${version}`,
  );
  const binary = join(cache, 'temporal');
  if (isExecutable(binary)) return binary;

  mkdirSync(cache, { recursive: true });
  // A folder per process and a rename at the end: two processes at once each bring a whole file.
  const workFolder = mkdtempSync(join(cache, 'unfinished-'));
  const removeWork = () => rmSync(workFolder, { recursive: true, force: true });
  process.once('exit', removeWork);
  try {
    const failures: unknown[] = [];
    for (const obtain of [downloadTemporal, buildTemporal]) {
      try {
        renameSync(await obtain({ version, workFolder, env, progress }), binary);
        return binary;
      } catch (error) {
        failures.push(error);
        progress(error instanceof Error ? error.message : String(error));
      }
    }
    throw new Error(
      [
        `no Temporal server ${version} could be found. One of these helps:`,
        '  - set TEMPORAL_ADDRESS to a running server (127.0.0.1:7233)',
        '  - install the `temporal` command (https://docs.temporal.io/cli) on PATH, or name it in TEMPORAL_CLI_PATH',
        '  - allow the download from https://temporal.download',
        '  - install Go ≥ 1.26 (https://go.dev/dl) so that it can be built from temporal/go.mod',
      ].join('\n'),
      { cause: new AggregateError(failures) },
    );
  } finally {
    process.off('exit', removeWork);
    removeWork();
  }
}

/** The one place of the version is temporal/go.mod. */
function pinnedVersion(): string {
  const version = /^\s*github\.com\/temporalio\/cli v(\S+)/m.exec(
    readFileSync(join(TEMPORAL_MODULE, 'go.mod'), 'utf8'),
  );
  if (!version?.[1]) throw new Error('temporal/go.mod does not require github.com/temporalio/cli');
  return version[1];
}
