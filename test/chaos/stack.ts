// The stack that is killed: a Postgres, a Temporal server with a database file, one API and two workers, all real processes
// on fixed ports, so that whatever comes back is found where it was.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { startPostgres } from '../../src/embedded/postgres.ts';
import type { ServerProcess } from '../../src/embedded/serverProcess.ts';
import { findTemporalBinary } from '../../src/embedded/temporalBinary.ts';
import { startTemporalServer } from '../../src/embedded/temporalServer.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startSchedulerProcess } from '../support/schedulerProcess.ts';
import type { ServerFolder } from '../support/serverFolder.ts';
import { supervise, type Kind, type Part } from './part.ts';

const WORKERS = ['worker-1', 'worker-2'];

export interface Stack {
  apiUrl: string;
  databaseUrl: string;
  parts: Part[];
  allUp(): Promise<void>;
}

export async function startStack(options: {
  folder: ServerFolder;
  serviceUrl: string;
  onUnexpectedEnd: (what: string) => void;
}): Promise<Stack> {
  const { folder, serviceUrl, onUnexpectedEnd } = options;
  const ports = await freePorts(['postgres', 'temporal', 'api', ...WORKERS]);
  const binary = await findTemporalBinary(process.env, console.log);
  const onStart = folder.onStart;
  let databaseUrl = '';
  let starts = 0;

  const part = (kind: Kind, name: string, launch: () => Promise<ServerProcess>): Part =>
    supervise({
      kind,
      name,
      launch,
      onUnexpectedEnd,
      ...(kind === 'postgres' && { orphans: childrenOf }),
    });
  const scheduler = (role: 'api' | 'worker', name: string) =>
    part(role, name, () => {
      starts += 1;
      return startSchedulerProcess({
        name,
        role,
        port: ports.get(name)!,
        // One per start: the log of the killed one is what explains a failure.
        logFile: join(folder.path, `${String(starts).padStart(3, '0')}-${name}.log`),
        onStart,
        environment: {
          DATABASE_URL: databaseUrl,
          TEMPORAL_ADDRESS: `127.0.0.1:${ports.get('temporal')}`,
          PUBLIC_URL: apiUrl,
          CHAOS_SERVICE_URL: serviceUrl,
          LOG_LEVEL: 'info',
        },
      });
    });

  const apiUrl = `http://127.0.0.1:${ports.get('api')}`;
  const postgres = part('postgres', 'postgres', async () => {
    const server = await startPostgres({ folder: folder.path, port: ports.get('postgres')!, onStart });
    ({ databaseUrl } = server);
    return server;
  });
  const temporal = part('temporal', 'temporal', () =>
    startTemporalServer({
      binary,
      port: ports.get('temporal')!,
      databaseFile: join(folder.path, 'temporal.db'),
      logFile: join(folder.path, 'temporal.log'),
      onStart,
    }),
  );
  const servers = [postgres, temporal];
  const schedulers = [scheduler('api', 'api'), ...WORKERS.map((name) => scheduler('worker', name))];
  const up = async (parts: Part[]) => {
    await Promise.all(parts.map((each) => each.up()));
  };

  servers.forEach((server) => server.start());
  await up(servers);
  await migrate(databaseUrl);
  schedulers.forEach((each) => each.start());
  await up(schedulers);
  const parts = [...servers, ...schedulers];
  return { apiUrl, databaseUrl, parts, allUp: () => up(parts) };
}

async function freePorts(names: string[]): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  for (const name of names) {
    ports.set(name, await getPort({ host: '127.0.0.1', exclude: [...ports.values()] }));
  }
  return ports;
}

/** Postgres' own processes are in sessions of their own; a crash of the machine would take them along. */
async function childrenOf({ pid }: ServerProcess): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}
