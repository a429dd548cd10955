// Cancelling: who asked and why is in the row, the call is aborted soon, and the slot is held until it has ended.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const cancel = (id: string, body: object = { userId: 'ana', reason: 'wrong data' }) =>
  scheduler.api('POST', `/api/executions/${id}/cancel`, body);

it('aborts the call of a running execution within 5 s and records who and why', async () => {
  const arrived = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  const held = holdCalls();
  scheduler.service.respondWith((call, response) => {
    response.once('close', () => hungUp.resolve());
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name: 'long' });
  const trigger = scheduler.api('POST', '/api/jobs/long/trigger');
  await arrived.promise;
  const [{ id } = { id: '' }] = await scheduler.history('long');
  const askedAt = Date.now();
  expect(await cancel(id)).toMatchObject({
    status: 202,
    body: { executionId: id, status: 'running', message: expect.stringContaining('is being cancelled') },
  });
  expect(await scheduler.api('POST', '/api/jobs/long/trigger'), 'the slot is held').toMatchObject({
    status: 409,
  });
  await hungUp.promise;
  expect(Date.now() - askedAt).toBeLessThan(5_000);
  expect((await trigger).body).toMatchObject({ message: 'job "long" cancelled', result: { success: false } });
  expect((await scheduler.history('long'))[0]).toMatchObject({
    status: 'cancelled',
    outcome: 'cancelled',
    reason: 'cancelled by ana: wrong data',
    cancel_requested_at: expect.any(String),
    cancel_requested_by: 'ana',
    cancel_reason: 'wrong data',
  });
  expect((await scheduler.api('GET', '/api/jobs/long/events')).body.events[0]).toMatchObject({
    actor: 'ana',
    action: 'run cancelled',
    after: { executionId: id },
    reason: 'wrong data',
  });
  expect(await scheduler.job('long')).toMatchObject({
    totalRuns: 1,
    failedRuns: 0,
    lastRunStatus: 'cancelled',
  });
  held.release();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  expect(await scheduler.api('POST', '/api/jobs/long/trigger'), 'the slot is free').toMatchObject({
    status: 200,
  });
});

it('cancels a queued execution at once, and no call is made', async () => {
  await scheduler.register({ name: 'not-begun' });
  await scheduler.stopProcess();
  const { run } = await scheduler.store.acceptTrigger({
    executionId: '0190a000-0000-7000-8000-000000000002',
    jobName: 'not-begun',
    triggeredBy: 'manual',
    requestHash: '',
  });
  await scheduler.startProcess({ ROLE: 'api' });
  expect(await cancel(run.executionId, {})).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  await scheduler.restart();
  expect(await scheduler.api('POST', '/api/jobs/not-begun/trigger')).toMatchObject({ status: 200 });
  expect(scheduler.service.callsTo('not-begun')).toHaveLength(1);
  expect(await scheduler.history('not-begun')).toMatchObject([
    { status: 'completed' },
    { status: 'cancelled', reason: 'cancelled by anonymous', started_at: null },
  ]);
});

it('refuses what has finished, what does not exist and fields it does not know', async () => {
  const [{ id } = { id: '' }] = await scheduler.history('not-begun');
  expect(await cancel(id)).toMatchObject({
    status: 409,
    body: { code: 'EXECUTION_ALREADY_FINISHED', details: { status: 'completed' } },
  });
  expect(await cancel('0190a000-0000-7000-8000-00000000000f')).toMatchObject({
    status: 404,
    body: { code: 'EXECUTION_NOT_FOUND' },
  });
  expect(await cancel(id, { reasn: 'x' })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('did you mean "reason"?') },
  });
});
