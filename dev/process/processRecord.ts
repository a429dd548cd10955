// A file that names the process that owns a folder, and its servers. It keeps a second owner out and lets the next
// start stop the servers that a killed owner left behind.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode } from './errorCode.ts';
import { processIdentity } from './processIdentity.ts';
import { stopStrayProcess } from './stopStrayProcess.ts';

const entrySchema = z.object({ name: z.string(), pid: z.int().positive(), identity: z.string() });
const contentSchema = z.object({ owner: entrySchema, servers: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;
type Content = z.infer<typeof contentSchema>;

export type ProcessRecord = {
  add(server: { name: string; pid: number }): void;
  remove(): void;
};

/** Thrown when the folder's owner is alive. */
export class FolderInUseError extends Error {
  readonly pid: number;
  constructor(pid: number, file: string) {
    super(`process ${pid} is already running here (${file}): stop it first with \`kill ${pid}\``);
    this.pid = pid;
  }
}

/** @returns the record, after stopping the servers of a dead owner. */
export async function claimProcessRecord(
  file: string,
  healed: (line: string) => void,
): Promise<ProcessRecord> {
  const owner = entryOf({ name: 'owner', pid: process.pid });
  if (!owner) throw new Error(`this process (${process.pid}) cannot be found in the list of processes`);
  const content: Content = { owner, servers: [] };
  for (let claimed = false; !claimed;) {
    claimed = createRecord(file, content);
    if (!claimed) await healRecord(file, healed);
  }
  return {
    add(server) {
      const entry = entryOf(server);
      if (!entry) return;
      content.servers.push(entry);
      writeFileSync(file, JSON.stringify(content));
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/** Stops the servers of a dead owner and removes its record. @throws FolderInUseError when the owner is alive. */
export async function healRecord(file: string, healed: (line: string) => void): Promise<void> {
  const left = readRecord(file);
  if (left && processIdentity(left.owner.pid) === left.owner.identity) {
    throw new FolderInUseError(left.owner.pid, file);
  }
  // In reverse order of their start.
  for (const { name, pid, identity } of left?.servers.toReversed() ?? []) {
    if (processIdentity(pid) !== identity) continue;
    healed(`stopping ${name} (process ${pid}), which a killed run left behind`);
    await stopStrayProcess(pid, 'SIGINT');
  }
  // Meanwhile another process may have healed it, and claimed the folder.
  if (readRecord(file)?.owner.identity === left?.owner.identity) rmSync(file, { force: true });
}

function createRecord(file: string, content: Content): boolean {
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when there is none, or when its owner was killed while writing it. */
function readRecord(file: string): Content | undefined {
  try {
    return contentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined when the process has ended already: then there is nothing to stop later. */
function entryOf({ name, pid }: { name: string; pid: number }): Entry | undefined {
  const identity = processIdentity(pid);
  return identity === undefined ? undefined : { name, pid, identity };
}
