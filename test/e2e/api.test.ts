// The HTTP contract, to the letter, on the running stack.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestScheduler, type ApiAnswer, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

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
    environment: { FRONTEND_URL: FRONTEND, TEMPORAL_UI_URL: 'http://127.0.0.1:8233' },
  });
});
afterAll(() => scheduler.stop());
beforeEach(() => scheduler.service.respondWith(() => ({ body: SUCCESS })));

const register = (changes: object = {}) =>
  scheduler.api('POST', '/api/jobs/register', { ...REGISTRATION, ...changes });
const trigger = (name: string, body?: unknown, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/jobs/${name}/trigger`, body, headers);

function expectError(answer: ApiAnswer, status: number, code: string, message: RegExp = /./): void {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  expect(answer.body).toMatchObject({
    error: expect.any(String),
    code,
    message: expect.stringMatching(message),
    requestId: answer.headers.get('x-request-id'),
  });
}

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
  const { body } = await register({ timezone: 'UTC', retry: { maxAttempts: 3 }, colour: 'red' });
  expect(body.warnings).toEqual([
    { code: 'SETTING_NOT_SUPPORTED', field: 'retry', message: expect.stringContaining('not supported yet') },
    {
      code: 'UNKNOWN_FIELD',
      field: 'timezone',
      message: expect.stringContaining('did you mean "timeZone"?'),
    },
    { code: 'UNKNOWN_FIELD', field: 'colour', message: 'unknown field "colour" was ignored' },
  ]);
});

const refusals: [string, object, string, RegExp][] = [
  ['a missing field', { service: undefined }, 'VALIDATION_FAILED', /service: /],
  ['a bad name', { name: 'no spaces please' }, 'VALIDATION_FAILED', /name: must be 1 to 100 letters/],
  ['an empty cron expression', { cronExpression: '' }, 'VALIDATION_FAILED', /cronExpression/],
  ['a field out of range', { cronExpression: '0 25 * * *' }, 'INVALID_CRON', /hour: 25 is above 23/],
  ['seven fields', { cronExpression: '0 0 0 1 1 * 2030' }, 'INVALID_CRON', /./],
  ['L', { cronExpression: '0 0 L * *' }, 'INVALID_CRON', /day of month/],
  ['@reboot', { cronExpression: '@reboot' }, 'INVALID_CRON', /./],
  ['an unknown zone', { timeZone: 'Europe/Londn' }, 'INVALID_SETTING', /did you mean "Europe\/London"/],
  ['overlap queue', { overlap: 'queue' }, 'INVALID_SETTING', /not supported yet; use "skip" or "allow"/],
  ['an unknown service', { service: 'nobody' }, 'SERVICE_URL_MISSING', /set NOBODY_URL/],
  ["the scheduler's own setting", { service: 'database' }, 'SERVICE_NAME_RESERVED', /DATABASE_URL/],
  ['overlap cancel_running', { overlap: 'cancel_running' }, 'INVALID_SETTING', /not supported yet/],
  ['an unknown overlap', { overlap: 'often' }, 'VALIDATION_FAILED', /overlap/],
  ['an unknown job type', { jobType: 'mail' }, 'VALIDATION_FAILED', /jobType/],
  ['an endless zone', { timeZone: 'x'.repeat(101) }, 'VALIDATION_FAILED', /timeZone/],
  ['another host', { endpoint: '//evil.example/x' }, 'VALIDATION_FAILED', /endpoint/],
  ['a whole address', { endpoint: 'http://evil.example/x' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out of the prefix', { endpoint: '/a/%2e%2e/b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out before a query', { endpoint: '/a/..?b' }, 'VALIDATION_FAILED', /endpoint/],
  ['a way out before a fragment', { endpoint: '/a/..#b' }, 'VALIDATION_FAILED', /endpoint/],
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

it('triggers a disabled job, which stays disabled', async () => {
  await register({ name: 'asleep', enabled: false });
  expect(await trigger('asleep')).toMatchObject({ status: 200, body: { result: { success: true } } });
  expect(await scheduler.job('asleep')).toMatchObject({ enabled: false, nextRunAt: null, totalRuns: 1 });
});

it('hands on the error and metadata that the service gave', async () => {
  await register({ name: 'tells' });
  scheduler.service.respondWith(() => ({
    body: { ...SUCCESS, success: false, error: 'disk full', metadata: { disk: 'sda' } },
  }));
  expect((await trigger('tells')).body.result).toEqual({
    ...SUCCESS,
    success: false,
    error: 'disk full',
    metadata: { disk: 'sda' },
  });
});

it('counts nothing and has no average for a job that never ran', async () => {
  await register({ name: 'never-ran' });
  const { body } = await scheduler.api('GET', '/api/jobs/never-ran/stats');
  expect(body.stats).toMatchObject({ total_executions: 0, total_items_processed: 0, avg_duration_ms: null });
  expect(body.period.days).toBe(30);
  expect(Date.parse(body.period.to) - Date.parse(body.period.from)).toBe(30 * 86_400_000);
  expect((await scheduler.api('GET', '/api/jobs/never-ran/history')).body).toEqual({
    executions: [],
    pagination: { limit: 20, offset: 0, total: 0, hasMore: false },
  });
});

it('says that deletion lasts only until the next registration, and that the history stays', async () => {
  await register({ name: 'goes' });
  const { body } = await trigger('goes');
  const answer = await scheduler.api('DELETE', '/api/jobs/goes');
  expect(answer).toMatchObject({
    status: 200,
    body: { message: expect.stringMatching(/history stays.*registers it again.*disable/) },
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

it('lists all jobs without parameters, and pages of those that match with them', async () => {
  await register({ name: 'list-a', displayName: 'Needle one' });
  await register({ name: 'list-b', displayName: 'Needle two', enabled: false });
  const all = (await scheduler.api('GET', '/api/jobs')).body;
  expect(Object.keys(all)).toEqual(['jobs']);
  expect(all.jobs.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['list-a', 'list-b']),
  );
  const page = (await scheduler.api('GET', '/api/jobs?search=needle&limit=1')).body;
  expect(page).toMatchObject({ jobs: [{ name: 'list-a' }], nextCursor: 'list-a' });
  expect((await scheduler.api('GET', '/api/jobs?search=needle&cursor=list-a')).body.nextCursor).toBeNull();
  expect((await scheduler.api('GET', '/api/jobs?search=needle&status=disabled')).body.jobs).toHaveLength(1);
  const typo = (await scheduler.api('GET', '/api/jobs?serch=needle')).body;
  expect(typo.jobs).toHaveLength(all.jobs.length);
  expect(typo.warnings).toEqual([
    { code: 'UNKNOWN_FIELD', field: 'serch', message: expect.stringContaining('did you mean "search"?') },
  ]);
});

it('waits for a triggered run and answers its result', async () => {
  await register({ name: 'waits', config: { size: 1 } });
  const { status, body } = await trigger('waits', {
    userId: 'not-a-uuid',
    config: { size: 2 },
    reason: 'to see',
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    message: 'job "waits" completed',
    executionId: expect.stringMatching(UUID),
    result: { ...SUCCESS, error: null, metadata: {} },
  });
  expect(scheduler.service.callsTo('waits').at(-1)?.body).toEqual({
    jobName: 'waits',
    config: { size: 2 },
    executionId: body.executionId,
    triggeredBy: 'manual',
    triggeredByUser: 'not-a-uuid',
  });
  expect((await scheduler.job('waits')).config).toEqual({ size: 1 });
  const { execution, temporalUrl } = (await scheduler.api('GET', `/api/executions/${body.executionId}`)).body;
  expect(execution).toMatchObject({
    origin: 'trigger',
    triggered_by_user: 'not-a-uuid',
    trigger_reason: 'to see',
  });
  expect(temporalUrl).toContain(`/workflows/run%3A${body.executionId}/${execution.run_id}/history`);
});

it.each([null, ''])('takes a user of %j as none', async (userId) => {
  await register({ name: 'nobody' });
  await trigger('nobody', { userId });
  expect(scheduler.service.callsTo('nobody').at(-1)?.body).not.toHaveProperty('triggeredByUser');
});

it('answers 200 for a run whose call failed: the scheduler did its work', async () => {
  await register({ name: 'fails' });
  scheduler.service.respondWith(() => ({ status: 500, body: 'no' }));
  expect(await trigger('fails')).toMatchObject({
    status: 200,
    body: { result: { success: false, error: expect.any(String) } },
  });
});

it('answers 202 at once or after a while when the caller prefers that, and refuses a second run meanwhile', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await register({ name: 'prefers' });
  const atOnce = await trigger('prefers', {}, { prefer: 'respond-async, wait=abc' });
  const location = `/api/executions/${atOnce.body.executionId}`;
  expect(atOnce).toMatchObject({ status: 202, body: { message: expect.any(String) } });
  expect(atOnce.headers.get('location')).toBe(location);
  expect(atOnce.headers.get('preference-applied')).toBe('respond-async');
  const second = await trigger('prefers');
  expectError(second, 409, 'JOB_ALREADY_RUNNING');
  expect(second.body.executionId).toBe(atOnce.body.executionId);
  held.release();
  await expect
    .poll(async () => (await scheduler.api('GET', location)).body.execution.status)
    .toBe('completed');
  const heldAgain = holdCalls();
  scheduler.service.respondWith(heldAgain.handler);
  const later = await trigger('prefers', {}, { prefer: 'wait=1' });
  expect(later.status).toBe(202);
  expect(later.headers.get('preference-applied')).toBe('wait=1');
  expect(later.headers.get('location')).toBe(`/api/executions/${later.body.executionId}`);
  heldAgain.release();
  expect((await scheduler.history('prefers')).length).toBe(2);
});

it('answers a repeated Idempotency-Key with the same execution, and refuses it for another request', async () => {
  await register({ name: 'idempotent' });
  const key = { 'idempotency-key': 'order-17' };
  const answers = await Promise.all(
    [1, 2, 3].map(() => trigger('idempotent', { config: { a: 1, b: 2 } }, key)),
  );
  answers.push(await trigger('idempotent', { config: { b: 2, a: 1 } }, key));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.executionId)).size).toBe(1);
  expect(scheduler.service.callsTo('idempotent')).toHaveLength(1);
  expectError(await trigger('idempotent', { config: { a: 2 } }, key), 422, 'IDEMPOTENCY_KEY_REUSED');
});

it('lets the run go on when the caller hangs up', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await register({ name: 'hangs-up' });
  const caller = new AbortController();
  const call = fetch(`${scheduler.url}/api/jobs/hangs-up/trigger`, { method: 'POST', signal: caller.signal });
  await expect.poll(() => scheduler.service.callsTo('hangs-up').length).toBe(1);
  caller.abort();
  await expect(call).rejects.toThrow(/abort/i);
  held.release();
  await scheduler.execution('hangs-up', ({ status }) => status === 'completed');
});

it('pages through history in rows named as the columns, and counts them', async () => {
  await register({ name: 'pages' });
  for (let run = 0; run < 3; run += 1) await trigger('pages');
  const { body } = await scheduler.api('GET', '/api/jobs/pages/history?limit=2&offset=0');
  expect(body.pagination).toEqual({ limit: 2, offset: 0, total: 3, hasMore: true });
  expect(body.executions[0]).toMatchObject({
    job_name: 'pages',
    job_type: 'other',
    triggered_by: 'manual',
    items_processed: 3,
  });
  for (const key of Object.keys(body.executions[0])) expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/);
  const starts = body.executions.map(({ started_at }: { started_at: string }) => started_at);
  expect(starts).toEqual(starts.toSorted().toReversed());
  const rest = (await scheduler.api('GET', '/api/jobs/pages/history?limit=2&offset=2')).body;
  expect(rest).toMatchObject({ executions: [{}], pagination: { hasMore: false } });
  const { stats, period } = (await scheduler.api('GET', '/api/jobs/pages/stats?days=7')).body;
  expect(stats).toMatchObject({
    total_executions: 3,
    successful_executions: 3,
    failed_executions: 0,
    total_items_processed: 9,
  });
  expect(stats.avg_duration_ms).toEqual(expect.any(Number));
  expect(period).toEqual({ days: 7, from: expect.any(String), to: expect.any(String) });
});

it('pages through the audit trail by cursor', async () => {
  await register({ name: 'audited' });
  for (const act of ['disable', 'enable', 'disable'])
    await scheduler.api('POST', `/api/jobs/audited/${act}`, { userId: 'ana' });
  const first = (await scheduler.api('GET', '/api/jobs/audited/events?limit=3')).body;
  expect(first.events.map(({ action }: { action: string }) => action)).toEqual([
    'disabled',
    'enabled',
    'disabled',
  ]);
  const second = (await scheduler.api('GET', `/api/jobs/audited/events?limit=3&cursor=${first.nextCursor}`))
    .body;
  expect(second).toMatchObject({
    events: [{ action: 'registered', actor: 'service:test-service' }],
    nextCursor: null,
  });
});

it('shows upcoming occurrences, and says why there are none', async () => {
  await register({ name: 'upcoming', cronExpression: '0 9 * * *', timeZone: 'Asia/Kolkata' });
  const { body } = await scheduler.api('GET', '/api/jobs/upcoming/upcoming?count=2');
  expect(body.timeZone).toBe('Asia/Kolkata');
  expect(body.upcoming).toEqual(
    [1, 2].map(() => ({ scheduledFor: expect.stringMatching(/T03:30:00.000Z$/) })),
  );
  await scheduler.api('POST', '/api/jobs/upcoming/disable');
  expect((await scheduler.api('GET', '/api/jobs/upcoming/upcoming')).body).toMatchObject({
    upcoming: [],
    message: expect.stringContaining('disabled'),
  });
});

it('previews an expression, strictly', async () => {
  const preview = { cronExpression: '0 9 * * MON', timeZone: 'Europe/London', count: 3 };
  const { body } = await scheduler.api('POST', '/api/cron/preview', preview);
  expect(body.description).toBe('every Monday at 09:00 (Europe/London)');
  expect(body.upcoming).toHaveLength(3);
  expect(body.warnings).toEqual([]);
  expectError(
    await scheduler.api('POST', '/api/cron/preview', { ...preview, zone: 'x' }),
    400,
    'VALIDATION_FAILED',
    /zone/,
  );
  const gap = { cronExpression: '30 1 * * *', timeZone: 'Europe/London' };
  const warned = (await scheduler.api('POST', '/api/cron/preview', gap)).body;
  expect(warned.upcoming).toHaveLength(10);
  expect(warned.warnings).toContainEqual(expect.objectContaining({ code: 'DST_GAP' }));
  for (const [change, code] of [
    [{ cronExpression: '0 25 * * *' }, 'INVALID_CRON'],
    [{ timeZone: 'Mars/Base' }, 'INVALID_SETTING'],
    [{ count: 101 }, 'VALIDATION_FAILED'],
    [{ cronExpression: undefined }, 'VALIDATION_FAILED'],
  ] as const) {
    expectError(await scheduler.api('POST', '/api/cron/preview', { ...preview, ...change }), 400, code);
  }
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

it('reports its health', async () => {
  const { status, body } = await scheduler.api('GET', '/health');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'healthy',
    service: 'scheduler-service',
    timestamp: expect.any(String),
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    jobs: expect.any(Number),
    problems: [],
  });
  expect((await scheduler.api('GET', '/health/live')).status).toBe(200);
  expect((await scheduler.api('GET', '/health/ready')).status).toBe(200);
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
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/content-type/i);
  expect((await scheduler.api('GET', '/api/jobs', undefined, { origin: FRONTEND })).status).toBe(200);
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

it('answers 503 with Retry-After while the database is away, and is healthy again when it is back', async () => {
  const target = new URL(scheduler.databaseUrl);
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
  await scheduler.startProcess({ DATABASE_URL: proxied.href });
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
