// Run by downloadTemporal as a process: `node sdkDownload.ts <version> <folder>`. The SDK downloads the program into
// the folder as a side effect of starting it.
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version = '', downloadDir = ''] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version: `v${version}`, downloadDir } },
  });
  await environment.teardown();
} catch (error) {
  // One line, without the stack: it is shown among the reasons why there is no server.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
