// Everything that can be killed: Postgres, the Temporal server, the API and the workers, each a process of its own that
// starts again on the same data and the same port.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { startPostgres } from '../../../dev/postgres/startPostgres.ts';
import type { ServerProcess } from '../../../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../../../dev/temporal/findTemporalBinary.ts';
import { startTemporalServer } from '../../../dev/temporal/startTemporalServer.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { startSchedulerProcess } from '../../support/schedulerProcess.ts';

/** A Postgres whose old sessions still end refuses to start. */
const START_TRIES = 20;

export interface Part {
  name: string;
  kind: 'postgres' | 'temporal' | 'api' | 'worker';
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves when it is ready for work. */
  start(): Promise<void>;
}

export interface ChaosStack {
  databaseUrl: string;
  apiUrls: string[];
  parts: Part[];
  folder: string;
  stop(): Promise<void>;
}

const freePort = () => getPort({ host: '127.0.0.1' });

export async function startChaosStack(options: {
  serviceUrl: string;
  apis: number;
  workers: number;
}): Promise<ChaosStack> {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-chaos-'));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const running = new Map<string, ServerProcess>();
  const cleanUp = () => {
    running.forEach((server) => server.kill());
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);

  function part(
    name: string,
    kind: Part['kind'],
    start: (onStart: (server: ServerProcess) => void) => Promise<unknown>,
  ): Part {
    const startOnce = () =>
      start((server) => {
        running.set(name, server);
      });
    return {
      name,
      kind,
      async kill() {
        const server = running.get(name);
        server?.kill();
        await server?.ended;
      },
      async start() {
        for (let tries = 1; ; tries += 1) {
          try {
            await startOnce();
            return;
          } catch (error) {
            if (tries === START_TRIES) throw error;
            await delay(250);
          }
        }
      },
    };
  }

  const [postgresPort, temporalPort, binary] = [
    await freePort(),
    await freePort(),
    await findTemporalBinary(process.env, console.log),
  ];
  let databaseUrl = '';
  const postgres = part('postgres', 'postgres', async (onStart) => {
    ({ databaseUrl } = await startPostgres({ folder, port: postgresPort, onStart }));
  });
  const temporal = part('temporal', 'temporal', (onStart) =>
    startTemporalServer({
      binary,
      port: temporalPort,
      databaseFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
      onStart,
    }),
  );
  await Promise.all([postgres.start(), temporal.start()]);
  await migrate(databaseUrl);

  async function schedulers(role: 'api' | 'worker', count: number): Promise<(Part & { url: string })[]> {
    const ports = await Promise.all(Array.from({ length: count }, freePort));
    return ports.map((port, index) => ({
      url: `http://127.0.0.1:${port}`,
      ...part(`${role} ${index + 1}`, role, async (onStart) => {
        const started = await startSchedulerProcess({
          role,
          port,
          environment: { ...environment, PUBLIC_URL: publicUrl },
          logFile: join(folder, `${role}-${index + 1}-${Date.now()}.log`),
          onStart,
        });
        await started.untilReady();
      }),
    }));
  }
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
    CHAOS_SERVICE_URL: options.serviceUrl,
    SHUTDOWN_GRACE_SECONDS: '1',
  };
  let publicUrl = '';
  const apis = await schedulers('api', options.apis);
  publicUrl = apis[0]!.url;
  const workers = await schedulers('worker', options.workers);
  await Promise.all([...apis, ...workers].map(({ start }) => start()));

  return {
    databaseUrl,
    apiUrls: apis.map(({ url }) => url),
    parts: [postgres, temporal, ...apis, ...workers],
    folder,
    async stop() {
      process.off('exit', cleanUp);
      // In the order of dependence, so that nobody complains of what is gone.
      for (const { name } of [...workers, ...apis, temporal, postgres]) await running.get(name)?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
