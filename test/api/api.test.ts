// The HTTP contract of registrations, changes and errors, to the letter, on the running stack.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { expectError } from '../support/expectError.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

const FRONTEND = 'http://portal.localhost:3000';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const REGISTRATION = {
  name: 'valid',
  displayName: 'Valid',
  description: 'A valid job',
  cronExpression: '0 9 * * 1',
  enabled: true,
  jobType: 'other',
  service: 'test-service',
  endpoint: '/jobs/valid',
};

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler({
    environment: { FRONTEND_URL: FRONTEND },
  });
});
afterAll(() => scheduler.stop());
beforeEach(() => scheduler.service.respondWith(() => ({ body: SUCCESS })));

const register = (changes: object = {}) =>
  scheduler.api('POST', '/api/jobs/register', { ...REGISTRATION, ...changes });
const trigger = (name: string, body?: unknown, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/jobs/${name}/trigger`, body, headers);

it('registers a job and answers with it, effective and declared', async () => {
  const { status, body } = await register({ config: { a: 1 } });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    success: true,
    message: expect.stringContaining('next run'),
    warnings: [],
    job: {
      ...REGISTRATION,
      config: { a: 1 },
      timeZone: 'UTC',
      timeoutSeconds: 300,
      overlap: 'skip',
      jitterSeconds: 0,
      isRunning: false,
      lastRunAt: null,
      lastRunStatus: null,
      lastRunDuration: null,
      nextRunAt: expect.stringMatching(/T09:00:00.000Z$/),
      totalRuns: 0,
      successfulRuns: 0,
      failedRuns: 0,
      schedule: 'applied',
    },
  });
  expect((await scheduler.api('GET', '/api/jobs/valid')).body).toEqual(body.job);
});

it('ignores unknown fields and names them with the near miss; names settings of later versions', async () => {
  const { body } = await register({ timezone: 'UTC', alerts: [], colour: 'red' });
  expect(body.warnings).toEqual([
    {
      code: 'SETTING_NOT_SUPPORTED',
      field: 'alerts',
      message: expect.stringContaining('not supported yet'),
    },
    {
      code: 'UNKNOWN_FIELD',
      field: 'timezone',
      message: expect.stringContaining('did you mean "timeZone"?'),
    },
    { code: 'UNKNOWN_FIELD', field: 'colour', message: 'unknown field "colour" was ignored' },
  ]);
});

const refusals: [string, object, string, RegExp][] = [
  ['a missing field', { service: undefined }, 'VALIDATION_FAILED', /service: is required/],
  ['a bad name', { name: 'no spaces please' }, 'VALIDATION_FAILED', /name: must be 1 to 100 letters/],
  ['an empty cron expression', { cronExpression: '' }, 'VALIDATION_FAILED', /cronExpression/],
  ['a field out of range', { cronExpression: '0 25 * * *' }, 'INVALID_CRON', /hour: 25 is above 23/],
  ['seven fields', { cronExpression: '0 0 0 1 1 * 2030' }, 'INVALID_CRON', /./],
  ['L in the hour', { cronExpression: '0 L * * *' }, 'INVALID_CRON', /hour: "L" is not a value/],
  ['@reboot', { cronExpression: '@reboot' }, 'INVALID_CRON', /./],
  ['an unknown zone', { timeZone: 'Europe/Londn' }, 'INVALID_SETTING', /did you mean "Europe\/London"/],
  ['an unknown service', { service: 'nobody' }, 'SERVICE_URL_MISSING', /set NOBODY_URL/],
  ["the scheduler's own setting", { service: 'database' }, 'SERVICE_NAME_RESERVED', /DATABASE_URL/],
  ["a platform's variable", { service: 'vault' }, 'SERVICE_NAME_RESERVED', /VAULT_URL.*list the services/],
  ['a priority out of range', { priority: 6 }, 'VALIDATION_FAILED', /priority/],
  ['a heartbeat too short', { heartbeatSeconds: 5 }, 'VALIDATION_FAILED', /heartbeatSeconds/],
  ['an unknown overlap', { overlap: 'often' }, 'VALIDATION_FAILED', /overlap/],
  ['an unknown job type', { jobType: 'mail' }, 'VALIDATION_FAILED', /jobType/],
  ['an endless zone', { timeZone: 'x'.repeat(101) }, 'VALIDATION_FAILED', /timeZone/],
  ['another host', { endpoint: '//evil.example/x' }, 'VALIDATION_FAILED', /endpoint/],
  ['a whole address', { endpoint: 'http://evil.example/x' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out of the prefix', { endpoint: '/a/%2e%2e/b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out before a query', { endpoint: '/a/..?b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out before a fragment', { endpoint: '/a/..#b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out by a path parameter', { endpoint: '/a/..;x/b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out that is encoded twice', { endpoint: '/a/%252e%252E/b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a slash that is encoded twice', { endpoint: '/a%25252fb' }, 'VALIDATION_FAILED', /endpoint/],
  ['a backslash', { endpoint: '/a\\b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a control character', { endpoint: '/a\nb' }, 'VALIDATION_FAILED', /endpoint/],
];
it.each(refusals)('refuses %s with a code and the next step', async (_what, change, code, message) => {
  const answer = await register({ name: 'refused', ...change });
  expectError(answer, 400, code, message);
  if (code === 'VALIDATION_FAILED')
    expect(answer.body.details[0]).toMatchObject({ path: expect.any(String) });
  if (code === 'INVALID_CRON') {
    expect(answer.body.details).toEqual({
      field: expect.any(String),
      value: expect.any(String),
      allowed: expect.any(String),
    });
  }
});

it('refuses a name of another service, and two services at one address', async () => {
  await register({ name: 'owned' });
  expectError(
    await register({ name: 'owned', service: 'absent-service' }),
    409,
    'JOB_OWNED_BY_OTHER_SERVICE',
    /test-service/,
  );
  expectError(
    await register({ name: 'colliding', service: 'test_service' }),
    400,
    'SERVICE_NAME_COLLISION',
    /TEST_SERVICE_URL/,
  );
});

it('warns of daylight-saving days before they come', async () => {
  const { body } = await register({ name: 'gap', cronExpression: '30 1 * * *', timeZone: 'Europe/London' });
  expect(body.warnings).toContainEqual(
    expect.objectContaining({ code: 'DST_GAP', dates: [expect.stringMatching(/-03-\d\d$/)] }),
  );
});

it('refuses a body that is not JSON, of the wrong shape or too large; never with 500', async () => {
  expectError(await scheduler.api('POST', '/api/jobs/register', '{"name":'), 400, 'INVALID_JSON');
  for (const body of ['[1]', '"text"', '1', 'null']) {
    expectError(
      await scheduler.api('POST', '/api/jobs/register', body),
      400,
      'VALIDATION_FAILED',
      /JSON object/,
    );
  }
  expectError(await register({ description: 'x'.repeat(300 * 1024) }), 413, 'BODY_TOO_LARGE', /256 KiB/);
  const response = await fetch(`${scheduler.url}/api/jobs/register`, {
    method: 'POST',
    body: new Uint8Array([0x7b, 0xff]),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'INVALID_JSON' });
});

const ofNoUse: [string, string, string][] = [
  ['a NUL character', '"a\\u0000"', 'config.a'],
  ['half of a surrogate pair', '"\\ud800"', 'config.a'],
  ['a NUL character in a key', '{"\\u0000":1}', 'config.a'],
  ['nesting without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'config'],
];
it.each(ofNoUse)('refuses what the database cannot hold (%s) naming the field', async (_what, json, path) => {
  await register({ name: 'unstorable' });
  for (const answer of [
    await trigger('unstorable', `{"config":{"a":${json}}}`),
    await scheduler.api(
      'POST',
      '/api/jobs/register',
      JSON.stringify({ ...REGISTRATION, config: 0 }).replace('"config":0', `"config":{"a":${json}}`),
    ),
  ]) {
    expectError(answer, 400, 'VALIDATION_FAILED');
    expect(answer.body.details).toEqual([{ path, message: expect.any(String) }]);
  }
  expect(await scheduler.history('unstorable')).toEqual([]);
});

it('takes callers of long standing at their word: unknown fields are named and ignored in every old call', async () => {
  await register({ name: 'lenient' });
  const calls: [string, string, object][] = [
    ['POST', '/trigger', {}],
    ['POST', '/disable', {}],
    ['POST', '/enable', {}],
    ['PUT', '/cron', { cronExpression: '0 9 * * *' }],
    ['DELETE', '', {}],
  ];
  for (const [method, path, body] of calls) {
    const answer = await scheduler.api(method, `/api/jobs/lenient${path}`, { ...body, userID: 'ana' });
    expect(answer.status, path).toBe(200);
    expect(answer.body.warnings, path).toEqual([
      { code: 'UNKNOWN_FIELD', field: 'userID', message: expect.stringContaining('did you mean "userId"?') },
    ]);
  }
});

it('refuses users, reasons and keys that are too long or of the wrong type', async () => {
  await register({ name: 'limits' });
  for (const [field, value] of [
    ['userId', 'x'.repeat(201)],
    ['userId', 7],
    ['reason', 'x'.repeat(1_001)],
    ['config', [1]],
  ] as const) {
    const answer = await trigger('limits', { [field]: value });
    expectError(answer, 400, 'VALIDATION_FAILED');
    expect(answer.body.details[0].path).toBe(field);
  }
  const badKey = await trigger('limits', {}, { 'idempotency-key': 'with blanks' });
  expectError(badKey, 400, 'VALIDATION_FAILED', /^Idempotency-Key: /);
  expect(await scheduler.history('limits')).toEqual([]);
});

it('says that deletion lasts only until the next registration, and that the history stays', async () => {
  await register({ name: 'goes' });
  const { body } = await trigger('goes');
  const answer = await scheduler.api('DELETE', '/api/jobs/goes');
  expect(answer).toMatchObject({
    status: 200,
    body: { message: expect.stringMatching(/history is kept.*registers it again.*disable/) },
  });
  expectError(await scheduler.api('DELETE', '/api/jobs/goes'), 404, 'JOB_NOT_FOUND');
  const edit = { cronExpression: '0 9 * * *' };
  expectError(await scheduler.api('PUT', '/api/jobs/goes/cron', edit), 404, 'JOB_NOT_FOUND');
  expect((await scheduler.api('GET', `/api/executions/${body.executionId}`)).status).toBe(200);
  expect((await scheduler.api('GET', '/api/jobs/goes/history')).body.pagination.total).toBe(1);
});

it.each(['enable', 'disable', 'trigger'])(
  'takes an absent and an empty body for %s, although it is announced as JSON',
  async (act) => {
    await register({ name: 'bodies' });
    const json = { 'content-type': 'application/json' };
    expect((await scheduler.api('POST', `/api/jobs/bodies/${act}`)).status).toBe(200);
    expect((await scheduler.api('POST', `/api/jobs/bodies/${act}`, '', json)).status).toBe(200);
  },
);

it('answers unknown jobs, executions, routes and methods with their own codes', async () => {
  expectError(await scheduler.api('GET', '/api/jobs/nope'), 404, 'JOB_NOT_FOUND', /"nope" is not registered/);
  for (const path of ['history', 'stats', 'events', 'upcoming']) {
    expectError(await scheduler.api('GET', `/api/jobs/nope/${path}`), 404, 'JOB_NOT_FOUND');
  }
  expectError(await trigger('nope'), 404, 'JOB_NOT_FOUND');
  expectError(await scheduler.api('GET', '/api/executions/nope'), 404, 'EXECUTION_NOT_FOUND');
  expectError(
    await scheduler.api('GET', `/api/executions/${crypto.randomUUID()}`),
    404,
    'EXECUTION_NOT_FOUND',
  );
  expectError(await scheduler.api('GET', '/api/nothing'), 404, 'ROUTE_NOT_FOUND');
  expectError(await scheduler.api('GET', '/api/jobs/%E0%A4%A'), 404, 'ROUTE_NOT_FOUND');
  const wrongMethod = await scheduler.api('PUT', '/api/jobs/valid');
  expectError(wrongMethod, 405, 'METHOD_NOT_ALLOWED');
  expect(wrongMethod.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(['GET', 'DELETE']));
});

it('keeps a request id that was given, and makes one otherwise', async () => {
  const given = await scheduler.api('GET', '/health', undefined, { 'x-request-id': 'abc-1' });
  expect(given.headers.get('x-request-id')).toBe('abc-1');
  expect((await scheduler.api('GET', '/health')).headers.get('x-request-id')).toMatch(UUID);
});

it.each([
  '/api/jobs/valid/history?limit=abc',
  '/api/jobs/valid/history?limit=101',
  '/api/jobs/valid/history?offset=-1',
  '/api/jobs/valid/stats?days=0',
  '/api/jobs/valid/upcoming?count=1000',
  '/api/jobs/valid/events?cursor=x',
  '/api/jobs?status=happy',
  '/api/jobs?limit=0',
  '/api/jobs?search=%00',
  '/api/jobs/valid/history?limit=1&limit=2',
])('refuses %s naming the parameter', async (path) => {
  const answer = await scheduler.api('GET', path);
  expectError(answer, 400, 'VALIDATION_FAILED');
  expect(answer.body.details[0].path).not.toBe('');
});

it('edits the cron expression, also to none', async () => {
  await register({ name: 'recron' });
  const edit = (cronExpression: unknown) => scheduler.api('PUT', '/api/jobs/recron/cron', { cronExpression });
  expect((await edit('0 12 * * *')).body).toMatchObject({
    cronExpression: '0 12 * * *',
    message: expect.stringContaining('next run'),
  });
  expectError(await edit('61 * * * *'), 400, 'INVALID_CRON', /minute/);
  expectError(await edit(undefined), 400, 'VALIDATION_FAILED', /cronExpression/);
  expect((await edit(null)).body).toMatchObject({ cronExpression: null });
  expect(await scheduler.job('recron')).toMatchObject({
    cronExpression: null,
    nextRunAt: null,
    schedule: 'applied',
  });
  await expect(scheduler.temporal.schedule.getHandle('job:recron').describe()).rejects.toThrow(/not found/i);
});

it('answers only to this machine and to pages of FRONTEND_URL while there is no authentication', async () => {
  const { port } = new URL(scheduler.url);
  const foreignHost = request({
    host: '127.0.0.1',
    port,
    path: '/api/jobs',
    headers: { host: 'evil.example' },
  });
  foreignHost.end();
  const [response] = await once(foreignHost, 'response');
  expect(response.statusCode).toBe(403);
  response.resume();
  expectError(
    await scheduler.api('GET', '/api/jobs', undefined, { origin: 'http://evil.example' }),
    403,
    'ORIGIN_NOT_ALLOWED',
  );
  const preflight = await fetch(`${scheduler.url}/api/jobs/valid/cron`, {
    method: 'OPTIONS',
    headers: { origin: FRONTEND, 'access-control-request-method': 'PUT' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(FRONTEND);
  expect(preflight.headers.get('access-control-allow-methods')).toMatch(/PUT, PATCH/);
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/content-type/i);
  expect((await scheduler.api('GET', '/api/jobs', undefined, { origin: FRONTEND })).status).toBe(200);
});

it.each([
  ['X-Forwarded-For', '10.0.0.7'],
  ['X-Forwarded-Host', 'ops.example'],
  ['X-Forwarded-Prefix', '/x'],
  ['X-Real-IP', '10.0.0.7'],
  ['Forwarded', 'for=10.0.0.7'],
  ['Via', '1.1 proxy'],
])(
  'refuses what a proxy passes on while there is no authentication, and says what to set: %s',
  async (name, value) => {
    const answer = await scheduler.api('GET', '/api/me', undefined, { [name]: value });
    expectError(answer, 403, 'ORIGIN_NOT_ALLOWED');
    expect(answer.body.message).toContain('SERVICE_TOKENS');
    expect(answer.body.message).toContain(name.toLowerCase());
  },
);

it.each([
  ['an image', '/api/jobs', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, true],
  ['a link to the API', '/api/jobs', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, true],
  ['a page that may call', '/api/jobs', { 'sec-fetch-mode': 'cors', origin: FRONTEND }, false],
  ['a link to the portal', '/admin/scheduler/jobs', { 'sec-fetch-mode': 'navigate' }, false],
])('refuses pages of other sites all but CORS and links: %s', async (_what, path, headers, isRefused) => {
  const { port } = new URL(scheduler.url);
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    headers: { accept: '*/*', 'sec-fetch-site': 'cross-site', ...headers },
  });
  asked.end();
  const [response] = await once(asked, 'response');
  response.resume();
  expect(response.statusCode === 403).toBe(isRefused);
});

it('says of every answer, errors too, that it is for the caller alone', async () => {
  for (const path of ['/api/jobs', '/api/jobs/absent', '/health', '/nowhere']) {
    const { headers } = await scheduler.api('GET', path);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('cache-control'), path).toBe('private, no-cache');
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
  }
  const { headers } = await scheduler.api('GET', '/api/jobs', undefined, { origin: FRONTEND });
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});

it('answers a request target that is no address with an error of its own and a request id', async () => {
  const { port } = new URL(scheduler.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('GET http://[::1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 404 /);
  expect(answer).toMatch(/x-request-id: /i);
  expect(answer).toContain('ROUTE_NOT_FOUND');
});

it('takes the next request on a connection whose body was too large', async () => {
  const { port } = new URL(scheduler.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answered = async (path: string, method: string, body: string) => {
    const call = request({ host: '127.0.0.1', port, path, method, agent });
    call.write(body); // without a length: sent in chunks
    call.end();
    const [response] = await once(call, 'response');
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  };
  expect(await answered('/api/jobs/register', 'POST', 'x'.repeat(2 * 1024 * 1024))).toBe(413);
  const startedAt = performance.now();
  expect(await answered('/health/live', 'GET', '')).toBe(200);
  expect(performance.now() - startedAt, 'ms until the next answer').toBeLessThan(3_000);
  agent.destroy();
});

it('survives a caller that announces a body and goes away', async () => {
  const { port } = new URL(scheduler.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('POST /api/jobs/register HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"na');
  socket.resume();
  socket.end();
  await once(socket, 'close');
  expect((await scheduler.api('GET', '/health/live')).status).toBe(200);
});

it('is unhealthy while the database takes no writes, although it can be read', async () => {
  const admin = new Client({ connectionString: scheduler.databaseUrl });
  await admin.connect();
  await admin.query('set default_transaction_read_only = false');
  const set = async (readOnly: boolean) => {
    const name = new URL(scheduler.databaseUrl).pathname.slice(1);
    await admin.query(`alter database ${name} set default_transaction_read_only = ${String(readOnly)}`);
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  };
  await set(true);
  await expect.poll(async () => (await scheduler.api('GET', '/api/jobs')).status).toBe(200);
  expect(await scheduler.api('GET', '/health')).toMatchObject({
    status: 503,
    body: { status: 'unhealthy', problems: [expect.stringMatching(/takes no writes.*read-only/)] },
  });
  expectError(await register({ name: 'unwritten' }), 503, 'DATABASE_UNAVAILABLE');
  await set(false);
  await admin.end();
  await expect.poll(async () => (await scheduler.api('GET', '/health')).status).toBe(200);
});

it('answers 503 with Retry-After while the database is away, and is healthy again when it is back', async () => {
  const [variable, address] = scheduler.databaseAddress;
  const target = new URL(address);
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => [near, far].forEach((end) => end.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  const open = async (port: number) => once(proxy.listen(port, '127.0.0.1'), 'listening');
  const shut = () => {
    proxy.close();
    sockets.forEach((socket) => socket.destroy());
  };
  await open(0);
  const { port } = proxy.address() as AddressInfo;
  const proxied = new URL(target);
  proxied.host = `127.0.0.1:${port}`;
  await scheduler.stopProcess();
  await scheduler.startProcess({ [variable]: proxied.href });
  shut();
  const away = await scheduler.api('GET', '/api/jobs');
  expectError(away, 503, 'DATABASE_UNAVAILABLE');
  expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
  expectError(await register({ name: 'too-early' }), 503, 'DATABASE_UNAVAILABLE');
  expect(await scheduler.api('GET', '/health')).toMatchObject({ status: 503, body: { status: 'unhealthy' } });
  expect((await scheduler.api('GET', '/health/ready')).status).toBe(503);
  expect((await scheduler.api('GET', '/health/live')).status).toBe(200);
  await open(port);
  await expect.poll(async () => (await scheduler.api('GET', '/health/ready')).status).toBe(200);
  expect((await scheduler.api('GET', '/api/jobs/too-early')).status).toBe(404);
  await scheduler.stopProcess();
  shut();
});
