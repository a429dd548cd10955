// Server-side request forgery: what the system is asked to connect to, for a list of what attackers try.
import { createHook } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import type dns from 'node:dns';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTlsServer } from '../../test/support/rawServer.ts';
import { JobRegistration } from '../contract/jobs.ts';
import { parseServiceUrl } from '../domain/serviceUrl.ts';
import { createReach } from '../services/refusedAddresses.ts';
import { postJob } from './postJob.ts';

/** Connections that the system was asked for. */
let connects = 0;
const hook = createHook({
  init(_id, type) {
    if (type === 'TCPCONNECTWRAP') connects += 1;
  },
});

/** Paths that were asked for. */
const asked: string[] = [];
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket.on('error', () => undefined));
  socket.once('data', (bytes) => {
    asked.push(String(bytes).split(' ', 2)[1]!);
    socket.end(
      'HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    );
  });
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  hook.enable();
});
afterAll(() => {
  hook.disable();
  for (const socket of sockets) socket.destroy();
  server.close();
});
beforeEach(() => {
  connects = 0;
  asked.length = 0;
});

/** A name server that answers these, one after the other. */
function answering(...answers: string[]): typeof dns.lookup {
  return ((_name: string, options: { all?: boolean }, callback: (...answer: unknown[]) => void) => {
    const address = answers.shift()!;
    const family = address.includes(':') ? 6 : 4;
    queueMicrotask(() =>
      options.all ? callback(null, [{ address, family }]) : callback(null, address, family),
    );
  }) as unknown as typeof dns.lookup;
}

const call = (url: string, lookup?: typeof dns.lookup) =>
  postJob({
    url,
    reach: createReach({ ownPort: 8080, allowed: [] }, lookup),
    sign: () => ({}),
    secrets: [],
    service: 'mail',
    headers: {},
    body: { jobName: 'digest', config: {}, executionId: 'e', triggeredBy: 'manual' },
    timeoutSeconds: 5,
    cancelled: new AbortController().signal,
  });

it.each([
  'file:///etc/passwd',
  'ftp://mail/',
  'gopher://mail/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'http://user@mail/',
  'http://user:password@mail/',
  'http://mail@169.254.169.254/',
  'http://mail/?next=http://169.254.169.254',
  'http://mail/#@169.254.169.254',
  '//169.254.169.254/',
  'http://[fe80::1%25eth0]/',
  'http://169.254.169.254%00.mail/',
  'http://999.254.169.254/',
])('is no address of a service: %s', (url) => expect(parseServiceUrl(url)).toBeUndefined());

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xA9.0xFE.0xA9.0xFE/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://0.0.0.0/',
  'http://[::]/',
  'http://127.0.0.1:8080/',
  'http://[::1]:8080/',
  'https://169.254.169.254/',
])('connects to nothing for %s', async (url) => {
  expect(await call(url)).toMatchObject({
    class: 'not_delivered',
    code: 'unreachable',
    message: expect.stringContaining('unless ALLOWED_ADDRESSES lists it'),
  });
  expect(connects).toBe(0);
});

it.each(['169.254.169.254', '::ffff:a9fe:a9fe', 'fe80::1', '0.0.0.0'])(
  'connects to nothing for a name that means %s',
  async (address) => {
    for (const protocol of ['http', 'https']) {
      expect(await call(`${protocol}://rebound.example/`, answering(address))).toMatchObject({
        class: 'not_delivered',
      });
    }
    expect(connects).toBe(0);
  },
);

it('asks for a name once, and connects to that very answer', async () => {
  const url = `http://rebound.example:${port}/job`;
  await call(url, answering('127.0.0.1', '169.254.169.254'));
  expect([connects, asked]).toEqual([1, ['/job']]);
  const rebound = answering('127.0.0.1', '169.254.169.254');
  await call(url, rebound);
  expect(await call(url, rebound)).toMatchObject({ class: 'not_delivered' });
  expect(connects).toBe(2);
});

it('follows no redirect', async () => {
  expect(await call(`http://127.0.0.1:${port}/moved`)).toMatchObject({ class: 'failed', httpStatus: 307 });
  expect([connects, asked]).toEqual([1, ['/moved']]);
});

it.each([
  '@169.254.169.254/',
  'http://169.254.169.254/',
  '//169.254.169.254/',
  '/\\169.254.169.254/',
  '/..//169.254.169.254/',
  '/@169.254.169.254/',
  '/%2f%2f169.254.169.254',
  '/http://169.254.169.254/',
  '/job?url=http://169.254.169.254/',
  '/job#@169.254.169.254',
  '/:80@169.254.169.254/',
  '/\t/169.254.169.254/',
])('keeps the endpoint %j on its service', async (endpoint) => {
  if (!JobRegistration.shape.endpoint.safeParse(endpoint).success) return;
  await call(`http://127.0.0.1:${port}${endpoint}`);
  expect([connects, asked.length]).toEqual([1, 1]);
});

it('goes around every proxy that a variable names', async () => {
  const proxy = 'http://127.0.0.1:1';
  const script = `
    const { sendRequest } = await import(${JSON.stringify(join(import.meta.dirname, 'sendRequest.ts'))});
    const { createReach } = await import(${JSON.stringify(join(import.meta.dirname, '../services/refusedAddresses.ts'))});
    const { head, failure } = await sendRequest(new URL('http://127.0.0.1:${port}/direct'), {
      headers: {}, body: '', signal: AbortSignal.timeout(5_000), reach: createReach({ ownPort: 1, allowed: [] }),
    });
    console.log(failure ?? head.status);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      NODE_USE_ENV_PROXY: '1',
      ...Object.fromEntries(
        ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].map((name) => [
          name,
          proxy,
        ]),
      ),
    },
  });
  expect(stdout.trim()).toBe('307');
  expect(asked).toEqual(['/direct']);
});

it('trusts no unknown certificate, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
  const secure = await startTlsServer('selfSigned', (socket) => socket.end('HTTP/1.1 202 X\r\n\r\n'));
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    expect(await call(`https://localhost:${secure.port}/job`)).toMatchObject({ class: 'not_delivered' });
    expect(secure.received()).toBe('');
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    await secure.stop();
  }
});
