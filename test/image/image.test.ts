// The image: what it holds, and that it serves, runs a job and stops, as its own user and without writing a file.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import packageLock from '../../package-lock.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { startPostgres } from '../../dev/postgres/startPostgres.ts';
import type { ServerProcess } from '../../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../../dev/temporal/findTemporalBinary.ts';
import { startTemporalServer } from '../../dev/temporal/startTemporalServer.ts';
import { startTestService, type TestService } from '../support/testService.ts';
import { buildImage, type BuiltImage } from './buildah.ts';

const MB = 1e6;
const ADMIN_TOKEN = randomBytes(32).toString('hex');

let image: BuiltImage;
let service: TestService;
let environment: Record<string, string>;
const servers: ServerProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-image-test-'));
// As root, Postgres runs as another user, who must get through to its data.
chmodSync(folder, 0o711);

const onStart = (server: ServerProcess) => void servers.push(server);
const freePort = () => getPort({ host: '127.0.0.1' });

beforeAll(async () => {
  image = await buildImage();
  service = await startTestService();
  const { databaseUrl } = await startPostgres({ folder, port: await freePort(), onStart });
  const temporal = await startTemporalServer({
    binary: await findTemporalBinary(process.env, console.log),
    port: await freePort(),
    logFile: join(folder, 'temporal.log'),
    onStart,
  });
  const port = await freePort();
  environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    ADMIN_TOKENS: `admin:${ADMIN_TOKEN}`,
    SERVICES: 'test-service',
    TEST_SERVICE_URL: service.url,
  };
});

afterAll(async () => {
  await service?.stop();
  for (const server of servers) await server.stop();
  await image?.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('is small, and says what it is', () => {
  const size = {
    buildSeconds: image.buildSeconds,
    'MB, compressed': Math.round(image.compressedBytes / MB),
    'MB above the base': Math.round((image.bytes - image.baseBytes) / MB),
    'MB of the stand-in base': Math.round(image.baseBytes / MB),
  };
  console.log(size);
  expect(size['MB, compressed']).toBeLessThanOrEqual(250);
  expect(size['MB above the base']).toBeLessThanOrEqual(320);
  expect(image.config).toMatchObject({
    User: '1000:1000',
    WorkingDir: '/app',
    Cmd: ['node', 'src/main.ts'],
    ExposedPorts: { '8080/tcp': {} },
    Healthcheck: { Test: ['CMD', 'node', 'src/healthcheck.ts'] },
    Labels: { 'org.opencontainers.image.version': packageJson.version },
  });
  expect(image.config.Env).toContain('NODE_ENV=production');
});

it('holds no secret, no test, no development package and no native code for other machines', () => {
  const app = join(image.root, 'app');
  const files = readdirSync(app, { recursive: true }).map(String);
  expect(readdirSync(app).toSorted()).toEqual(
    ['demo', 'dist', 'node_modules', 'package.json', 'portal', 'src', 'supabase'].toSorted(),
  );
  expect(files.filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))).toEqual([]);
  expect(files.filter((path) => /(^|\/)\.env/.test(path))).toEqual([]);
  expect(readdirSync(join(app, 'node_modules/@temporalio/core-bridge/releases'))).toHaveLength(1);
  const development = Object.entries(packageLock.packages).flatMap(([path, about]) =>
    'dev' in about ? [path] : [],
  );
  expect(development.length).toBeGreaterThan(100);
  expect(development.filter((path) => existsSync(join(app, path)))).toEqual([]);
});

it('ends at once with one list of all that is missing', async () => {
  const bare = await image.run(image.config.Cmd);
  expect(await bare.ended).toBe('code 1');
  const lines = readFileSync(bare.log, 'utf8').split('\n');
  const list = lines.filter((line) => line.startsWith('- ')).join('\n');
  for (const missing of ['DATABASE_URL', 'PUBLIC_URL', 'TEMPORAL_ADDRESS', 'ADMIN_TOKENS'])
    expect(list).toContain(missing);
});

it('migrates, serves, runs a job and stops on SIGTERM, and writes no file', async () => {
  const marker = join(folder, 'marker');
  writeFileSync(marker, '');
  const migrated = await image.run(['node', 'src/store/migrate.ts'], environment);
  expect(await migrated.ended, readFileSync(migrated.log, 'utf8')).toBe('code 0');
  const scheduler = await image.run(image.config.Cmd, environment);
  await scheduler.ready(async () => {
    const probe = await image.run(image.config.Healthcheck.Test.slice(1), environment);
    const how = await probe.ended;
    if (how !== 'code 0') throw new Error(`the healthcheck ended with ${how}`);
  }, 60_000);
  await expect
    .poll(() => call('GET', '/health'), { timeout: 60_000 })
    .toMatchObject({ status: 'healthy', version: packageJson.version });
  await call('POST', '/api/jobs/register', {
    name: 'in-a-container',
    cronExpression: null,
    jobType: 'other',
    service: 'test-service',
    endpoint: '/run',
  });
  const { result } = await call('POST', '/api/jobs/in-a-container/trigger', {});
  expect(result).toMatchObject({ success: true });
  const portal = await fetch(`${environment['PUBLIC_URL']}/admin/scheduler`);
  expect(await portal.text()).toContain('<div id="root">');

  const pid = pidOf(scheduler.pid, 'src/main.ts');
  expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t1000\t/m);
  process.kill(pid, 'SIGTERM');
  expect(await scheduler.ended, readFileSync(scheduler.log, 'utf8')).toBe('code 0');
  const written = execFileSync('find', [image.root, '-xdev', '-newer', marker, '-uid', '1000']).toString();
  expect(written).toBe('');
}, 180_000);

async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${environment['PUBLIC_URL']}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** The process of the container's own command, below the one that started the container. */
function pidOf(starter: number, argument: string): number {
  const found = descendants(starter).find(
    (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === argument,
  );
  if (found === undefined) throw new Error(`no process below ${starter} runs ${argument}`);
  return found;
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [...children, ...children.flatMap(descendants)];
}
