// Brings the `temporal` tool onto this machine, for temporalBinary: by the SDK's download or by a build with go.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../process/findProgram.ts';

export const TEMPORAL_MODULE = join(import.meta.dirname, '../../temporal');

const DOWNLOAD_TIMEOUT_MS = 120_000;
const PROGRESS_EVERY_MS = 15_000;

type Order = {
  version: string;
  /** Ours alone and empty. */
  workFolder: string;
  env: NodeJS.ProcessEnv;
  progress: (line: string) => void;
};

/** @returns the path of the downloaded program in the work folder. */
export async function downloadTemporal(order: Order): Promise<string> {
  const { version, workFolder } = order;
  // A process of its own: the SDK's download cannot be aborted, and loading the SDK's native runtime here would
  // keep the worker from installing it with its own options.
  const script = join(import.meta.dirname, 'downloadTemporal.ts');
  await run(
    {
      what: `download Temporal ${version}`,
      limit: `at most ${DOWNLOAD_TIMEOUT_MS / 1000} s`,
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
    },
    [process.execPath, script, version, workFolder],
    order,
  );
  const [file] = readdirSync(workFolder);
  if (!file) throw new Error(`the download of Temporal ${version} left no file`);
  return join(workFolder, file);
}

/** @returns the path of the built program in the work folder. */
export async function buildTemporal(order: Order): Promise<string> {
  const { version, workFolder, env } = order;
  const go = findProgram('go', env);
  if (!go) throw new Error(`could not build Temporal ${version}: there is no \`go\` on PATH`);
  const binary = join(workFolder, 'temporal');
  const args = [
    'build',
    '-C',
    TEMPORAL_MODULE,
    '-ldflags=-s -w',
    '-o',
    binary,
    'github.com/temporalio/cli/cmd/temporal',
  ];
  await run(
    { what: `build Temporal ${version} with go`, limit: 'once, 3 to 6 minutes' },
    [go, ...args],
    order,
  );
  return binary;
}

async function run(
  { what, limit, timeoutMs }: { what: string; limit: string; timeoutMs?: number },
  [command = '', ...args]: string[],
  { env, progress }: Order,
): Promise<void> {
  const startedAt = Date.now();
  progress(`${what} (${limit}) …`);
  const ticker = setInterval(
    () => progress(`${what} … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    PROGRESS_EVERY_MS,
  );
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    killSignal: 'SIGKILL',
    ...(timeoutMs && { timeout: timeoutMs }),
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-2_000)));
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(`could not ${what}: ${errors.trim() || `it ended with ${signal ?? `code ${code}`}`}`),
          );
      });
    });
  } finally {
    clearInterval(ticker);
    process.off('exit', killChild);
  }
}
