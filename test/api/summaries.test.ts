// What a page of all jobs is told: the whole list once, then what has changed.
import { Client } from 'pg';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobSummary } from '../../src/contract/jobSummaries.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { acceptCalls, report, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const FAILURE = { body: { ...SUCCESS, success: false, error: 'disk full\nat line 3' } };

const list = async (since?: string) =>
  (await scheduler.api('GET', `/api/jobs?view=summary${since ? `&since=${since}` : ''}`)).body;
const summary = async (name: string): Promise<JobSummary> =>
  (await scheduler.api('GET', `/api/jobs/${name}/summary`)).body.summary;
const run = (name: string) => scheduler.api('POST', `/api/jobs/${name}/trigger`, {});
const namesOf = (jobs: JobSummary[]) => jobs.map(({ name }) => name);

it('shows a job that has not run yet, in words', async () => {
  await scheduler.register({ name: 'fresh', cronExpression: '0 9 * * MON', timeZone: 'Europe/London' });
  await scheduler.register({ name: 'follower', after: [{ job: 'fresh' }, { job: 'other', on: 'any' }] });
  await scheduler.register({ name: 'by-hand' });
  const fresh = await summary('fresh');
  expect(fresh).toMatchObject({
    scheduleInWords: 'every Monday at 09:00 (Europe/London)',
    status: 'enabled',
    nextRunAt: expect.any(String),
    schedule: 'applied',
    lastRun: null,
    lastFinished: null,
    strip: '',
    running: null,
    runningCount: 0,
    queuedCount: 0,
    failing: null,
    late: false,
    last30Days: {
      completed: 0,
      failed: 0,
      cancelled: 0,
      skipped: 0,
      missed: 0,
      successRate: null,
      avgDurationMs: null,
    },
    overridden: [],
    stopped: null,
  });
  expect((await summary('follower')).scheduleInWords).toBe('after fresh succeeds and other ends');
  expect((await summary('by-hand')).scheduleInWords).toBe('only when triggered');
  expect((await scheduler.api('GET', '/api/jobs/none/summary')).body.code).toBe('JOB_NOT_FOUND');
});

it('counts outcomes, draws the strip and says since when a job fails', async () => {
  await scheduler.register({ name: 'moody' });
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  const success = (await run('moody')).body.executionId;
  scheduler.service.respondWith(() => FAILURE);
  const first = (await run('moody')).body.executionId;
  const second = (await run('moody')).body.executionId;
  const rows = await scheduler.history('moody');
  const dueAt = (id: string) => rows.find((row) => row.id === id)!.queued_at;
  expect(await summary('moody')).toMatchObject({
    strip: 'CFF',
    lastRun: { executionId: second, status: 'failed', error: 'disk full' },
    lastFinished: { executionId: second, status: 'failed' },
    failing: {
      since: dueAt(first),
      inARow: 2,
      firstExecutionId: first,
      latestError: expect.stringContaining('disk full'),
      lastSuccess: { executionId: success, at: dueAt(success) },
    },
    last30Days: { completed: 1, failed: 2, successRate: 1 / 3, avgDurationMs: expect.any(Number) },
  });
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await run('moody');
  expect(await summary('moody')).toMatchObject({ strip: 'CFFC', failing: null });
});

it('shows a run under way with its progress, and who stopped or changed a job', async () => {
  await scheduler.register({ name: 'busy' });
  const { handler, next } = acceptCalls();
  scheduler.service.respondWith(handler);
  const started = await scheduler.api('POST', '/api/jobs/busy/trigger', {}, { prefer: 'respond-async' });
  const call = await next();
  await report(call, 'progress', { percent: 42, message: 'half way' });
  await scheduler.api('POST', '/api/jobs/busy/disable', { userId: 'ana', reason: 'too slow' });
  expect(await summary('busy')).toMatchObject({
    status: 'running',
    strip: 'R',
    enabled: false,
    running: {
      executionId: started.body.executionId,
      attempt: 1,
      progress: { percent: 42, message: 'half way' },
    },
    stopped: { by: 'ana', reason: 'too slow' },
    overridden: ['enabled'],
    overriddenBy: 'ana',
  });
  await report(call, 'complete', SUCCESS);
  await expect.poll(() => summary('busy')).toMatchObject({ status: 'disabled', strip: 'C' });
});

