// The scheduler in a process of its own; its event loop is watched from inside, and by a probe from outside.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const MONITOR = join(import.meta.dirname, 'loopMonitor.ts');
const PROBE = join(import.meta.dirname, 'probe.ts');
const READY_TIMEOUT_MS = 60_000;
/** Time after the act for its aftermath: answers to compress, rows to write, garbage to collect. */
const AFTERWARDS_MS = 300;

export interface WatchedScheduler {
  url: string;
  /** The act's result, and the longest delay during it in ms, as seen from inside and from outside. */
  watch<T>(act: () => Promise<T>): Promise<{ answer: T; insideMs: number; outsideMs: number }>;
  stop(): Promise<void>;
}

export async function startWatchedScheduler(environment: Record<string, string>): Promise<WatchedScheduler> {
  const port = await getPort({ host: '127.0.0.1' });
  const url = `http://127.0.0.1:${port}`;
  const child = fork(MAIN, [], {
    execArgv: ['--import', MONITOR],
    env: {
      PATH: process.env['PATH'],
      ...environment,
      PORT: String(port),
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
    },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  for (const deadline = Date.now() + READY_TIMEOUT_MS; ;) {
    const ready = await fetch(`${url}/health`).then(
      async (answer) => (await answer.text()).includes('"pollersRun":true'),
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the scheduler did not start');
    await delay(100);
  }
  const probe = fork(PROBE, [url]);
  process.once('exit', () => probe.kill('SIGKILL'));

  async function ask(what: 'reset' | 'read'): Promise<{ insideMs: number; outsideMs: number }> {
    const answers = Promise.all([once(child, 'message'), once(probe, 'message')]);
    child.send(what);
    probe.send(what);
    const [[inside], [outsideMs]] = await answers;
    return { insideMs: inside.longestMs, outsideMs };
  }

  return {
    url,
    async watch(act) {
      await ask('reset');
      const answer = await act();
      await delay(AFTERWARDS_MS);
      return { answer, ...(await ask('read')) };
    },
    async stop() {
      probe.kill();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
