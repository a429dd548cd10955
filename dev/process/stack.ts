// The processes of one `npm run dev`: they start, fail and stop as one.
import { claimProcessRecord, FolderInUseError, type ProcessRecord } from './processRecord.ts';
import type { ServerProcess } from './serverProcess.ts';

// The terminal sends Ctrl-C to us and to npm, which forwards it: count both as one.
const SAME_SIGNAL_MS = 1_000;

export type Stack = ReturnType<typeof createStack>;

export function createStack(stopFirst: () => Promise<void>) {
  const servers: ServerProcess[] = [];
  const stopping = new AbortController();
  const up = Promise.withResolvers<void>();
  let record: ProcessRecord | undefined;
  let stoppingSince: number | undefined;

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void onSignal());

  return {
    stopping: stopping.signal,

    /** Keeps a second stack out of the folder, and stops what a killed one left in it. */
    async claim(file: string): Promise<void> {
      record = await claimProcessRecord(file, console.log);
    },

    keep,

    /** Like keep, and the stack stops when this server ends. */
    guard(server: ServerProcess): void {
      keep(server);
      void failWhenUp(
        server.ended,
        (how) => `${server.name} ended unexpectedly with ${how} (see ${server.logFile})`,
      );
    },

    /** Stops the stack when the promise rejects. */
    need(part: Promise<unknown>, name: string): void {
      part.catch(
        (error: unknown) => void failWhenUp(Promise.resolve(error), (cause) => `${name}: ${sentence(cause)}`),
      );
    },

    /** Runs what starts the stack; its failure stops what has been started. */
    async start(parts: () => Promise<void>): Promise<void> {
      try {
        await parts();
        up.resolve();
      } catch (error) {
        // Ignore errors during shutdown: the shutdown causes them.
        if (stopping.signal.aborted) return;
        console.error(`\n${sentence(error)}`);
        await stop(1);
      }
    },
  };

  function keep(server: ServerProcess): void {
    servers.push(server);
    record?.add(server);
    if (stopping.signal.aborted) server.kill();
  }

  /** A failure during the start is reported by start(), with the end of the log. */
  async function failWhenUp<T>(failure: Promise<T>, problem: (cause: T) => string): Promise<void> {
    const [cause] = await Promise.all([failure, up.promise]);
    if (stopping.signal.aborted) return;
    console.error(`\n${problem(cause)}; stopping`);
    await stop(1);
  }

  async function onSignal(): Promise<void> {
    if (stoppingSince === undefined) {
      console.log('\nStopping …');
      await stop(0);
    } else if (Date.now() - stoppingSince > SAME_SIGNAL_MS) {
      for (const server of servers) server.kill();
      record?.remove();
      process.exit(130);
    }
  }

  async function stop(exitCode: number): Promise<void> {
    stoppingSince = Date.now();
    stopping.abort();
    // No server needs another one to stop, so all stop at once.
    const steps = [stopFirst, async () => await Promise.all(servers.map((server) => server.stop()))];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        console.error(`while stopping: ${sentence(error)}`);
        exitCode = 1;
      }
    }
    record?.remove();
    process.exit(exitCode);
  }
}

/** A plain Error is our own and says what to do; any other is a bug and needs its stack. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOurs = error.constructor === Error || error instanceof FolderInUseError;
  return isOurs ? error.message : (error.stack ?? error.message);
}
