// The contract of what only reads: lists, history, statistics, audit, upcoming, preview, health.
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../support/expectError.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const trigger = (name: string, body?: unknown, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/jobs/${name}/trigger`, body, headers);

it('counts nothing and has no average for a job that never ran', async () => {
  await scheduler.register({ name: 'never-ran' });
  const { body } = await scheduler.api('GET', '/api/jobs/never-ran/stats');
  expect(body.stats).toMatchObject({ total_executions: 0, total_items_processed: 0, avg_duration_ms: null });
  expect(body.period.days).toBe(30);
  expect(Date.parse(body.period.to) - Date.parse(body.period.from)).toBe(30 * 86_400_000);
  expect((await scheduler.api('GET', '/api/jobs/never-ran/history')).body).toEqual({
    executions: [],
    pagination: { limit: 20, offset: 0, total: 0, hasMore: false },
    nextCursor: null,
  });
});

it('lists all jobs without parameters, and pages of those that match with them', async () => {
  await scheduler.register({ name: 'list-a', displayName: 'Needle one' });
  await scheduler.register({ name: 'list-b', displayName: 'Needle two', enabled: false });
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

it('does not send the list of all jobs again to whoever has it', async () => {
  await scheduler.register({ name: 'listed' });
  const list = async (etag?: string) => {
    const { statusCode, headers, body } = await request(`${scheduler.url}/api/jobs`, {
      headers: { 'accept-encoding': 'gzip', ...(etag && { 'if-none-match': etag }) },
    });
    const bytes = await body.bytes();
    return {
      status: statusCode,
      etag: String(headers['etag']),
      jobs: bytes.length === 0 ? null : JSON.parse(gunzipSync(bytes).toString()).jobs,
    };
  };
  const first = await list();
  expect(first.jobs.length).toBeGreaterThan(0);
  expect(await list(first.etag)).toMatchObject({ status: 304, jobs: null });
  await scheduler.api('PATCH', '/api/jobs/listed', { priority: 1 });
  expect(await list(first.etag)).toMatchObject({ status: 200 });
  const { etag } = await list();
  await trigger('listed');
  expect(await list(etag)).toMatchObject({ status: 200 });
});

it('pages through history in rows named as the columns, and counts them', async () => {
  await scheduler.register({ name: 'pages' });
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
  await scheduler.register({ name: 'audited' });
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
  await scheduler.register({ name: 'upcoming', cronExpression: '0 9 * * *', timeZone: 'Asia/Kolkata' });
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

it('says in a preview what would change, how often it runs, and which jobs share the instant', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `crowd-${index}`);
  await Promise.all(names.map((name) => scheduler.register({ name, cronExpression: '0 4 * * *' })));
  const preview = {
    cronExpression: '0 4,5 * * *',
    jobName: 'crowd-0',
    count: 4,
    compareWith: { cronExpression: '0 4 * * *' },
  };
  const { body } = await scheduler.api('POST', '/api/cron/preview', preview);
  expect(body.runsPerYear).toBe(730);
  for (const { scheduledFor, changed } of body.upcoming) {
    expect(changed).toBe(scheduledFor.includes('T05:') ? true : undefined);
  }
  const alone = { cronExpression: '0 4 * * *', jobName: 'crowd-0' };
  const crowded = (await scheduler.api('POST', '/api/cron/preview', alone)).body;
  expect(crowded.sharing).toEqual({ scheduledFor: crowded.upcoming[0].scheduledFor, otherJobs: 11 });
  expect(crowded.warnings).toMatchObject([
    {
      code: 'SHARED_INSTANT',
      message: expect.stringMatching(/^11 other jobs start at 04:00 UTC; 04:01 UTC is/),
    },
  ]);
  expect(
    (await scheduler.api('POST', '/api/cron/preview', { cronExpression: '0 0 30 2 *' })).body,
  ).toMatchObject({
    upcoming: [],
    sharing: null,
    runsPerYear: 0,
    warnings: [{ code: 'NEVER_FIRES' }],
  });
});

it('warns in a preview of runs that come more often than they usually take', async () => {
  await scheduler.register({ name: 'long-running', cronExpression: '0 4 * * *' });
  scheduler.service.respondWith(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    return { body: SUCCESS };
  });
  await scheduler.api('POST', '/api/jobs/long-running/trigger');
  const preview = { cronExpression: '* * * * * *', jobName: 'long-running' };
  expect((await scheduler.api('POST', '/api/cron/preview', preview)).body.warnings).toMatchObject([
    { code: 'RUNS_OVERLAP', message: expect.stringMatching(/due 1 s apart and usually take [1-9]\.\d s/) },
  ]);
});

it('shows what the H of an expression stands for, in words and instants, and fires by it', async () => {
  const cronExpression = 'H H(1-5) * * *';
  const job = await scheduler.register({ name: 'spread', cronExpression });
  expect(job).toMatchObject({ cronExpression, declared: { cronExpression } });
  const { body: upcoming } = await scheduler.api('GET', '/api/jobs/spread/upcoming?count=3');
  const [minute, hour] = upcoming.resolved.split(' ').map(Number);
  expect(upcoming.resolved).toMatch(/^\d+ [1-5] \* \* \*$/);
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  expect(upcoming.description).toBe(`every day at ${time}`);
  expect(upcoming.upcoming[0]).toEqual({ scheduledFor: job.nextRunAt });
  expect(job.nextRunAt).toContain(`T${time}:00.000Z`);
  const { spec } = await scheduler.temporal.schedule.getHandle('job:spread').describe();
  expect(spec.calendars?.[0]).toMatchObject({ hour: [{ start: hour }], minute: [{ start: minute }] });

  const preview = { cronExpression, jobName: 'spread', count: 3 };
  expect((await scheduler.api('POST', '/api/cron/preview', preview)).body).toMatchObject({
    resolved: upcoming.resolved,
    upcoming: upcoming.upcoming,
  });
  expectError(
    await scheduler.api('POST', '/api/cron/preview', { cronExpression }),
    400,
    'INVALID_CRON',
    /give the name of the job/,
  );
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
    pendingJobs: 0,
    problems: [],
    database: { roundTripMs: expect.any(Number) },
    temporal: { roundTripMs: expect.any(Number) },
    pollersRun: true,
  });
  expect((await scheduler.api('GET', '/health/live')).status).toBe(200);
  expect((await scheduler.api('GET', '/health/ready')).status).toBe(200);
});

it('says in its health that another version has migrated the database', async () => {
  const sql = new Client({ connectionString: scheduler.databaseUrl });
  await sql.connect();
  const becomes = (version: string) =>
    sql.query(`create or replace function scheduler_internal.code_version() returns text
      language sql immutable set search_path = '' as $$ select '${version}' $$`);
  const [major, minor] = (await scheduler.api('GET', '/health')).body.version.split('.').map(Number);

  await becomes(`${major}.${minor + 1}.0`);
  expect((await scheduler.api('GET', '/health')).body).toMatchObject({
    status: 'healthy',
    schema: { codeVersion: `${major}.${minor + 1}.0`, note: expect.stringContaining('goes on') },
    problems: [],
  });
  await becomes(`${major}.${minor + 2}.0`);
  expect((await scheduler.api('GET', '/health')).body).toMatchObject({
    status: 'degraded',
    problems: [expect.stringContaining(`start version ${major}.${minor + 2}.0`)],
  });
  await becomes(`${major}.${minor}.0`);
  expect((await scheduler.api('GET', '/health')).body).toMatchObject({
    status: 'healthy',
    schema: { note: null },
  });
  await sql.end();
});
