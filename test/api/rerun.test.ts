// A finished execution once more: a new one with the same config that names its parent.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
let parent: string;
beforeAll(async () => {
  scheduler = await startTestScheduler();
  await scheduler.register({ name: 'again', config: { day: 'today' } });
  scheduler.service.respondWith(() => ({ status: 500, body: 'boom' }));
  const first = await scheduler.api('POST', '/api/jobs/again/trigger', { config: { day: 'monday' } });
  parent = first.body.executionId;
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
});
afterAll(() => scheduler.stop());

const rerun = (id: string, body?: object, headers?: Record<string, string>) =>
  scheduler.api('POST', `/api/executions/${id}/rerun`, body, headers);

it('repeats a failed execution with its config, and waits for the result', async () => {
  const { status, body } = await rerun(parent, { userId: 'ana', reason: 'disk is free again' });
  expect({ status, body }).toMatchObject({ status: 200, body: { result: { success: true } } });
  expect((await scheduler.history('again'))[0]).toMatchObject({
    id: body.executionId,
    status: 'completed',
    origin: 'trigger',
    parent_execution_ids: [parent],
    config: { day: 'monday' },
    triggered_by: 'manual',
    triggered_by_user: 'ana',
    trigger_reason: 'disk is free again',
  });
});

it('takes another config, an Idempotency-Key and a caller who does not wait', async () => {
  const headers = { prefer: 'respond-async', 'idempotency-key': 'once' };
  const first = await rerun(parent, { config: { day: 'sunday' } }, headers);
  expect(first).toMatchObject({ status: 202, body: { executionId: expect.any(String) } });
  const again = await rerun(parent, { config: { day: 'sunday' } }, headers);
  expect(again.body.executionId).toBe(first.body.executionId);
  const row = await scheduler.execution(
    'again',
    ({ id, status }) => id === first.body.executionId && status === 'completed',
  );
  expect(row.config).toEqual({ day: 'sunday' });
});

it('refuses to repeat what has not finished, what does not exist, and beside another run', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    arrived.resolve();
    return held.handler(call, response);
  });
  const running = await rerun(parent, {}, { prefer: 'respond-async' });
  await arrived.promise;
  expect(await rerun(running.body.executionId)).toMatchObject({
    status: 409,
    body: { code: 'EXECUTION_NOT_FINISHED' },
  });
  expect(await rerun(parent)).toMatchObject({
    status: 409,
    body: { code: 'JOB_ALREADY_RUNNING', executionId: running.body.executionId },
  });
  held.release();
  expect(await rerun('0190a000-0000-7000-8000-00000000000f')).toMatchObject({ status: 404 });
  expect(await rerun(parent, { configuration: {} })).toMatchObject({ status: 400 });
});
