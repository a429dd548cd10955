// The scheduler as it is deployed: `node src/main.ts` in a process of its own, with the bundle that `npm run build` has made.
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../../src/embedded/serverProcess.ts';

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 60_000;

export interface SchedulerProcess extends ServerProcess {
  url: string;
}

/** Resolves once the process is ready: an API answers and reaches its database, a worker polls, too. */
export async function startSchedulerProcess(options: {
  name: string;
  role: 'api' | 'worker';
  port: number;
  /** All that it gets besides PATH, HOME and what follows from the other options: nothing of ours leaks in. */
  environment: Record<string, string>;
  logFile: string;
  onStart: (server: ServerProcess) => void;
}): Promise<SchedulerProcess> {
  const { name, role, port, environment, logFile, onStart } = options;
  const url = `http://127.0.0.1:${port}`;
  const server = await startServerProcess({
    name,
    command: process.execPath,
    args: ['src/main.ts'],
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'test',
      SHUTDOWN_GRACE_SECONDS: '1',
      ...environment,
      ROLE: role,
      PORT: String(port),
    },
    logFile,
    stopTimeoutMs: 10_000,
    onStart,
  });
  await server.ready(async () => {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new Error(`${name} is not ready: ${await answer.text()}`);
  }, START_TIMEOUT_MS);
  return { ...server, url };
}
