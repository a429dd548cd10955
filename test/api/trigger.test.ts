// The contract of triggers: waiting, preferring not to, repeating, hanging up.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { expectError } from '../support/expectError.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler({ environment: { TEMPORAL_UI_URL: 'http://127.0.0.1:8233' } });
});
afterAll(() => scheduler.stop());
beforeEach(() => scheduler.service.respondWith(() => ({ body: SUCCESS })));

const trigger = (name: string, body?: unknown, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/jobs/${name}/trigger`, body, headers);

it('triggers a disabled job, which stays disabled', async () => {
  await scheduler.register({ name: 'asleep', enabled: false });
  expect(await trigger('asleep')).toMatchObject({ status: 200, body: { result: { success: true } } });
  expect(await scheduler.job('asleep')).toMatchObject({ enabled: false, nextRunAt: null, totalRuns: 1 });
});

it('hands on the error and metadata that the service gave', async () => {
  await scheduler.register({ name: 'tells' });
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

it('waits for a triggered run and answers its result', async () => {
  await scheduler.register({ name: 'waits', config: { size: 1 } });
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
  expect(temporalUrl).toContain(`/workflows/run%3A${body.executionId}/${execution.run_id}/user-metadata`);
});

it.each([null, ''])('takes a user of %j as none', async (userId) => {
  await scheduler.register({ name: 'nobody' });
  await trigger('nobody', { userId });
  expect(scheduler.service.callsTo('nobody').at(-1)?.body).not.toHaveProperty('triggeredByUser');
});

it('answers 200 for a run whose call failed: the scheduler did its work', async () => {
  await scheduler.register({ name: 'fails' });
  scheduler.service.respondWith(() => ({ status: 500, body: 'no' }));
  expect(await trigger('fails')).toMatchObject({
    status: 200,
    body: { result: { success: false, error: expect.any(String) } },
  });
});

it('answers 202 at once or after a while when the caller prefers that, and refuses a second run meanwhile', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  await scheduler.register({ name: 'prefers' });
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
  await scheduler.register({ name: 'idempotent' });
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
  await scheduler.register({ name: 'hangs-up' });
  const caller = new AbortController();
  const call = fetch(`${scheduler.url}/api/jobs/hangs-up/trigger`, { method: 'POST', signal: caller.signal });
  await expect.poll(() => scheduler.service.callsTo('hangs-up').length).toBe(1);
  caller.abort();
  await expect(call).rejects.toThrow(/abort/i);
  held.release();
  await scheduler.execution('hangs-up', ({ status }) => status === 'completed');
});
