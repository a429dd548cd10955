// SERVICES_FILE: TLS options, a secret header, limits, and changes while the scheduler runs.
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { Service } from '../../src/contract/services.ts';
import { startScheduler } from '../../src/main.ts';
import { createMountedFolder, type MountedFolder } from '../support/mountedFolder.ts';
import { certificate } from '../support/rawServer.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { startSchedulerProcess } from '../support/schedulerProcess.ts';
import { testLog } from '../support/testLog.ts';
import { SUCCESS, startTestService } from '../support/testService.ts';

const SECRET = 'hunter22-of-the-vault';

let scheduler: TestScheduler;
let folder: MountedFolder;
let secure: Server;
const authorizations: (string | undefined)[] = [];
let answer: { status: number; body: unknown };

/** A service that only the scheduler's certificate gets through to. Its own is for another host, by an authority of its own. */
async function startSecureService(): Promise<string> {
  const pem = certificate('otherHost');
  const authority = certificate('authority');
  secure = createServer({ key: pem, cert: pem, ca: authority, requestCert: true }, (request, response) => {
    void (async () => {
      await json(request);
      authorizations.push(request.headers.authorization);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    })();
  });
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  return `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
}

const files = (list: string) => ({
  'services.yaml': list,
  'authority.pem': certificate('authority'),
  'client.pem': certificate('otherHost'),
  token: `Bearer ${SECRET}\n`,
});
/** `test-service` has its address in a variable. */
let withVault = '';

beforeAll(async () => {
  const url = await startSecureService();
  withVault = `test-service:
vault:
  url: ${url}
  tls: { ca: authority.pem, cert: client.pem, key: client.pem, serverName: other.example }
  header: { name: Authorization, valueFile: token }
`;
  folder = createMountedFolder(files(withVault));
  scheduler = await startTestScheduler({ environment: { SERVICES_FILE: folder.path('services.yaml') } });
});
afterAll(async () => {
  await scheduler.stop();
  secure.close();
  folder.remove();
});

async function serviceOf(name: string): Promise<Service> {
  const { body } = await scheduler.api('GET', '/api/services');
  return body.services.find((service: Service) => service.name === name);
}

const trigger = (name: string) => scheduler.api('POST', `/api/jobs/${name}/trigger`, {});

it('calls a service with its TLS options and header, and quotes its answer without the secret', async () => {
  await scheduler.register({ name: 'seal', service: 'vault' });
  answer = { status: 200, body: SUCCESS };
  expect((await trigger('seal')).body.result).toMatchObject({ success: true });
  expect(authorizations).toEqual([`Bearer ${SECRET}`]);

  answer = { status: 401, body: { error: `no such token: ${SECRET}` } };
  const refused = await trigger('seal');
  expect(refused.body.result.error).toContain('no such token: [secret]');
  const shown = await Promise.all(
    ['/api/jobs/seal/history', '/api/services', '/api/jobs', '/health'].map((path) =>
      scheduler.api('GET', path),
    ),
  );
  expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(SECRET);
  const workflow = await scheduler.temporal.workflow
    .getHandle(`run:${refused.body.executionId}`)
    .fetchHistory();
  expect(JSON.stringify(workflow)).not.toMatch(
    new RegExp(`${SECRET}|${Buffer.from(SECRET).toString('base64')}`),
  );
});

it('shows where each address comes from, and how the last call went', async () => {
  expect(await serviceOf('vault')).toMatchObject({
    address: { source: 'file', url: expect.stringMatching(/^https:/), variable: 'VAULT_URL' },
    lastCall: { httpStatus: 401, jobName: 'seal', message: expect.stringContaining('[secret]') },
  });
  await scheduler.register({ name: 'digest' });
  expect(await serviceOf('test-service')).toMatchObject({
    address: { source: 'variable', url: scheduler.service.url },
    lastCall: null,
  });
  scheduler.service.respondWith(() => ({ status: 202 }));
  const { headers } = await scheduler.api(
    'POST',
    '/api/jobs/digest/trigger',
    {},
    { prefer: 'respond-async' },
  );
  await expect
    .poll(async () => (await serviceOf('test-service')).lastCall)
    .toMatchObject({ httpStatus: 202 });
  await scheduler.api('POST', `${headers.get('location')!}/cancel`, {});
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
});

it('calls a new address from the next run on, and lets a new service register', async () => {
  const moved = await startTestService();
  const registration = { name: 'newcomer', service: 'latecomer', endpoint: '/', jobType: 'other' };
  expect(
    (
      await scheduler.api('POST', '/api/jobs/register', {
        ...registration,
        cronExpression: null,
        enabled: true,
      })
    ).body,
  ).toMatchObject({ code: 'SERVICE_URL_MISSING', message: expect.stringContaining('is not in it') });

  folder.mount(files(`test-service:\nvault: ${moved.url}\nlatecomer: ${moved.url}/late\n`));
  await expect.poll(async () => (await serviceOf('vault')).address.url).toBe(moved.url);
  await trigger('seal');
  expect(moved.callsTo('seal').map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  await scheduler.register({ name: 'newcomer', service: 'latecomer' });
  await trigger('newcomer');
  expect(moved.calls.map(({ path }) => path)).toContain('/late/jobs/run');
  await moved.stop();

  // Not delivered, so tried again until the start deadline.
  const { body } = await scheduler.api('POST', '/api/jobs/newcomer/trigger', {}, { prefer: 'respond-async' });
  await expect
    .poll(async () => (await serviceOf('latecomer')).lastCall)
    .toMatchObject({
      httpStatus: null,
      message: expect.stringContaining('could not be reached'),
      executionId: body.executionId,
    });
  await scheduler.api('POST', `/api/executions/${body.executionId}/cancel`, {});

  folder.mount(files(withVault));
  await expect
    .poll(async () => (await serviceOf('latecomer')).address)
    .toMatchObject({ source: 'missing', url: null });
});

it('goes on with the last good version of a broken file, and says so in /health', async () => {
  folder.mount(files(`${withVault}report-service: {url: "ftp://reports"}\n`));
  const problems = async () => (await scheduler.api('GET', '/health')).body.problems.join();
  await expect
    .poll(problems)
    .toMatch(/SERVICES_FILE cannot be used: line 6: report-service\.url: must be an http/);
  expect((await scheduler.api('GET', '/health')).body.status).toBe('degraded');
  answer = { status: 200, body: SUCCESS };
  expect((await trigger('seal')).body.result).toMatchObject({ success: true });
  folder.mount(files(withVault));
  await expect.poll(problems).toBe('');
});

const limitOf = async () => {
  const { maxConcurrent, declared, overrides } = await serviceOf('test-service');
  return [maxConcurrent, declared.maxConcurrent, overrides.maxConcurrent];
};
const setLimit = (maxConcurrent: number | null) =>
  scheduler.api('PUT', '/api/services/test-service', { maxConcurrent, userId: 'kim' });
const limited = (limit: string) =>
  folder.mount(files(withVault.replace('test-service:', `test-service: ${limit}`)));

it('declares a limit, which an operator overrides', async () => {
  limited('{ maxConcurrent: 4 }');
  await expect.poll(limitOf).toEqual([4, 4, undefined]);
  expect((await setLimit(2)).body.service).toMatchObject({
    maxConcurrent: 2,
    declared: { maxConcurrent: 4 },
  });
  limited('{ maxConcurrent: 7 }');
  await expect.poll(limitOf).toEqual([2, 7, 2]);
  await setLimit(null);
  expect(await limitOf()).toEqual([7, 7, undefined]);
  limited('');
  await expect.poll(limitOf).toEqual([null, null, undefined]);
});

it('does not start on a bad file, and lists all that is wrong', async () => {
  const list = 'email: {url: "ftp://email"}\nreport: {urll: "http://report"}\n';
  const bad = createMountedFolder({ 'services.yaml': list });
  const environment = { DATABASE_URL: scheduler.databaseUrl, SERVICES_FILE: bad.path('services.yaml') };
  await expect(startScheduler(loadConfig(environment), testLog)).rejects.toThrow(
    /has 2 problem\(s\):\s+- line 1: email\.url: must be [^]*- line 2: report: unknown key "urll"/,
  );
  bad.remove();
});

it('reads the file again on SIGHUP, where nothing says that it has changed', async () => {
  const elsewhere = createMountedFolder({ 'list.yaml': `test-service: ${scheduler.service.url}\n` });
  const linked = mkdtempSync(join(tmpdir(), 'scheduler-service-link-'));
  symlinkSync(elsewhere.path('list.yaml'), join(linked, 'services.yaml'));
  const api = await startSchedulerProcess({
    role: 'api',
    port: await getPort({ host: '127.0.0.1' }),
    environment: { DATABASE_URL: scheduler.databaseUrl, SERVICES_FILE: join(linked, 'services.yaml') },
    logFile: join(linked, 'log'),
  });
  await api.untilReady();
  const addressOf = async () => {
    const listed = await fetch(`${api.url}/api/services`);
    const { services } = (await listed.json()) as { services: Service[] };
    return services.find(({ name }) => name === 'test-service')!.address.url;
  };
  expect(await addressOf()).toBe(scheduler.service.url);
  elsewhere.mount({ 'list.yaml': 'test-service: http://moved\n' });
  process.kill(api.pid, 'SIGHUP');
  await expect.poll(addressOf).toBe('http://moved');
  await api.stop();
  rmSync(linked, { recursive: true });
  elsewhere.remove();
});
