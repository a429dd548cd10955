// A server that we start, await and stop. It runs in a session of its own: Ctrl-C in a terminal reaches only us,
// and the servers stop in the right order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export type ServerProcess = {
  name: string;
  pid: number;
  logFile: string | undefined;
  /** Resolves with how it ended, e.g. `code 1` or `signal SIGKILL`. */
  ended: Promise<string>;
  /** Asks it to stop; kills it when that takes longer than `stopTimeoutMs`. */
  stop(): Promise<void>;
  kill(): void;
  /** Retries the probe until it succeeds; throws with the end of the log when the server ends or takes too long. */
  ready(probe: () => Promise<void>, timeoutMs: number): Promise<void>;
};

export type ServerProcessOptions = {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Emptied at each start; without it the output joins ours. */
  logFile?: string;
  user?: { uid: number; gid: number } | undefined;
  stopSignal?: NodeJS.Signals;
  /** 0: it is killed at once, with all that it started. */
  stopTimeoutMs?: number;
  /** Called as soon as the process exists, so that it can be stopped before it is ready. */
  onStart?: ((server: ServerProcess) => void) | undefined;
};

export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, logFile, stopSignal = 'SIGTERM', stopTimeoutMs = 3_000 } = options;
  // A file and not a pipe: a server that outlives us keeps writing instead of failing.
  const log = logFile === undefined ? 'inherit' : openSync(logFile, 'w');
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: options.env ?? process.env,
    ...(options.cwd && { cwd: options.cwd }),
    ...options.user,
  });
  if (log !== 'inherit') closeSync(log);
  // Listen before the first await: a server may end at once.
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no pid although it was started`);

  let hasEnded = false;
  void ended.then(() => (hasEnded = true));

  const kill = () => {
    // The whole group: the server and everything it started.
    if (!hasEnded) process.kill(-pid, 'SIGKILL');
  };
  const server: ServerProcess = {
    name,
    pid,
    logFile,
    ended,
    kill,
    async stop() {
      if (hasEnded) return;
      if (stopTimeoutMs === 0) kill();
      else process.kill(pid, stopSignal);
      const timer = setTimeout(kill, stopTimeoutMs);
      await ended;
      clearTimeout(timer);
    },
    async ready(probe, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        try {
          await probe();
          return;
        } catch (cause) {
          const problem = hasEnded
            ? `ended at once with ${await ended}`
            : Date.now() > deadline && `did not answer within ${timeoutMs / 1000} s`;
          if (problem) {
            kill();
            const end = lastLines(logFile);
            throw new Error(`${name} ${problem}${end ? `. The end of ${logFile}:\n${end}` : ''}`, { cause });
          }
          await delay(50);
        }
      }
    },
  };
  options.onStart?.(server);
  return server;
}

/** Undefined without a log or with an empty one. */
export function lastLines(logFile: string | undefined): string | undefined {
  const log = logFile === undefined ? '' : readFileSync(logFile, 'utf8').trimEnd();
  return log === '' ? undefined : log.split('\n').slice(-10).join('\n');
}
