// Backfills of past occurrences, one after the other, and one-off runs.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { instantInWords } from '../../src/domain/instantInWords.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

/** A day long past, on which hourly jobs have 24 occurrences. */
const DAY = { from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' };
const hours = (count: number) =>
  Array.from({ length: count }, (_, hour) => `2026-01-05T${String(hour).padStart(2, '0')}:00:00.000Z`);
const hourly = (name: string, settings: object = {}) =>
  scheduler.register({ name, cronExpression: '0 * * * *', ...settings });
const backfill = (name: string, body: object, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/jobs/${name}/backfill`, { ...DAY, ...body }, headers);
const instants = (rows: { scheduledFor: string }[]) => rows.map(({ scheduledFor }) => scheduledFor);
const madeUp = async (name: string) =>
  (await scheduler.history(name)).filter(({ origin }) => origin === 'backfill').toReversed();
const until = (id: string, status: string) =>
  expect
    .poll(async () => (await scheduler.api('GET', `/api/backfills/${id}`)).body.backfill, { timeout: 25_000 })
    .toMatchObject({ status });

it('lists what it would make up, and writes nothing', async () => {
  await hourly('listed');
  const { status, body } = await backfill('listed', { dryRun: true, limit: 5 });
  expect(status).toBe(200);
  expect(instants(body.occurrences)).toEqual(hours(5));
  expect(body).toMatchObject({
    message: expect.stringContaining('5 runs of job "listed" would be queued for backfill'),
    continueFrom: '2026-01-05T05:00:00.000Z',
  });
  expect(await scheduler.history('listed')).toEqual([]);
});

it('runs them oldest first and one at a time, whatever the overlap rule', async () => {
  let running = 0;
  let most = 0;
  scheduler.service.respondWith(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
    return { body: SUCCESS };
  });
  await hourly('in-order', { overlap: 'allow' });
  const { status, headers, body } = await backfill('in-order', { limit: 8, userId: 'ana', reason: 'outage' });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/backfills/${body.backfill.id}`);
  expect(body.backfill).toMatchObject({ jobName: 'in-order', total: 8, createdBy: 'ana', reason: 'outage' });
  await until(body.backfill.id, 'completed');
  const calls = scheduler.service.callsTo('in-order');
  expect(calls.map(({ headers: sent }) => sent['x-scheduler-scheduled-for'])).toEqual(hours(8));
  expect(calls.every((call) => call.body.triggeredBy === 'manual')).toBe(true);
  expect(most).toBe(1);
  expect((await madeUp('in-order')).every((row) => row.backfill_id === body.backfill.id)).toBe(true);
  // They are completed now: the next request takes what follows.
  const next = await backfill('in-order', { dryRun: true, limit: 1 });
  expect(instants(next.body.occurrences)).toEqual(['2026-01-05T08:00:00.000Z']);
  const { backfills } = (await scheduler.api('GET', '/api/jobs/in-order/backfills')).body;
  expect(backfills).toMatchObject([{ id: body.backfill.id, status: 'completed', completed: 8, waiting: 0 }]);
});

it('goes on after a failed run, and offers it again', async () => {
  scheduler.service.respondWith(({ headers }) => ({
    body: { ...SUCCESS, success: headers['x-scheduler-scheduled-for'] !== hours(2)[1] },
  }));
  await hourly('one-fails');
  const { body } = await backfill('one-fails', { limit: 3 });
  await until(body.backfill.id, 'completed');
  const again = await backfill('one-fails', { dryRun: true, limit: 1 });
  expect(again.body.occurrences).toEqual([{ scheduledFor: hours(2)[1], status: 'failed' }]);
});

it('lets a run that is triggered meanwhile go before the rest', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await hourly('polite');
  const { body } = await backfill('polite', { limit: 3 });
  await scheduler.execution('polite', ({ status }) => status === 'running');
  const trigger = await scheduler.api('POST', '/api/jobs/polite/trigger', {}, { prefer: 'respond-async' });
  expect(trigger.status).toBe(202);
  await scheduler.execution(
    'polite',
    ({ id, waiting_since }) => id === trigger.body.executionId && waiting_since !== null,
  );
  held.release();
  await until(body.backfill.id, 'completed');
  const order = (await scheduler.history('polite'))
    .toSorted((a, b) => Date.parse(a.started_at!) - Date.parse(b.started_at!))
    .map(({ origin }) => origin);
  expect(order).toEqual(['backfill', 'trigger', 'backfill', 'backfill']);
});