it('does not take what is to come for what has been', async () => {
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.register({ name: 'ahead', cronExpression: '0 4 1 1 *' });
  const done = (await run('ahead')).body.executionId;
  await scheduler.api('POST', '/api/jobs/ahead/skip-next', {});
  await scheduler.api('POST', '/api/jobs/ahead/trigger', { runAt: '2099-01-01T00:00:00.000Z' });
  expect(await summary('ahead')).toMatchObject({
    lastFinished: { executionId: done, status: 'completed' },
    strip: 'C',
    status: 'enabled',
    queuedCount: 0,
  });
  const queued = (await scheduler.api('GET', '/api/executions?job=ahead&status=queued')).body.executions;
  expect(queued).toMatchObject([{ awaits: 'instant', planned: true }]);
});

it('says whose end a job waits for, and that an expression never fires', async () => {
  scheduler.service.respondWith(() => FAILURE);
  await scheduler.register({ name: 'parent' });
  await scheduler.register({ name: 'child', after: [{ job: 'parent' }, { job: 'nobody', on: 'any' }] });
  const failed = (await run('parent')).body.executionId;
  expect((await summary('child')).waitingFor).toEqual([
    { job: 'parent', on: 'success', lastStatus: 'failed', lastAt: expect.any(String), executionId: failed },
    { job: 'nobody', on: 'any', lastStatus: null, lastAt: null, executionId: null },
  ]);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await run('parent');
  expect((await summary('child')).waitingFor).toMatchObject([{ job: 'nobody' }]);
  await scheduler.register({ name: 'never', cronExpression: '0 0 30 2 *' });
  // Until its next run has been looked for, nobody knows.
  await expect.poll(() => summary('never')).toMatchObject({ neverFires: true, nextRunAt: null });
  expect(await summary('ahead')).toMatchObject({ neverFires: false });
});

it('goes on to say that a job fails, and that its run is to stop, while that run is under way', async () => {
  await scheduler.register({ name: 'stubborn', overlap: 'allow' });
  scheduler.service.respondWith(() => FAILURE);
  const bad = (await run('stubborn')).body.executionId;
  const { handler, next } = acceptCalls();
  scheduler.service.respondWith(handler);
  const { executionId } = (
    await scheduler.api('POST', '/api/jobs/stubborn/trigger', {}, { prefer: 'respond-async' })
  ).body;
  const call = await next();
  await report(call, 'progress', { percent: 10 });
  expect(await summary('stubborn')).toMatchObject({
    status: 'running',
    failing: { inARow: 1, firstExecutionId: bad, latestExecutionId: bad },
    running: { executionId, cancelRequestedAt: null },
  });
  await scheduler.api('POST', `/api/executions/${executionId}/cancel`, { userId: 'ana' });
  expect(await summary('stubborn')).toMatchObject({
    running: { cancelRequestedAt: expect.any(String), cancelRequestedBy: 'ana' },
  });
  await report(call, 'complete', SUCCESS);
  await expect.poll(() => summary('stubborn')).toMatchObject({ running: null, failing: null });
});

it('answers what has changed since, and which jobs are gone', async () => {
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  for (const name of ['still', 'changed', 'ran', 'gone']) await scheduler.register({ name });
  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  // As if all of this had been a minute ago: a cursor reaches 10 s back.
  await database.query(`set session_replication_role = replica;
    update job_schedules set changed_at = changed_at - interval '1 minute';
    update scheduled_jobs set changed_at = changed_at - interval '1 minute'`);
  await database.end();
  const { full, jobs, cursor } = await list();
  expect(full).toBe(true);
  expect(namesOf(jobs)).toEqual(expect.arrayContaining(['still', 'changed', 'ran', 'gone']));
  expect((await list(cursor)).jobs).toEqual([]);

  await scheduler.api('PATCH', '/api/jobs/changed', { timeoutSeconds: 30 });
  await run('ran');
  await scheduler.api('DELETE', '/api/jobs/gone');
  const delta = await list(cursor);
  expect({ ...delta, jobs: namesOf(delta.jobs) }).toMatchObject({
    full: false,
    jobs: ['changed', 'ran'],
    deleted: ['gone'],
  });
  expect((await list('nonsense')).full).toBe(true);
});

it('is compressed, and not sent again to whoever has it', async () => {
  const all = await fetch(`${scheduler.url}/api/jobs?view=summary`, {
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(all.headers.get('content-encoding')).toBe('gzip');
  // fetch asks for no cache by itself when it sends If-None-Match.
  const get = async (headers: Record<string, string>) => {
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(`${scheduler.url}/api/jobs/fresh/summary`, {
      headers,
    });
    return { status: statusCode, etag: String(answered['etag']), body: await body.text() };
  };
  const { etag } = await get({});
  expect(await get({ 'if-none-match': etag })).toMatchObject({ status: 304, body: '' });
  await scheduler.api('PATCH', '/api/jobs/fresh', { priority: 1 });
  expect((await get({ 'if-none-match': etag })).status).toBe(200);
});
