// Run by temporalBinary as a process: `node downloadTemporal.ts <version> <folder>`. The SDK downloads the tool
// into the folder as a side effect of starting it.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version = '', downloadDir = ''] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version: `v${version}`, downloadDir } },
  });
  await environment.teardown();
} catch (error) {
  // One line: it is shown as it is while the next way is tried.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
