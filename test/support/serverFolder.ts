// A temporary folder with the servers of one test. Servers and folder go when the test ends, fails or is interrupted; what a
// SIGKILL leaves behind is healed by the next run of globalSetup, which knows this prefix and record.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimProcessRecord } from '../../src/embedded/processRecord.ts';
import type { ServerProcess } from '../../src/embedded/serverProcess.ts';

const FOLDER_PREFIX = 'scheduler-service-test-';
const RECORD = 'processes.json';

export interface ServerFolder {
  path: string;
  /** To be called with every server that is started. */
  onStart(server: ServerProcess): void;
  /** Stops the servers, the last started first, and removes the folder. */
  remove(): Promise<void>;
}

export async function claimServerFolder(purpose: string): Promise<ServerFolder> {
  const path = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${purpose}-`));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(path, 0o711);
  const record = await claimProcessRecord(join(path, RECORD), console.log);
  const servers: ServerProcess[] = [];
  const removeFolder = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

  const removeNow = () => {
    servers.forEach((server) => server.kill());
    removeFolder();
  };
  // The servers live in sessions of their own: neither Ctrl-C nor the end of vitest ends them.
  const interrupt = () => process.exit(130);
  const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'];
  process.once('exit', removeNow);
  for (const event of interruptions) process.once(event, interrupt);

  return {
    path,
    onStart(server) {
      servers.push(server);
      record.add(server);
    },
    async remove() {
      for (const server of servers.toReversed()) await server.stop();
      process.off('exit', removeNow);
      for (const event of interruptions) process.off(event, interrupt);
      removeFolder();
    },
  };
}