it('is cancelled as a whole: what waits at once, the run under way as soon as its call is aborted', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await hourly('stopped');
  const { body } = await backfill('stopped', { limit: 20 });
  const { id } = body.backfill;
  // A run is running a moment before its call arrives.
  await expect.poll(() => scheduler.service.callsTo('stopped')).toHaveLength(1);
  const cancelled = await scheduler.api('POST', `/api/backfills/${id}/cancel`, {
    userId: 'ana',
    reason: 'wrong day',
  });
  expect(cancelled.body.backfill).toMatchObject({ status: 'cancelling', cancelled: 19, cancelledBy: 'ana' });
  await until(id, 'cancelled');
  held.release();
  expect(scheduler.service.callsTo('stopped')).toHaveLength(1);
  const rows = await madeUp('stopped');
  expect(rows.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'cancelled'));
  expect(rows[19]!.reason).toBe('backfill cancelled by ana: wrong day');
  const actions = (await scheduler.api('GET', '/api/jobs/stopped/events')).body.events.map(
    ({ action }: { action: string }) => action,
  );
  expect(actions.slice(0, 2)).toEqual(['backfill cancelled', 'backfill started']);
});

it('goes on when its next run is cancelled alone, and after a restart', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await hourly('resumed');
  const { body } = await backfill('resumed', { limit: 4 });
  const first = await scheduler.execution('resumed', ({ status }) => status === 'running');
  const second = (await madeUp('resumed'))[1]!;
  await scheduler.api('POST', `/api/executions/${second.id}/cancel`);
  await scheduler.stopProcess();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  held.release();
  await scheduler.startProcess();
  await until(body.backfill.id, 'completed');
  const statuses = (await madeUp('resumed')).map(({ status }) => status);
  // The outcome of the call that the worker left is unknown, and not repeated without a retry rule.
  expect(['completed', 'failed']).toContain(statuses[0]);
  expect(statuses.slice(1)).toEqual(['cancelled', 'completed', 'completed']);
  expect(first.id).toBe((await madeUp('resumed'))[0]!.id);
});

it('waits for a backfill that is under way, and calls the service oldest first', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await hourly('continued');
  const first = await backfill('continued', { limit: 3 });
  const second = await backfill('continued', { from: first.body.continueFrom, limit: 3 });
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  held.release();
  await until(second.body.backfill.id, 'completed');
  await until(first.body.backfill.id, 'completed');
  const calls = scheduler.service
    .callsTo('continued')
    .map((call) => call.headers['x-scheduler-scheduled-for']);
  expect(calls).toEqual(
    [...first.body.occurrences, ...second.body.occurrences].map(({ scheduledFor }) => scheduledFor),
  );
});

