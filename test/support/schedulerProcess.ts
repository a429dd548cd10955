// The scheduler as a process of its own (`node src/main.ts`), so that a test can kill it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../../dev/process/serverProcess.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const READY_TIMEOUT_MS = 60_000;

export type SchedulerProcess = ServerProcess & {
  url: string;
  /** Resolves when it is ready as /health/ready says: an API with its database, a worker when it polls. */
  untilReady(): Promise<void>;
};

export async function startSchedulerProcess(options: {
  role: 'api' | 'worker' | 'all';
  port: number;
  /** Besides ROLE and PORT. */
  environment: Record<string, string>;
  logFile: string;
  /** Another checkout's src/main.ts. */
  main?: string;
  onStart?: (server: ServerProcess) => void;
}): Promise<SchedulerProcess> {
  const { role, port, environment, logFile, main = MAIN, onStart } = options;
  const server = await startServerProcess({
    name: `scheduler (${role})`,
    command: process.execPath,
    args: [main],
    // A developer's .env is not the tests'.
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...environment, ROLE: role, PORT: String(port), NODE_ENV: 'test' },
    logFile,
    onStart,
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...server,
    url,
    untilReady: () =>
      server.ready(async () => {
        const { status } = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        if (status !== 200) throw new Error(`/health/ready answered ${status}`);
      }, READY_TIMEOUT_MS),
  };
}
