// Runs and audit of all jobs, newest first, in pages that new entries do not shift.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
const order: string[] = [];
beforeAll(async () => {
  scheduler = await startTestScheduler();
  scheduler.service.respondWith(({ body }) => ({ body: { ...SUCCESS, success: body.jobName !== 'bad' } }));
  for (const name of ['good', 'bad']) await scheduler.register({ name });
  for (const name of ['good', 'bad', 'good', 'bad', 'good']) order.unshift(await run(name));
});
afterAll(() => scheduler.stop());

async function run(name: string): Promise<string> {
  return (await scheduler.api('POST', `/api/jobs/${name}/trigger`, { userId: 'kim' })).body.executionId;
}
const get = async (path: string) => (await scheduler.api('GET', path)).body;
const ids = ({ executions }: { executions: Execution[] }) => executions.map(({ id }) => id);
const count = async (query: string) => ids(await get(`/api/executions?${query}`)).length;

it('lists the runs of all jobs in pages, which new runs do not shift', async () => {
  const first = await get('/api/executions?limit=2');
  expect(ids(first)).toEqual(order.slice(0, 2));
  order.unshift(await run('good'));
  const second = await get(`/api/executions?limit=2&before=${first.nextCursor}`);
  expect(ids(second)).toEqual(order.slice(3, 5));
  const third = await get(`/api/executions?limit=2&before=${second.nextCursor}`);
  expect(ids(third)).toEqual(order.slice(5));
  expect(third.nextCursor).toBeNull();
});

it('filters runs by job, service, outcome, origin and time', async () => {
  expect(await count('job=good')).toBe(4);
  expect(await count('job=good&job=bad')).toBe(6);
  expect(await count('status=failed')).toBe(2);
  expect(await count('status=failed&job=good')).toBe(0);
  expect(await count('service=test-service&origin=trigger')).toBe(6);
  expect(await count('service=other')).toBe(0);
  expect(await count(`from=${new Date(Date.now() + 60_000).toISOString()}`)).toBe(0);
  expect(await count(`to=${new Date(Date.now() + 60_000).toISOString()}`)).toBe(6);
  const refused = await scheduler.api('GET', '/api/executions?status=lost&before=x');
  expect(refused.status).toBe(400);
  expect(refused.body.details.map(({ path }: { path: string }) => path)).toEqual(['status', 'before']);
});

it('pages and filters the history of one job, by offset as ever and by cursor', async () => {
  const byOffset = await get('/api/jobs/good/history?limit=3&offset=1');
  expect(byOffset.pagination).toEqual({ limit: 3, offset: 1, total: 4, hasMore: false });
  const first = await get('/api/jobs/good/history?limit=3');
  const rest = await get(`/api/jobs/good/history?limit=3&before=${first.nextCursor}`);
  expect([...ids(first), ...ids(rest)]).toEqual(ids(await get('/api/jobs/good/history')));
  expect((await get('/api/jobs/bad/history?status=completed')).executions).toEqual([]);
  expect((await get('/api/jobs/bad/history?status=failed&origin=trigger')).pagination.total).toBe(2);
});

it('gives statistics by day and beside the period before', async () => {
  const { stats, previous, buckets } = await get('/api/jobs/bad/stats?days=7&bucket=day&compare=previous');
  expect(stats).toMatchObject({
    failed_executions: 2,
    success_rate: 0,
    median_duration_ms: expect.any(Number),
    p95_duration_ms: expect.any(Number),
  });
  expect(previous).toMatchObject({ failed_executions: 0, success_rate: null, median_duration_ms: null });
  expect(buckets.reduce((sum: number, { failed }: { failed: number }) => sum + failed, 0)).toBe(2);
  expect(buckets[0].day).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(await get('/api/jobs/bad/stats')).not.toHaveProperty('buckets');
});

it('lists the audit of all jobs, people apart from machines', async () => {
  const byPortal = { 'x-scheduler-client': 'portal' };
  await scheduler.api('POST', '/api/jobs/good/disable', { userId: 'ana', reason: 'maintenance' }, byPortal);
  await scheduler.api('POST', '/api/jobs/bad/disable', { userId: 'ben' });
  const people = await get('/api/events?machine=false');
  expect(people.events).toMatchObject([
    { jobName: 'bad', actor: 'ben', action: 'disabled', source: 'api' },
    {
      jobName: 'good',
      actor: 'ana',
      action: 'disabled',
      reason: 'maintenance',
      source: 'portal',
      before: { enabled: true },
    },
  ]);
  expect(people.machineCount).toBe(2);
  expect((await get('/api/events?machine=true')).events).toMatchObject([
    { jobName: 'bad', action: 'registered', source: 'registration' },
    { jobName: 'good', action: 'registered', source: 'registration' },
  ]);
  expect((await get('/api/events?actor=ana&job=good')).events).toHaveLength(1);
  const first = await get('/api/events?limit=3');
  expect((await get(`/api/events?limit=3&cursor=${first.nextCursor}`)).events).toHaveLength(1);
});

it("takes a name of the scheduler's own parts for a name, in one line", async () => {
  await scheduler.api('POST', '/api/jobs/bad/enable', { userId: 'reconcile\r\n2026-11-25 root' });
  await scheduler.api(
    'POST',
    '/api/jobs/bad/disable',
    { userId: 'reconcile' },
    { 'x-scheduler-client': 'reconcile' },
  );
  expect((await get('/api/events?job=bad&machine=false&limit=2')).events).toMatchObject([
    { actor: 'reconcile', action: 'disabled', source: 'api' },
    { actor: 'reconcile 2026-11-25 root', action: 'enabled', source: 'api' },
  ]);
  const { body } = await scheduler.api('POST', '/api/jobs/good/trigger', { userId: 'an\u2028a\n' });
  expect(await get(`/api/executions/${body.executionId}`)).toMatchObject({
    execution: { triggered_by: 'manual', triggered_by_user: 'an a' },
  });
});

it('says who asks and what this server is', async () => {
  expect(await get('/api/me')).toMatchObject({
    actor: 'anonymous',
    role: 'admin',
    temporalUiUrl: null,
    temporalNamespace: expect.any(String),
    version: expect.stringMatching(/^\d+\./),
    pollFloorMs: 2_000,
  });
});