it('answers the same backfill to the same Idempotency-Key', async () => {
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await hourly('keyed');
  const key = { 'idempotency-key': 'monday' };
  const first = await backfill('keyed', { limit: 2 }, key);
  const second = await backfill('keyed', { limit: 2 }, key);
  expect(second.body.backfill.id).toBe(first.body.backfill.id);
  expect((await backfill('keyed', { limit: 3 }, key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  await until(first.body.backfill.id, 'completed');
  expect(await madeUp('keyed')).toHaveLength(2);
});

it('refuses a backfill that cannot be run, and says why', async () => {
  await scheduler.register({ name: 'no-schedule' });
  const none = await backfill('no-schedule', {});
  expect(none.status).toBe(409);
  expect(none.body).toMatchObject({
    code: 'NOTHING_TO_BACKFILL',
    message: expect.stringContaining('no occurrence without a completed run'),
  });
  const path = async (body: object) => (await backfill('no-schedule', body)).body.details[0].path;
  expect(await path({ to: '2099-01-01T00:00:00Z' })).toBe('to');
  expect(await path({ to: DAY.from })).toBe('to');
  expect(await path({ limit: 1_001 })).toBe('limit');
  expect(await path({ dryrun: true })).toBe('dryrun');
  const absent = '01900000-0000-7000-8000-000000000000';
  expect((await scheduler.api('GET', `/api/backfills/${absent}`)).body.code).toBe('BACKFILL_NOT_FOUND');
});

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const finished = ({ status }: Execution) => !['queued', 'running'].includes(status);

it('runs once at an instant, asked for by a trigger', async () => {
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.register({ name: 'once' });
  const runAt = soon(2_000);
  const { status, body } = await scheduler.api('POST', '/api/jobs/once/trigger', {
    runAt,
    reason: 'month end',
  });
  expect(status).toBe(202);
  expect(body).toMatchObject({
    scheduledFor: runAt,
    message: `"once" runs once on ${instantInWords(runAt, 'UTC')}`,
  });
  expect((await scheduler.job('once')).nextRunAt).toBe(runAt);
  const workflow = scheduler.temporal.workflow.getHandle(`run:${body.executionId}`);
  expect(await (await workflow.describe()).staticSummary()).toBe(
    `once → test-service, planned for ${runAt.slice(0, 10)} ${runAt.slice(11, 19)} UTC`,
  );
  expect((await scheduler.api('GET', '/api/jobs/once/upcoming')).body.upcoming).toEqual([
    { executionId: body.executionId, scheduledFor: runAt, planned: true },
  ]);
  // The job's slot is free until then.
  expect((await scheduler.api('POST', '/api/jobs/once/trigger', {})).body.result.success).toBe(true);
  const run = await scheduler.execution(
    'once',
    ({ id, status: now }) => id === body.executionId && now === 'completed',
  );
  expect(run).toMatchObject({ origin: 'trigger', scheduled_for: runAt, trigger_reason: 'month end' });
  const lateMs = Date.parse(run.started_at!) - Date.parse(runAt);
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect((await scheduler.job('once')).nextRunAt).toBeNull();
});

it('runs once at an instant that the registration declares; registering again changes nothing', async () => {
  const runAt = soon(2_500);
  const job = await scheduler.register({ name: 'declared-once', runAt });
  expect(job).toMatchObject({ runAt, nextRunAt: runAt, cronExpression: null });
  await scheduler.register({ name: 'declared-once', runAt });
  const run = await scheduler.execution('declared-once', finished);
  expect(run).toMatchObject({ status: 'completed', origin: 'schedule', scheduled_for: runAt });
  const again = await scheduler.register({ name: 'declared-once', runAt });
  expect(again.nextRunAt).toBeNull();
  expect(await scheduler.history('declared-once')).toHaveLength(1);
});

it('moves with an operator’s change, is skipped while disabled, and cancelled with its job', async () => {
  await scheduler.register({ name: 'moved', runAt: soon(3_600_000) });
  const runAt = soon(1_500);
  await scheduler.api('PATCH', '/api/jobs/moved', { runAt });
  expect((await scheduler.execution('moved', finished)).scheduled_for).toBe(runAt);
  expect(await scheduler.history('moved')).toHaveLength(1);
  const past = await scheduler.api('PATCH', '/api/jobs/moved', { runAt: soon(-1_000) });
  expect(past.body.details).toMatchObject([{ path: 'runAt', message: 'must be in the future' }]);

  await scheduler.register({ name: 'off', enabled: false, runAt: soon(1_500) });
  expect((await scheduler.execution('off', finished)).reason).toBe('disabled: job "off" is disabled');

  const planned = await scheduler.api('POST', '/api/jobs/moved/trigger', { runAt: soon(3_600_000) });
  await scheduler.api('DELETE', '/api/jobs/moved');
  const cancelled = await scheduler.execution('moved', ({ id }) => id === planned.body.executionId);
  expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'job deleted' });
});

it('applies the overlap rule when the instant has come', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await scheduler.register({ name: 'busy-then' });
  const planned = await scheduler.api('POST', '/api/jobs/busy-then/trigger', { runAt: soon(1_500) });
  const now = await scheduler.api('POST', '/api/jobs/busy-then/trigger', {}, { prefer: 'respond-async' });
  const skipped = await scheduler.execution(
    'busy-then',
    ({ id, status }) => id === planned.body.executionId && status === 'skipped',
  );
  expect(skipped.reason).toContain(now.body.executionId);
  held.release();
});
