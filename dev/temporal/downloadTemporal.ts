// The download of the `temporal` program, as the SDK does it for its own tests.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../process/runProcess.ts';
import type { Order } from './order.ts';

const TIMEOUT_MS = 120_000;

/** @returns the path of the downloaded program. */
export async function downloadTemporal({
  version,
  workFolder,
  env,
  onStart,
  report,
}: Order): Promise<string> {
  const folder = join(workFolder, 'download');
  mkdirSync(folder);
  report(`Temporal ${version} is being downloaded, once, in ${TIMEOUT_MS / 1_000} s at most`);
  await runProcess({
    name: 'the download of Temporal',
    command: process.execPath,
    // A process of its own: the SDK's download cannot be aborted, and loading the SDK's native runtime here would
    // keep the worker from installing it with its own options.
    args: [join(import.meta.dirname, 'sdkDownload.ts'), version, folder],
    env,
    logFile: join(workFolder, 'download.log'),
    timeoutMs: TIMEOUT_MS,
    onStart,
  });
  const [file] = readdirSync(folder);
  if (!file) throw new Error(`the download of Temporal ${version} left no file`);
  return join(folder, file);
}
