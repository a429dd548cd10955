// `npm run build`: bundles the workflow code into one file, so that production runs what was tested and needs no bundler.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

export const WORKFLOW_BUNDLE = join(import.meta.dirname, '../../dist/workflow-bundle.js');

export async function bundleWorkflows(path: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../workflows/index.ts'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  await mkdir(dirname(path), { recursive: true });
  // A build that is killed leaves the old file or a whole one.
  await writeFile(`${path}.new`, code);
  await rename(`${path}.new`, path);
}

if (import.meta.main) {
  await bundleWorkflows(WORKFLOW_BUNDLE);
}
