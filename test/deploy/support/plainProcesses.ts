// A service of docker-compose.yml as a plain process: its command, variables and mounted files, with a loopback address in place of
// each service's name, so that every port stays as it is there (Linux only).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcessOptions } from '../../../dev/process/serverProcess.ts';
import { CHECKOUT, type ComposeService } from './composeConfig.ts';
import { goProgram } from './goProgram.ts';
import { imageConfig } from './imageConfig.ts';

export type PlainProcesses = ReturnType<typeof createPlainProcesses>;

export function createPlainProcesses(options: {
  services: Record<string, ComposeService>;
  /** For logs and translated files. */
  folder: string;
  /** With the programs that a container of the admin tools has. */
  programs: string;
  /** What a scheduler.env of the user's would say. */
  schedulerEnv: Record<string, string>;
}) {
  const { services, folder, programs, schedulerEnv } = options;
  const image = imageConfig();
  const subnet = `127.${64 + (process.pid % 128)}.${process.pid % 251}`;
  const addresses = new Map(Object.keys(services).map((name, index) => [name, `${subnet}.${index + 10}`]));
  const names = new RegExp(`(?<=^|[@/\\s])(${Object.keys(services).join('|')})(?=:\\d)`, 'g');

  function serviceOf(name: string): ComposeService {
    const service = services[name];
    if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
    return service;
  }

  function addressOf(name: string): string {
    serviceOf(name);
    return addresses.get(name)!;
  }

  const withAddresses = (text: string) => text.replaceAll(names, (_, name: string) => addressOf(name));
  const isScheduler = (name: string) => serviceOf(name).image === 'scheduler-service';

  /** A path in a container as the path of what is mounted there. */
  function mounted(name: string, text: string): string {
    const volume = serviceOf(name).volumes.find(({ target }) => text.startsWith(target));
    return volume ? text.replace(volume.target, volume.source) : text;
  }

  function translated(name: string, variable: string, value: string): string {
    if (value === '0.0.0.0') return addressOf(name);
    if (/_(HOST|SEEDS)$/.test(variable)) return addressOf(value);
    return mounted(name, withAddresses(value));
  }

  function environmentOf(name: string): Record<string, string> {
    const { environment } = serviceOf(name);
    const variables = Object.entries(environment).map(([variable, value]) => [
      variable,
      translated(name, variable, value ?? ''),
    ]);
    return {
      ...(isScheduler(name) && { ...image.environment, HOST: addressOf(name) }),
      ...(Object.fromEntries(variables) as Record<string, string>),
      ...(environment['ROLE'] && schedulerEnv),
    };
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

  function caddyfile(name: string): string {
    const text = withAddresses(readFileSync(mounted(name, '/etc/caddy/Caddyfile'), 'utf8'));
    const path = join(folder, 'Caddyfile');
    writeFileSync(path, text.replace(/^\{$/m, `{\n\tdefault_bind ${addressOf(name)}`));
    return path;
  }

  function processOf(name: string, [command, ...args]: string[], logName = name) {
    const seconds = Number.parseInt(serviceOf(name).stop_grace_period ?? '10s', 10);
    return {
      name,
      command: command!,
      args,
      // Without a developer's .env.
      cwd: folder,
      env: { PATH: `${programs}:${process.env['PATH']}`, HOME: folder, ...environmentOf(name) },
      logFile: join(folder, `${logName}.log`),
      stopTimeoutMs: seconds * 1_000,
    } satisfies ServerProcessOptions;
  }

  return {
    addressOf,
    serviceOf,
    environmentOf,
    process: async (name: string) => processOf(name, await commandOf(name)),
    /** The image's own healthcheck; undefined where docker would not run it. */
    imageHealthcheck: (name: string) =>
      isScheduler(name) && !serviceOf(name).healthcheck?.disable
        ? processOf(name, inCheckout(image.healthcheck), `${name}.health`)
        : undefined,
  };
}

/** `node src/main.ts` as it stands for this checkout: with the Node that runs this, from any folder. */
function inCheckout([node, file, ...rest]: string[]): string[] {
  if (node !== 'node' || file === undefined) throw new Error(`not a command of node: ${node}`);
  return [process.execPath, join(CHECKOUT, file), ...rest];
}
