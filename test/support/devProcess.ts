// `npm run dev` as a process of its own, with ports, data and a cache folder that nobody else has.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { startServerProcess, type ServerProcess } from '../../dev/process/serverProcess.ts';

const START = join(import.meta.dirname, '../../dev/start.ts');

export type DevProcess = Awaited<ReturnType<typeof prepareDevProcess>>;

export async function prepareDevProcess() {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-dev-'));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  const ports = {
    PORT: await getPort({ host: '127.0.0.1' }),
    POSTGRES_PORT: await getPort({ host: '127.0.0.1' }),
    TEMPORAL_PORT: await getPort({ host: '127.0.0.1' }),
    TEMPORAL_UI_PORT: await getPort({ host: '127.0.0.1' }),
  };
  const logFile = join(folder, 'dev.log');
  let running: ServerProcess | undefined;

  return {
    folder,
    cache,
    dataFolder: join(folder, 'data'),
    url: (path: string) => `http://127.0.0.1:${ports.PORT}${path}`,
    log: () => readFileSync(logFile, 'utf8'),
    /** `path`: where programs are looked for. */
    async start(options: { path: string; environment?: Record<string, string> }): Promise<ServerProcess> {
      running = await startServerProcess({
        name: 'npm run dev',
        command: process.execPath,
        args: [START],
        // A developer's .env is not the test's.
        cwd: folder,
        env: {
          HOME: process.env['HOME'],
          PATH: options.path,
          ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
          DATA_DIR: join(folder, 'data'),
          XDG_CACHE_HOME: cache,
          // No download, on any machine: nothing listens there.
          HTTPS_PROXY: 'http://127.0.0.1:9',
          ...options.environment,
        },
        logFile,
        stopTimeoutMs: 10_000,
      });
      return running;
    },
    async request(method: 'GET' | 'POST', path: string, body?: object) {
      const response = await fetch(this.url(path), {
        method,
        headers: { 'content-type': 'application/json', prefer: 'respond-async' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, body: isJson ? JSON.parse(text) : text };
    },
    async remove(): Promise<void> {
      await running?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
