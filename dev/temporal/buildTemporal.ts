// The build of the `temporal` program with go, for machines that cannot reach the download.
import { join } from 'node:path';
import { goBuild } from '../go/goBuild.ts';
import { TEMPORAL_MODULE } from './cache.ts';
import type { Order } from './order.ts';

/** @returns the path of the built program. */
export async function buildTemporal({ version, workFolder, ...order }: Order): Promise<string> {
  const output = join(workFolder, 'temporal');
  await goBuild({
    ...order,
    module: TEMPORAL_MODULE,
    package: 'github.com/temporalio/cli/cmd/temporal',
    output,
    workFolder,
    what: `Temporal ${version} is being built with go (once; 3 to 6 minutes on an idle machine)`,
  });
  return output;
}
