// docker-compose.yml without containers: the same commands, variables, files and start order, as plain processes. Each service has
// a loopback address of its own in place of its name, so that every port stays as it is there (Linux only).
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../../dev/postgres/startPostgres.ts';
import { runProcess } from '../../../dev/process/runProcess.ts';
import {
  startServerProcess,
  type ServerProcess,
  type ServerProcessOptions,
} from '../../../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../../../dev/temporal/findTemporalBinary.ts';
import { CHECKOUT, composeConfig, type ComposeOptions, type ComposeService } from './composeConfig.ts';
import { goProgram } from './goProgram.ts';
import { imageConfig } from './imageConfig.ts';

const STARTS_WITHIN_MS = 120_000;

export type ComposeStack = {
  /** The address that stands for a service's name. */
  addressOf(service: string): string;
  /** With the addresses in place of the names. */
  environmentOf(service: string): Record<string, string>;
  start(service: string): Promise<void>;
  /** Runs a service that ends by itself once more, as a later `docker compose up` does. */
  repeat(service: string): Promise<void>;
  /** As `docker compose stop`: SIGTERM, and SIGKILL after the grace period. @returns how it ended. */
  stop(service: string): Promise<string>;
  logOf(service: string): string;
  stopAll(): Promise<void>;
};

/** Starts `targets` and all that they depend on. */
export async function startComposeStack(
  options: ComposeOptions & {
    targets: string[];
    /** What a services.env of the user's would add to the schedulers. */
    servicesEnv?: Record<string, string>;
  },
): Promise<ComposeStack> {
  const services = await composeConfig(options);
  const image = imageConfig();
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-compose-'));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const subnet = `127.${64 + (process.pid % 128)}.${process.pid % 251}`;
  const addresses = new Map(
    Object.keys(services).map((name, index) => [name, `${subnet}.${index + 10}`] as const),
  );
  const running = new Map<string, ServerProcess>();
  const started = new Map<string, Promise<void>>();
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const [name, path] of [
    ['temporal', await findTemporalBinary(process.env, console.log)],
    ['temporal-sql-tool', await goProgram('temporal-sql-tool')],
  ] as const) {
    symlinkSync(path, join(programs, name));
  }

  const names = new RegExp(`(?<=^|[@/\\s])(${Object.keys(services).join('|')})(?=:\\d)`, 'g');
  const withAddresses = (text: string) => text.replaceAll(names, (_, name: string) => addressOf(name));

  function addressOf(name: string): string {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
    return address;
  }

  function serviceOf(name: string): ComposeService {
    const service = services[name];
    if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
    return service;
  }

  function isScheduler(name: string): boolean {
    return serviceOf(name).image === 'scheduler-service';
  }

  function environmentOf(name: string): Record<string, string> {
    const { environment } = serviceOf(name);
    const translated = Object.entries(environment).map(([variable, value]) => {
      const text = value ?? '';
      if (text === '0.0.0.0') return [variable, addressOf(name)];
      if (/_(HOST|SEEDS)$/.test(variable)) return [variable, addressOf(text)];
      return [variable, mounted(name, withAddresses(text))];
    });
    return {
      ...(isScheduler(name) && { ...image.environment, HOST: addressOf(name) }),
      ...(Object.fromEntries(translated) as Record<string, string>),
      ...(environment['ROLE'] && options.servicesEnv),
    };
  }

  /** A path in a container as the path of what is mounted there. */
  function mounted(name: string, text: string): string {
    const volume = serviceOf(name).volumes.find(({ target }) => text.startsWith(target));
    return volume ? text.replace(volume.target, volume.source) : text;
  }

  async function commandOf(name: string): Promise<string[]> {
    const { image: tag, command } = serviceOf(name);
    switch (tag.split(':')[0]) {
      case 'scheduler-service':
        return inCheckout(command ?? image.command);
      case 'temporalio/server':
        return [await goProgram('temporal-server'), 'start'];
      case 'temporalio/admin-tools':
        return command!.map((part) => mounted(name, part));
      case 'caddy':
        return [await goProgram('caddy'), 'run', '--config', caddyfile(name), '--adapter', 'caddyfile'];
      default:
        throw new Error(`there is no program here for the image ${tag} of ${name}`);
    }
  }

  /** `node src/main.ts` as it stands for this checkout: with the Node that runs this, from any folder. */
  function inCheckout([node, file, ...rest]: string[]): string[] {
    if (node !== 'node' || file === undefined) throw new Error(`not a command of node: ${node}`);
    return [process.execPath, join(CHECKOUT, file), ...rest];
  }

  function caddyfile(name: string): string {
    const text = withAddresses(readFileSync(mounted(name, '/etc/caddy/Caddyfile'), 'utf8'));
    const path = join(folder, 'Caddyfile');
    writeFileSync(path, text.replace(/^\{$/m, `{\n\tdefault_bind ${addressOf(name)}`));
    return path;
  }

  async function optionsOf(name: string): Promise<ServerProcessOptions & { logFile: string }> {
    const [command, ...args] = await commandOf(name);
    return {
      name,
      command: command!,
      args,
      // Without a developer's .env.
      cwd: folder,
      env: { PATH: `${programs}:${process.env['PATH']}`, HOME: folder, ...environmentOf(name) },
      logFile: logFileOf(name),
      stopTimeoutMs: 1_000 * Number.parseInt(serviceOf(name).stop_grace_period ?? '10s', 10),
    };
  }

  const logFileOf = (name: string) => join(folder, `${name}.log`);

  async function start(name: string): Promise<void> {
    if (serviceOf(name).image.startsWith('postgres:')) return startDatabase(name);
    const server = await startServerProcess(await optionsOf(name));
    running.set(name, server);
    await server.ready(() => probe(name), STARTS_WITHIN_MS);
  }

  /** The image is the same Postgres, with a set-up of its own that runs the mounted file. */
  async function startDatabase(name: string): Promise<void> {
    const { command, volumes } = serviceOf(name);
    const server = await startPostgres({
      folder: join(folder, name),
      host: addressOf(name),
      port: 5432,
      settings: command!.filter((part) => part.includes('=')),
    });
    running.set(name, server);
    const setUp = volumes.find(({ target }) => target.startsWith('/docker-entrypoint-initdb.d/'))!;
    await runSetUp(server.databaseUrl, setUp.source, environmentOf(name)['POSTGRES_PASSWORD']!);
  }

  /** As docker asks: by the service's own healthcheck, or by the image's. */
  async function probe(name: string): Promise<void> {
    const [, program, ...args] = serviceOf(name).healthcheck?.test ?? [];
    if (program === 'nc') {
      const [host, port] = args.slice(-2);
      if (host !== '127.0.0.1') throw new Error(`${name} is asked at ${host}`);
      return connectOnce(addressOf(name), Number(port));
    }
    if (!isScheduler(name) || serviceOf(name).healthcheck?.disable) return undefined;
    const [command, ...rest] = inCheckout(image.healthcheck);
    const env = environmentOf(name);
    await runProcess({
      ...{ name: 'the healthcheck', command: command!, args: rest, env, cwd: folder },
      logFile: join(folder, `${name}.health.log`),
    });
  }

  async function startWithNeeds(name: string): Promise<void> {
    const needs = Object.entries(serviceOf(name).depends_on);
    await Promise.all(needs.map(([need, { condition }]) => reach(need, condition)));
    await start(name);
  }

  function reach(name: string, condition: string): Promise<void> {
    const reached =
      started.get(name) ??
      (condition === 'service_completed_successfully' ? complete(name) : startWithNeeds(name));
    started.set(name, reached);
    return reached;
  }

  /** A container that ends by itself. */
  async function complete(name: string): Promise<void> {
    const needs = Object.entries(serviceOf(name).depends_on);
    await Promise.all(needs.map(([need, { condition }]) => reach(need, condition)));
    await runProcess({ ...(await optionsOf(name)), timeoutMs: STARTS_WITHIN_MS });
  }

  const stack: ComposeStack = {
    addressOf,
    environmentOf,
    start,
    repeat: complete,
    async stop(name) {
      const server = running.get(name);
      if (!server) throw new Error(`${name} does not run`);
      running.delete(name);
      await server.stop();
      return server.ended;
    },
    logOf: (name) => readFileSync(logFileOf(name), 'utf8'),
    async stopAll() {
      // What was started last first, the database at the end.
      for (const server of [...running.values()].toReversed()) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all(options.targets.map((name) => reach(name, 'service_started')));
  } catch (error) {
    running.forEach((server) => server.kill());
    throw error;
  }
  return stack;
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
