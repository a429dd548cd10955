// A real Temporal development server (`temporal server start-dev`), with the settings of temporal/dynamicconfig.yaml.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { startServerProcess, type ServerProcess } from '../process/serverProcess.ts';
import { forOneShard, readDynamicConfig, type DynamicConfig } from './dynamicConfig.ts';

export type TemporalServer = ServerProcess & { address: string };

export type TemporalServerOptions = {
  /** The `temporal` command, see findTemporalBinary. */
  binary: string;
  port: number;
  /** Headless without it. */
  uiPort?: number;
  /** Kept in memory without it. Another server version's file hangs the server: name it by serverVersion(). */
  databaseFile?: string;
  logFile: string;
  /** Instead of DYNAMIC_CONFIG. */
  dynamicConfig?: DynamicConfig;
  onStart?: (server: ServerProcess) => void;
};

export const DYNAMIC_CONFIG = forOneShard(readDynamicConfig());

export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { binary, port, uiPort, databaseFile, logFile, dynamicConfig = DYNAMIC_CONFIG, onStart } = options;
  const pragmas = ['journal_mode=WAL', 'synchronous=NORMAL'].map((pragma) => `--sqlite-pragma=${pragma}`);
  const server = await startServerProcess({
    name: 'Temporal',
    command: binary,
    args: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--log-level=warn',
      ...(uiPort ? [`--ui-port=${uiPort}`, '--ui-disable-news-fetch'] : ['--headless']),
      ...(databaseFile ? [`--db-filename=${databaseFile}`, ...pragmas] : []),
      ...Object.entries(dynamicConfig).map(
        ([key, value]) => `--dynamic-config-value=${key}=${JSON.stringify(value)}`,
      ),
      // The user's own settings of the tool are for other servers.
      '--disable-config-env',
      '--disable-config-file',
    ],
    logFile,
    stopTimeoutMs: 1_500,
    onStart,
  });
  const address = `127.0.0.1:${port}`;
  await server.ready(() => describeDefaultNamespace(address), 60_000);
  return { ...server, address };
}

/** e.g. `1.31.2` */
export async function serverVersion(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ['--version']);
  const version = /Server (\d[^\s,)]*)/.exec(stdout)?.[1];
  if (!version) throw new Error(`"${binary} --version" does not name a server version: ${stdout.trim()}`);
  return version;
}

/** The port opens before the namespace exists; a worker that polls in between fails. */
async function describeDefaultNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}
