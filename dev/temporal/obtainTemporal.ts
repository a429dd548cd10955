// Brings the `temporal` program into the cache: by the SDK's download, else by a build with go.
import { renameSync } from 'node:fs';
import { buildTemporal } from './buildTemporal.ts';
import { makeWorkFolder, removeFolder } from '../programCache.ts';
import { cachedBinary, pinnedVersion } from './cache.ts';
import { downloadTemporal } from './downloadTemporal.ts';
import type { ObtainOptions } from './order.ts';

/** @throws Error that says what to install when every way fails. */
export async function obtainTemporal(options: ObtainOptions): Promise<string> {
  const binary = cachedBinary(options.env);
  // A folder per process and a rename at the end: two processes at once each bring a whole file.
  const workFolder = makeWorkFolder(binary);
  const removeWork = () => removeFolder(workFolder);
  process.once('exit', removeWork);
  const order = { ...options, version: pinnedVersion(), workFolder };
  try {
    const failures: unknown[] = [];
    for (const obtain of [downloadTemporal, buildTemporal]) {
      options.signal?.throwIfAborted();
      try {
        renameSync(await obtain(order), binary);
        return binary;
      } catch (error) {
        failures.push(error);
      }
    }
    options.signal?.throwIfAborted();
    throw new TemporalMissingError(order.version, failures);
  } finally {
    process.off('exit', removeWork);
    removeWork();
  }
}

/** Its message is a list of ways out, `summary` the same in one sentence. */
export class TemporalMissingError extends Error {
  readonly summary =
    'there is no Temporal server: install the `temporal` command (https://docs.temporal.io/cli) or Go 1.26 or newer (https://go.dev/dl), and start again';

  constructor(version: string, failures: unknown[]) {
    const reasons = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
    super(
      [
        `Temporal ${version} could not be obtained:`,
        ...reasons.map((reason) => `  - ${reason.replaceAll('\n', '\n    ')}`),
        'One of these helps; then start again:',
        '  - install the `temporal` command (https://docs.temporal.io/cli) on PATH, or name it in TEMPORAL_CLI_PATH',
        '  - allow the download from https://temporal.download',
        '  - install Go 1.26 or newer (https://go.dev/dl), so that it can be built from temporal/go.mod',
        '  - set TEMPORAL_ADDRESS to a server that runs elsewhere (127.0.0.1:7233)',
      ].join('\n'),
      { cause: new AggregateError(failures) },
    );
  }
}
