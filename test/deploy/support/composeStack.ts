// docker-compose.yml without containers: its services as plain processes, in its start order.
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../../dev/postgres/startPostgres.ts';
import { runProcess } from '../../../dev/process/runProcess.ts';
import { startServerProcess, type ServerProcess } from '../../../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../../../dev/temporal/findTemporalBinary.ts';
import { composeConfig, type ComposeOptions } from './composeConfig.ts';
import { goProgram } from './goProgram.ts';
import { createPlainProcesses, type PlainProcesses } from './plainProcesses.ts';

const STARTS_WITHIN_MS = 120_000;

export type ComposeStack = Pick<PlainProcesses, 'addressOf' | 'environmentOf'> & {
  start(service: string): Promise<void>;
  /** Runs a service that ends by itself once more, as a later `docker compose up` does. */
  repeat(service: string): Promise<void>;
  /** As `docker compose stop`: SIGTERM, and SIGKILL after the grace period. @returns how it ended. */
  stop(service: string): Promise<string>;
  stopAll(): Promise<void>;
};

/** Starts `targets` and all that they depend on. */
export async function startComposeStack(
  options: ComposeOptions & { targets: string[]; schedulerEnv?: Record<string, string> },
): Promise<ComposeStack> {
  const services = await composeConfig(options);
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-compose-'));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const programs = await adminTools(join(folder, 'bin'));
  const plain = createPlainProcesses({
    services,
    folder,
    programs,
    schedulerEnv: options.schedulerEnv ?? {},
  });
  const running = new Map<string, ServerProcess>();
  const reached = new Map<string, Promise<void>>();

  async function start(name: string): Promise<void> {
    if (plain.serviceOf(name).image.startsWith('postgres:')) return startDatabase(name);
    const server = await startServerProcess(await plain.process(name));
    running.set(name, server);
    await server.ready(() => probe(name), STARTS_WITHIN_MS);
  }

  /** The image is the same Postgres, with a set-up of its own that runs the mounted file. */
  async function startDatabase(name: string): Promise<void> {
    const { command, volumes } = plain.serviceOf(name);
    const server = await startPostgres({
      folder: join(folder, name),
      host: plain.addressOf(name),
      port: 5432,
      settings: command!.filter((part) => part.includes('=')),
    });
    running.set(name, server);
    const setUp = volumes.find(({ target }) => target.startsWith('/docker-entrypoint-initdb.d/'))!;
    await runSetUp(server.databaseUrl, setUp.source, plain.environmentOf(name)['POSTGRES_PASSWORD']!);
  }

  /** As docker asks: by the service's own healthcheck, or by the image's. */
  async function probe(name: string): Promise<void> {
    const [, program, ...args] = plain.serviceOf(name).healthcheck?.test ?? [];
    if (program === 'nc') return connectOnce(plain.addressOf(name), Number(args.at(-1)));
    const healthcheck = plain.imageHealthcheck(name);
    if (healthcheck) await runProcess(healthcheck);
  }

  async function complete(name: string): Promise<void> {
    await runProcess({ ...(await plain.process(name)), timeoutMs: STARTS_WITHIN_MS });
  }

  async function reachNow(name: string, condition: string): Promise<void> {
    const needs = Object.entries(plain.serviceOf(name).depends_on);
    await Promise.all(needs.map(([need, { condition: wanted }]) => reach(need, wanted)));
    await (condition === 'service_completed_successfully' ? complete(name) : start(name));
  }

  function reach(name: string, condition: string): Promise<void> {
    const way = reached.get(name) ?? reachNow(name, condition);
    reached.set(name, way);
    return way;
  }

  try {
    await Promise.all(options.targets.map((name) => reach(name, 'service_started')));
  } catch (error) {
    running.forEach((server) => server.kill());
    throw error;
  }
  return {
    addressOf: plain.addressOf,
    environmentOf: plain.environmentOf,
    start,
    repeat: complete,
    async stop(name) {
      const server = running.get(name);
      if (!server) throw new Error(`${name} does not run`);
      running.delete(name);
      await server.stop();
      return server.ended;
    },
    async stopAll() {
      // What was started last first, the database at the end.
      for (const server of [...running.values()].toReversed()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder with what the image temporalio/admin-tools has on its PATH. */
async function adminTools(folder: string): Promise<string> {
  mkdirSync(folder);
  symlinkSync(await findTemporalBinary(process.env, console.log), join(folder, 'temporal'));
  symlinkSync(await goProgram('temporal-sql-tool'), join(folder, 'temporal-sql-tool'));
  return folder;
}

/** psql's file, statement by statement: a database cannot be created in a transaction. */
async function runSetUp(databaseUrl: string, file: string, password: string): Promise<void> {
  const sql = readFileSync(file, 'utf8')
    .replaceAll(/^\\getenv password POSTGRES_PASSWORD$/gm, '')
    .replaceAll(":'password'", `'${password}'`);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of sql.split(';')) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connectOnce(host: string, port: number): Promise<void> {
  const socket = createConnection({ host, port });
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
