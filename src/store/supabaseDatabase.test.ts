// What the adapter makes of everything that may come back instead of the function's answer.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorMessage } from '../domain/errors.ts';
import { parseExactJson } from '../json/exactJson.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';
import { createSupabaseDatabase } from './supabaseDatabase.ts';

const KEY = 'sb_secret_of_the_test';

let server: Server;
let answer: RequestListener;
let url: string;
let database: Database;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  database = createSupabaseDatabase({ url, key: KEY });
});
afterAll(async () => {
  await database.close();
  await new Promise((resolve) => server.close(resolve));
});

const respond =
  (status: number, body: string | object, type = 'application/json'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

async function failureOf(listener: RequestListener): Promise<unknown> {
  answer = listener;
  return database.call('get_job', { jobName: 'one' }).then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
}

it('sends the key in both headers, asks for JSON, and hands on the arguments with every digit', async () => {
  const seen: { path: string | undefined; headers: object; body: string }[] = [];
  answer = async (request, response) => {
    seen.push({ path: request.url, headers: request.headers, body: await text(request) });
    response.end('{"id":9007199254740993}');
  };
  const given = await database.call('get_job', parseExactJson('{"id":-9007199254740993}') as object);
  expect(JSON.stringify(given)).toBe('{"id":9007199254740993}');
  expect(seen).toEqual([
    {
      path: '/rest/v1/rpc/answer_call',
      headers: expect.objectContaining({
        apikey: KEY,
        authorization: `Bearer ${KEY}`,
        accept: 'application/json',
        'content-type': 'application/json',
      }),
      body: '{"args":{"function":"get_job","args":{"id":-9007199254740993}}}',
    },
  ]);
});

it('gives a refusal that is an answer, and one that is an error, as a refusal', async () => {
  const refused = { sqlState: 'SJ001', message: 'no such job', details: '{"jobName":"one"}' };
  expect(await failureOf(respond(200, { refused }))).toBeInstanceOf(DatabaseRefusal);
  const raised = { code: 'SJ001', message: 'no such job', details: '{"jobName":"one"}', hint: null };
  const error = await failureOf(respond(400, raised));
  expect(error).toBeInstanceOf(DatabaseRefusal);
  expect(error).toMatchObject({ sqlState: 'SJ001', details: { jobName: 'one' } });
});

const failure = (code: string, message: string) => ({ code, message, details: null, hint: null });
const PAGE = '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>cloud</body></html>';

it.each<[string, RequestListener, typeof DatabaseFault | typeof DatabaseUnavailable, RegExp, string?]>([
  [
    'a constraint',
    respond(400, failure('23514', 'violates check')),
    DatabaseFault,
    /violates check/,
    '23514',
  ],
  [
    'an unknown function',
    respond(404, failure('42883', 'no function')),
    DatabaseFault,
    /no function/,
    '42883',
  ],
  [
    'no answer_call',
    respond(404, failure('PGRST202', 'Could not find the function public.answer_call(args)')),
    DatabaseFault,
    /run "npm run migrate"; .*reload schema.*404.*Could not find/,
    '42883',
  ],
  [
    'a deadlock',
    respond(500, failure('40P01', 'deadlock detected')),
    DatabaseUnavailable,
    /deadlock/,
    '40P01',
  ],
  [
    'a statement that took too long',
    respond(500, failure('57014', 'statement timeout')),
    DatabaseUnavailable,
    /timeout/,
    '57014',
  ],
  [
    'a full disk',
    respond(503, failure('53100', 'No space left')),
    DatabaseUnavailable,
    /takes no writes.*No space/,
    '53100',
  ],
  [
    'a read-only database',
    respond(405, failure('25006', 'read-only')),
    DatabaseUnavailable,
    /takes no writes/,
    '25006',
  ],
  [
    'no database behind it',
    respond(503, failure('PGRST000', 'connection refused')),
    DatabaseUnavailable,
    /503 with "connection refused"/,
  ],
  [
    'a full pool',
    respond(504, failure('PGRST003', 'Timed out acquiring connection')),
    DatabaseUnavailable,
    /504 with "Timed out/,
  ],
  [
    'a schema that is not exposed',
    respond(406, failure('PGRST106', 'Invalid schema: public')),
    DatabaseUnavailable,
    /add the schema "public" to the exposed/,
  ],
  [
    'a key that has expired',
    respond(401, failure('PGRST303', 'JWT expired')),
    DatabaseUnavailable,
    /SUPABASE_SERVICE_KEY is not accepted: .*JWT expired/,
  ],
  [
    'a key of another project',
    respond(401, { message: 'Invalid API key' }),
    DatabaseUnavailable,
    /SUPABASE_SERVICE_KEY is not accepted: .*401 with "Invalid API key"/,
  ],
  [
    'an empty 401',
    respond(401, ''),
    DatabaseUnavailable,
    /SUPABASE_SERVICE_KEY is not accepted: .*401 with an empty body/,
  ],
  [
    'a body that the gateway cannot read',
    respond(400, failure('PGRST102', 'Empty or invalid json')),
    DatabaseFault,
    /PGRST102.*400 with "Empty or invalid json"/,
    'PGRST102',
  ],
  ['a body that is too large', respond(413, PAGE, 'text/html'), DatabaseFault, /413 with "<html>/, '54000'],
  [
    'a path that the gateway does not have',
    respond(404, failure('PGRST125', 'Invalid path specified in request URL')),
    DatabaseUnavailable,
    /SUPABASE_URL must be .*Invalid path/,
  ],
  [
    "another role's key",
    respond(403, failure('42501', 'permission denied for function answer_call')),
    DatabaseUnavailable,
    /the role of SUPABASE_SERVICE_KEY may not call .*permission denied/,
  ],
  ['an empty 404', respond(404, ''), DatabaseUnavailable, /SUPABASE_URL must be .*404 with an empty body/],
  [
    'an empty list with 404',
    respond(404, '[]'),
    DatabaseUnavailable,
    /SUPABASE_URL must be .*404 with "\[\]"/,
  ],
  ['an empty answer', respond(200, ''), DatabaseUnavailable, /204 with an empty body/],
  [
    'a page instead of JSON',
    respond(200, PAGE, 'text/html'),
    DatabaseUnavailable,
    /SUPABASE_URL must be .*200 with "<html>/,
  ],
  [
    "a proxy's page",
    respond(502, PAGE, 'text/html'),
    DatabaseUnavailable,
    /502 with "<html> <head><title>502/,
  ],
  [
    'too many requests',
    respond(429, { message: 'slow down' }),
    DatabaseUnavailable,
    /asks for fewer calls.*429 with "slow down"/,
  ],
  [
    'a redirect',
    (_request, response) => response.writeHead(301, { location: `${url}/elsewhere` }).end(),
    DatabaseUnavailable,
    /SUPABASE_URL must be the https address.*301/,
  ],
  [
    'a connection that breaks',
    (request) => request.socket.destroy(),
    DatabaseUnavailable,
    /did not answer get_job: fetch failed: other side closed/,
  ],
  [
    'an answer that breaks off',
    (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => request.socket.destroy());
    },
    DatabaseUnavailable,
    /did not answer get_job: terminated/,
  ],
])('%s', async (_what, listener, kind, message, sqlState) => {
  const error = await failureOf(listener);
  expect(error).toBeInstanceOf(kind);
  expect(errorMessage(error)).toMatch(message);
  expect(error).toHaveProperty('sqlState', sqlState);
});

it('gives up on an answer that does not come within 5 s, and works on', async () => {
  const startedAt = performance.now();
  const error = await failureOf(() => undefined);
  expect(performance.now() - startedAt).toBeLessThan(7_000);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(errorMessage(error)).toContain('did not answer get_job: The operation was aborted due to timeout');
  answer = respond(200, { fine: true });
  expect(await database.call('get_job', {})).toEqual({ fine: true });
});

it('keeps its connections, ten at most, and gives them up when it is closed', async () => {
  const held: (() => void)[] = [];
  answer = (_request, response) => void held.push(() => response.end('{}'));
  const other = createSupabaseDatabase({ url, key: KEY });
  const before = await connections();
  const calls = Array.from({ length: 25 }, () => other.call('get_job', {}));
  await expect.poll(() => held.length).toBe(10);
  expect((await connections()) - before).toBe(10);
  for (let ended = 0; ended < 25; ended += 1) {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    held.shift()!();
  }
  await Promise.all(calls);
  expect((await connections()) - before).toBe(10);
  await other.close();
  await expect.poll(connections).toBe(before);
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
