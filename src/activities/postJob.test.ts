// What is known after a call, whatever a server does: against real sockets, byte by byte.
import https, { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import zlib from 'node:zlib';
import getPort from 'get-port';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { certificate, startRawServer, startTlsServer, type RawServer } from '../../test/support/rawServer.ts';
import { createReach } from '../services/refusedAddresses.ts';
import { postJob } from './postJob.ts';

beforeAll(() => tls.setDefaultCACertificates([...tls.getCACertificates(), certificate('authority')]));

const servers: Pick<RawServer, 'stop'>[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const RESULT = '{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0}';

type Settings = { timeoutSeconds?: number; cancelled?: AbortSignal; address?: { agent: https.Agent } };

const call = (url: string, settings: Settings = {}) =>
  postJob({
    url,
    service: 'mail',
    reach: createReach({ ownPort: 1, allowed: [] }),
    sign: () => ({}),
    secrets: [],
    headers: {},
    body: { jobName: 'digest', config: {}, executionId: 'e', triggeredBy: 'manual' },
    timeoutSeconds: 20,
    cancelled: new AbortController().signal,
    ...settings,
  });

async function answered(onRequest: (socket: Socket) => void, settings = {}) {
  const server = await startRawServer(onRequest);
  servers.push(server);
  return call(`http://127.0.0.1:${server.port}/job`, settings);
}

/** Sends an answer with these headers, all of it, and closes. */
const answer = (status: number, body: string | Buffer, headers: Record<string, string> = {}) =>
  answered((socket) => {
    const bytes = Buffer.from(body);
    const lines = Object.entries({ 'content-length': String(bytes.length), ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`);
    socket.end(bytes);
  });

async function overTls(name: 'selfSigned' | 'expired' | 'otherHost') {
  const server = await startTlsServer(name, (socket) => socket.end('HTTP/1.1 202 X\r\n\r\n'));
  servers.push(server);
  const end = await call(`https://localhost:${server.port}/job`);
  expect(server.received(), 'nothing of the request, nor of its token').toBe('');
  return end;
}

/** A server that does this with each connection; its port. */
async function connected(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  });
  return (server.address() as AddressInfo).port;
}

describe('an answer of 202 is accepted at its head', () => {
  const head = 'HTTP/1.1 202 Accepted\r\n';
  it.each<[string, (socket: Socket) => void]>([
    ['cut', (socket) => socket.end(`${head}content-length: 500\r\n\r\n{}`)],
    ['endless', (socket) => socket.write(`${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`)],
    ['huge', (socket) => socket.end(`${head}content-length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`)],
    ['broken', (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`)],
  ])('with a body that is %s', async (_kind, onRequest) => {
    expect(await answered(onRequest, { timeoutSeconds: 2 })).toBe('accepted');
  });
});

describe('the status is known whatever becomes of the body', () => {
  it('of an error that was cut', async () => {
    const end = await answered((socket) =>
      socket.end('HTTP/1.1 404 X\r\ncontent-length: 500\r\n\r\nno such thing'),
    );
    expect(end).toMatchObject({
      class: 'failed',
      httpStatus: 404,
      message: 'mail answered HTTP 404: no such thing',
    });
  });

  it('of an error that goes on for ever', async () => {
    const end = await answered(
      (socket) => socket.write('HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n4\r\nboom\r\n'),
      { timeoutSeconds: 1 },
    );
    expect(end).toMatchObject({ class: 'failed', httpStatus: 500, message: 'mail answered HTTP 500: boom' });
  });

  it('of an error of more than a mebibyte', async () => {
    const end = await answer(404, 'x'.repeat(1_200_000));
    expect(end).toMatchObject({
      class: 'failed',
      httpStatus: 404,
      message: expect.stringMatching(/: x{200}…$/),
    });
  });

  it('of a wish to be called later, with its instant', async () => {
    const end = await answered((socket) =>
      socket.end('HTTP/1.1 503 X\r\nretry-after: 7\r\ncontent-length: 9\r\n\r\nx'),
    );
    expect(end).toMatchObject({ class: 'deferred', httpStatus: 503, retryAfterMs: 7_000 });
  });

  it.each([200, 204, 299])('of a %s that broke off, whose outcome is unknown', async (status) => {
    const end = await answered((socket) =>
      socket.end(`HTTP/1.1 ${status} X\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"succ`),
    );
    if (status === 204) return expect(end).toMatchObject({ class: 'failed', httpStatus: 204 });
    expect(end).toMatchObject({
      class: 'unknown',
      httpStatus: status,
      message: expect.stringMatching(/broke after it had answered HTTP \d+ .*unknown/),
    });
  });

  it('of a 200 that does not end in time', async () => {
    const end = await answered(
      (socket) => socket.write('HTTP/1.1 200 X\r\ncontent-length: 99\r\nretry-after: 5\r\n\r\n{'),
      { timeoutSeconds: 1 },
    );
    expect(end).toMatchObject({
      class: 'unknown',
      httpStatus: 200,
      message: expect.stringContaining('mail had answered HTTP 200 and did not end its answer within 1 s'),
    });
  });

  it('of a success of more than a mebibyte, whose metadata is cut', async () => {
    const end = await answer(200, `${RESULT.slice(0, -1)},"metadata":{"text":"${'x'.repeat(1_200_000)}"}}`);
    expect(end).toMatchObject({
      class: 'succeeded',
      httpStatus: 200,
      result: { success: true, itemsProcessed: 1, metadata: { truncated: true, moreThanBytes: 1_048_576 } },
    });
  });
});

describe('a body is read as HTTP says', () => {
  const codings: [string, (text: string) => Buffer][] = [
    ['gzip', zlib.gzipSync],
    ['X-GZIP', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['br', zlib.brotliCompressSync],
    ['zstd', zlib.zstdCompressSync],
    ['gzip, br', (text) => zlib.brotliCompressSync(zlib.gzipSync(text))],
  ];
  it.each(codings)('with the coding %s', async (coding, encode) => {
    const headers = { 'content-encoding': coding };
    expect(await answer(200, encode(RESULT), headers)).toMatchObject({ class: 'succeeded' });
    expect(await answer(500, encode('boom'), headers)).toMatchObject({
      message: 'mail answered HTTP 500: boom',
    });
  });

  it('is asked for without a coding', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 202 X\r\n\r\n'));
    servers.push(server);
    await call(`http://127.0.0.1:${server.port}/job`);
    expect(server.received()).toMatch(/\r\naccept-encoding: identity\r\n/);
  });

  it('up to a mebibyte of what it decodes to', async () => {
    const bomb = zlib.gzipSync(`${RESULT.slice(0, -1)},"metadata":{"text":"${'x'.repeat(10_000_000)}"}}`);
    expect(await answer(200, bomb, { 'content-encoding': 'gzip' })).toMatchObject({
      class: 'succeeded',
      result: { metadata: { truncated: true } },
    });
  });

  it('as far as it came, of an error', async () => {
    const bytes = zlib.gzipSync(`boom ${'x'.repeat(50)}`);
    const end = await answered((socket) => {
      socket.write('HTTP/1.1 500 X\r\ncontent-encoding: gzip\r\ncontent-length: 999\r\n\r\n');
      socket.end(bytes.subarray(0, -10));
    });
    expect(end).toMatchObject({ httpStatus: 500, message: expect.stringContaining('HTTP 500: boom') });
  });

  it('without a byte order mark, and in its charset', async () => {
    expect(await answer(200, `\uFEFF${RESULT}`)).toMatchObject({ class: 'succeeded' });
    const latin = Buffer.from(
      '{"success":false,"itemsProcessed":0,"itemsSucceeded":0,"itemsFailed":0,"error":"zu groß"}',
      'latin1',
    );
    const headers = { 'content-type': 'application/json; charset="ISO-8859-1"' };
    expect(await answer(200, latin, headers)).toMatchObject({ message: 'zu groß' });
  });

  it('or says what it could not read', async () => {
    expect(await answer(200, 'zzz', { 'content-encoding': 'compress' })).toMatchObject({
      class: 'failed',
      message: expect.stringContaining('Content-Encoding "compress" is not supported'),
    });
    expect(await answer(200, 'zzz', { 'content-encoding': 'gzip' })).toMatchObject({
      class: 'failed',
      message: expect.stringContaining('it is not valid gzip'),
    });
    expect(await answer(200, '+/v8-', { 'content-type': 'text/plain; charset=utf-7' })).toMatchObject({
      message: expect.stringContaining('charset "utf-7" is not supported'),
    });
  });

  it('after an unasked 100 Continue', async () => {
    const end = await answered((socket) =>
      socket.end(
        `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 X\r\ncontent-length: ${RESULT.length}\r\n\r\n${RESULT}`,
      ),
    );
    expect(end).toMatchObject({ class: 'succeeded', httpStatus: 200 });
  });
});

describe('an answer that is no result', () => {
  it('quotes what a 2xx said instead', async () => {
    expect(await answer(200, '{"message":"smtp down"}')).toMatchObject({
      class: 'failed',
      message: expect.stringMatching(/success: is required; .*it said: \{"message":"smtp down"\}$/),
    });
  });

  it('names where a redirect leads, without credentials', async () => {
    expect(await answer(307, '', { location: 'https://kim:secret@mail.example/v2/job' })).toMatchObject({
      class: 'failed',
      httpStatus: 307,
      message: expect.stringContaining(
        'HTTP 307, a redirect to https://mail.example/v2/job; redirects are not',
      ),
    });
  });
});

describe('a call of which nothing was sent is not delivered', () => {
  it('for a server that wants a certificate, and says so after the request was written', async () => {
    const pem = certificate('otherHost');
    let requests = 0;
    const server = createHttpsServer({ key: pem, cert: pem, requestCert: true }, () => {
      requests += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push({ stop: () => new Promise((resolve) => server.close(() => resolve())) });
    const { port } = server.address() as AddressInfo;
    const agent = new https.Agent({ servername: 'other.example' });
    expect(await call(`https://127.0.0.1:${port}/job`, { address: { agent } })).toMatchObject({
      class: 'not_delivered',
      message: expect.stringMatching(
        /CERTIFICATE_REQUIRED\); it wants a certificate that it trusts; .*tls\.cert/,
      ),
    });
    expect(requests).toBe(0);
  });

  it.each([
    ['selfSigned', /DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/],
    ['expired', /CERT_HAS_EXPIRED.*expired; renew it/],
    ['otherHost', /ERR_TLS_CERT_ALTNAME_INVALID.*for another host name/],
  ] as const)('for a certificate that is %s', async (name, message) => {
    expect(await overTls(name)).toMatchObject({
      class: 'not_delivered',
      message: expect.stringMatching(message),
    });
  });

  it('for a server that speaks no TLS, and one that hangs up in the handshake', async () => {
    const plain = await connected((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await call(`https://127.0.0.1:${plain}/job`)).toMatchObject({
      class: 'not_delivered',
      message: expect.stringMatching(/does not speak TLS there/),
    });
    const rude = await connected((socket) => socket.resetAndDestroy());
    expect(await call(`https://127.0.0.1:${rude}/job`)).toMatchObject({
      class: 'not_delivered',
      message: expect.stringContaining('ECONNRESET'),
    });
  });

  it('for a handshake that never ends, also when the timeout comes before', async () => {
    const silent = await connected(() => undefined);
    const url = `https://127.0.0.1:${silent}/job`;
    const [waited, expired] = await Promise.all([call(url), call(url, { timeoutSeconds: 1 })]);
    expect(waited).toMatchObject({
      class: 'not_delivered',
      message: expect.stringContaining('end of the TLS handshake within 5 s'),
    });
    expect(expired).toMatchObject({
      class: 'not_delivered',
      message: expect.stringContaining('timeoutSeconds'),
    });
  });

  it('for a port where nobody listens', async () => {
    expect(await call(`http://127.0.0.1:${await getPort()}/job`)).toMatchObject({
      class: 'not_delivered',
      message: expect.stringContaining('(ECONNREFUSED); is it running'),
    });
  });

  it('but not once it is written', async () => {
    expect(await answered((socket) => socket.resetAndDestroy())).toMatchObject({
      class: 'unknown',
      message: expect.stringMatching(/connection to mail broke \(.*unknown/),
    });
  });
});
