// The services that may be called, and how: from SERVICES_FILE, which is read again when it changes, or from the variables
// alone. Each process has its own; replicas may differ for as long as it takes a change to reach all of them.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { serviceUrlVariable } from '../domain/identifiers.ts';
import { loadServicesFile, type FileAddresses } from './loadServicesFile.ts';
import type { ServiceAddress } from './serviceAddress.ts';
import { watchFiles } from './watchFiles.ts';

export interface ServiceAddresses {
  /** Undefined: this process may not call it, or does not know where. */
  find(service: string): ServiceAddress | undefined;
  /** The setting that lists the services that may be called; undefined = every service with an address may. */
  listedIn: 'SERVICES' | 'SERVICES_FILE' | undefined;
  isListed(service: string): boolean;
  /** For the log: addresses by service or variable. */
  all(): Record<string, string>;
  /** Limits that the file declares, by service. */
  limits(): Record<string, number>;
  /** A sentence while the file has problems and an older version is in use. */
  problem(): string | null;
  /** Reads the file again; without one, nothing. */
  reload(): Promise<void>;
  stop(): void;
}

/** @throws Error with every problem of the file */
export async function openServiceAddresses(
  config: Pick<Config, 'services' | 'servicesFile' | 'serviceUrls'>,
  log: Logger,
): Promise<ServiceAddresses> {
  return config.servicesFile === undefined
    ? addressesOfVariables(config)
    : addressesOfFile(config.servicesFile, config.serviceUrls, log);
}

export function addressesOfVariables({
  services,
  serviceUrls,
}: Pick<Config, 'services' | 'serviceUrls'>): ServiceAddresses {
  return {
    find(service) {
      const url = serviceUrls.get(serviceUrlVariable(service));
      return url === undefined ? undefined : { url, source: 'variable' };
    },
    listedIn: services === undefined ? undefined : 'SERVICES',
    isListed: (service) => services === undefined || services.includes(service),
    all: () => Object.fromEntries(serviceUrls),
    limits: () => ({}),
    problem: () => null,
    reload: () => Promise.resolve(),
    stop: () => undefined,
  };
}

async function addressesOfFile(
  file: string,
  serviceUrls: ReadonlyMap<string, string>,
  log: Logger,
): Promise<ServiceAddresses> {
  const first = await loadServicesFile(file, serviceUrls);
  if ('problems' in first) {
    throw new Error(
      `SERVICES_FILE ${file} has ${first.problems.length} problem(s):\n${first.problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  let current: { addresses: FileAddresses; hash: string; readAt: string } = { ...first, readAt: now() };
  let problems: string[] = [];
  let queue = Promise.resolve();
  const watching = watchFiles(first.files, () => void reload(), log);

  /** One after the other, so that what was read last counts. */
  function reload(): Promise<void> {
    queue = queue.then(readAgain).catch((error: unknown) => {
      log.error({ err: error, file }, 'reading SERVICES_FILE failed; send SIGHUP to try again');
    });
    return queue;
  }

  async function readAgain(): Promise<void> {
    const loading = await loadServicesFile(file, serviceUrls);
    watching.watch(loading.files);
    if ('problems' in loading) {
      const isKnown = loading.problems.join('\n') === problems.join('\n');
      ({ problems } = loading);
      if (isKnown) return;
      log.error(
        { file, problems, inUse: current.readAt },
        'SERVICES_FILE cannot be used, so its last good version stays in use; correct it: it is read again when it changes, or on SIGHUP',
      );
      return;
    }
    const isMended = problems.length > 0;
    problems = [];
    if (loading.hash === current.hash && !isMended) return;
    current = { ...loading, readAt: now() };
    log.info({ file, addresses: all() }, 'SERVICES_FILE was read again; calls from now on use it');
  }

  const all = () => Object.fromEntries([...current.addresses].map(([service, { url }]) => [service, url]));

  return {
    find: (service) => current.addresses.get(service),
    listedIn: 'SERVICES_FILE',
    isListed: (service) => current.addresses.has(service),
    all,
    limits: () =>
      Object.fromEntries(
        [...current.addresses].flatMap(([service, { maxConcurrent }]) =>
          maxConcurrent === undefined ? [] : [[service, maxConcurrent]],
        ),
      ),
    problem() {
      const [one, ...others] = problems;
      if (one === undefined) return null;
      const more = others.length === 0 ? '' : ` (and ${others.length} more; see the log)`;
      return `SERVICES_FILE cannot be used: ${one}${more}; this process goes on with what it read at ${current.readAt}. Correct the file`;
    },
    reload,
    stop: () => watching.stop(),
  };
}

function now(): string {
  return new Date().toISOString();
}
