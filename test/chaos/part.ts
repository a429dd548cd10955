// One part of the stack under a supervisor, as an orchestrator would run it: killed on demand, and started again until it is up.
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '../../src/embedded/serverProcess.ts';

export const KINDS = ['api', 'worker', 'temporal', 'postgres'] as const;
export type Kind = (typeof KINDS)[number];

export interface Part {
  kind: Kind;
  name: string;
  /** SIGKILL; resolves once it is gone. */
  kill(): Promise<void>;
  start(): void;
  /** Resolves once it is up; rejects when it does not come up. */
  up(): Promise<void>;
}

const RESTART_MS = 500;
const GIVE_UP_MS = 120_000;

export function supervise(options: {
  kind: Kind;
  name: string;
  /** Resolves once the part is ready for work. */
  launch: () => Promise<ServerProcess>;
  /** Before the SIGKILL: what it leaves behind by itself and must die, too. */
  orphans?: (server: ServerProcess) => Promise<number[]>;
  /** An end that nobody has asked for. */
  onUnexpectedEnd: (what: string) => void;
}): Part {
  const { kind, name, launch, orphans, onUnexpectedEnd } = options;
  let server: ServerProcess | undefined;
  let starting: Promise<void> = Promise.resolve();
  let wanted = false;

  async function run(): Promise<void> {
    const deadline = Date.now() + GIVE_UP_MS;
    for (;;) {
      try {
        watch(await launch());
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        // A scheduler without its database ends at once, and is started again until there is one.
        await delay(RESTART_MS);
      }
    }
  }

  function watch(started: ServerProcess): void {
    server = started;
    void started.ended.then((how) => {
      if (!wanted || server !== started) return;
      onUnexpectedEnd(`${name} ended by itself with ${how}`);
      start();
    });
  }

  function start(): void {
    wanted = true;
    starting = run();
    starting.catch(() => undefined); // seen by whoever awaits up()
  }

  return {
    kind,
    name,
    start,
    up: () => starting,
    async kill() {
      wanted = false;
      const victim = server;
      if (!victim) return;
      const left = (await orphans?.(victim)) ?? [];
      victim.kill();
      for (const pid of left) killIfThere(pid);
      await victim.ended;
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
