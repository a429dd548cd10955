// Runs that wait for others: by the job's overlap rule, by the service's limit, by a paused service, in the order of priority.
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { acceptCalls, report, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

let accepted: ReturnType<typeof acceptCalls>;
beforeEach(async () => {
  accepted = acceptCalls();
  scheduler.service.respondWith(accepted.handler);
  await service({ maxConcurrent: null, paused: false });
});

const service = (change: object) => scheduler.api('PUT', '/api/services/test-service', change);
const finish = async (call: Awaited<ReturnType<typeof accepted.next>>) => {
  await report(call, 'complete', SUCCESS);
  await scheduler.execution(
    call.body.jobName,
    ({ id, status }) => id === call.body.executionId && status === 'completed',
  );
};

async function trigger(name: string): Promise<string> {
  const { status, body } = await scheduler.api(
    'POST',
    `/api/jobs/${name}/trigger`,
    {},
    { prefer: 'respond-async' },
  );
  expect(status, JSON.stringify(body)).toBe(202);
  return body.executionId;
}

const waiting = (name: string, id: string) =>
  scheduler.execution(name, (row) => row.id === id && row.waiting_since !== null);

it('runs queued runs one after the other', async () => {
  await scheduler.register({ name: 'queued', overlap: 'queue' });
  const ids = [await trigger('queued')];
  const first = await accepted.next();
  for (const round of [1, 2]) {
    const id = await trigger('queued');
    expect(await waiting('queued', id), `round ${round}`).toMatchObject({
      status: 'queued',
      started_at: null,
      reason: 'overlap: another run of the job has not ended',
    });
    ids.push(id);
  }
  await finish(first);
  const second = await accepted.next();
  expect(second.body.executionId).toBe(ids[1]);
  expect((await scheduler.history('queued')).map(({ status }) => status).toSorted()).toEqual([
    'completed',
    'queued',
    'running',
  ]);
  await finish(second);
  const third = await accepted.next();
  await finish(third);
  expect(third.body.executionId).toBe(ids[2]);
  const [row] = await scheduler.history('queued');
  expect(row).toMatchObject({ admitted_by: ids[1], reason: null });
  await captureHistory(scheduler.temporal, row!.workflow_id, 'queued-completed');
});

it('lets the newest run cancel the one that is running, and waits for its end', async () => {
  await scheduler.register({ name: 'newest', overlap: 'cancel_running' });
  const oldest = await trigger('newest');
  const first = await accepted.next();
  const between = await trigger('newest');
  const newest = await trigger('newest');
  expect(await report(first, 'progress', {})).toMatchObject({ body: { cancelRequested: true } });
  expect((await scheduler.history('newest'))[0]).toMatchObject({ id: newest, status: 'queued' });
  await report(first, 'complete', { ...SUCCESS, success: false, error: 'stopped' });
  const last = await accepted.next();
  expect(last.body.executionId).toBe(newest);
  await finish(last);
  const rows = new Map((await scheduler.history('newest')).map((row) => [row.id, row]));
  expect(rows.get(oldest)).toMatchObject({
    status: 'cancelled',
    reason: expect.stringContaining('cancelled by scheduler: overlap'),
    reason_code: 'cancelled',
    reason_details: { by: 'scheduler', executionId: expect.any(String), reason: expect.any(String) },
  });
  expect(rows.get(between)).toMatchObject({
    status: 'cancelled',
    reason: expect.stringContaining(`execution ${newest}`),
    reason_code: 'newer_run',
    reason_details: { executionId: newest },
  });
});

it('keeps to the limit of a service over all its jobs, and admits by priority, then age', async () => {
  for (const [name, priority] of [
    ['low', 5],
    ['plain', 3],
    ['urgent', 1],
  ] as const) {
    await scheduler.register({ name, overlap: 'allow', priority });
  }
  expect(await service({ maxConcurrent: 1, userId: 'ana' })).toMatchObject({
    status: 200,
    body: { service: { name: 'test-service', maxConcurrent: 1, updatedBy: 'ana' } },
  });
  await trigger('plain');
  let call = await accepted.next();
  for (const name of ['low', 'plain', 'urgent', 'plain']) await waiting(name, await trigger(name));
  const list = await scheduler.api('GET', '/api/services');
  expect(list.body.services).toContainEqual(
    expect.objectContaining({ name: 'test-service', running: 1, queued: 4 }),
  );
  const order: string[] = [];
  for (let run = 0; run < 4; run += 1) {
    await finish(call);
    call = await accepted.next();
    order.push(call.body.jobName);
    expect((await scheduler.api('GET', '/api/services')).body.services).toContainEqual(
      expect.objectContaining({ running: 1 }),
    );
  }
  await finish(call);
  expect(order).toEqual(['urgent', 'plain', 'plain', 'low']);
});

it('counts a run that waits for its service as running for its own job', async () => {
  await scheduler.register({ name: 'other', overlap: 'allow' });
  await scheduler.register({ name: 'waits' });
  await service({ maxConcurrent: 1 });
  await trigger('other');
  const call = await accepted.next();
  const id = await trigger('waits');
  await waiting('waits', id);
  expect(await scheduler.api('POST', '/api/jobs/waits/trigger')).toMatchObject({
    status: 409,
    body: { executionId: id },
  });
  expect(await scheduler.api('POST', `/api/executions/${id}/cancel`, {})).toMatchObject({ status: 200 });
  await finish(call);
  const { workflow_id } = (await scheduler.store.getExecution({ executionId: id })).execution;
  await captureHistory(scheduler.temporal, workflow_id, 'waiting-cancelled');
  expect(await scheduler.temporal.workflow.getHandle(workflow_id).result()).toMatchObject({
    executionId: id,
  });
  expect(scheduler.service.callsTo('waits')).toEqual([]);
});

it('cancels waiting runs, and their workflows, with their job', async () => {
  await scheduler.register({ name: 'removed', overlap: 'queue' });
  await service({ paused: true });
  const id = await trigger('removed');
  const { workflow_id } = await waiting('removed', id);
  const answer = await scheduler.api('DELETE', '/api/jobs/removed');
  expect(answer).toMatchObject({ status: 200, body: { cancelledExecutionIds: [id] } });
  expect(await scheduler.temporal.workflow.getHandle(workflow_id).result()).toMatchObject({
    executionId: id,
  });
  expect((await scheduler.store.getExecution({ executionId: id })).execution).toMatchObject({
    status: 'cancelled',
    reason: 'job deleted',
  });
});

it('starts nothing of a paused service: due runs are skipped or wait by their overlap rule', async () => {
  await service({ paused: true, reason: 'moving house' });
  await scheduler.register({ name: 'skips', cronExpression: '* * * * * *' });
  await scheduler.register({ name: 'waits-too', cronExpression: '* * * * * *', overlap: 'queue' });
  await scheduler.execution(
    'skips',
    ({ status, reason }) =>
      status === 'skipped' &&
      reason!.startsWith('service_paused: service test-service was paused: moving house'),
  );
  const queued = await scheduler.execution('waits-too', ({ status }) => status === 'queued');
  await scheduler.api('POST', '/api/jobs/skips/disable');
  await scheduler.api('POST', '/api/jobs/waits-too/disable');
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await service({ paused: false });
  await scheduler.execution('waits-too', ({ id, status }) => id === queued.id && status === 'completed');
  await expect
    .poll(async () => (await scheduler.history('waits-too')).filter(({ status }) => status === 'queued'), {
      timeout: 60_000,
    })
    .toEqual([]);
  await captureHistory(scheduler.temporal, queued.workflow_id, 'occurrence-queued-completed');
}, 90_000);

it('gives a waiting occurrence a new workflow when its own is gone, and only then', async () => {
  await service({ paused: true });
  await scheduler.register({ name: 'orphaned', cronExpression: '* * * * * *', overlap: 'queue' });
  const { id, workflow_id } = await scheduler.execution(
    'orphaned',
    ({ waiting_since }) => waiting_since !== null,
  );
  await scheduler.api('POST', '/api/jobs/orphaned/disable');
  const silent = async () => {
    const before = (await scheduler.store.getReconcileState({})).lastSuccessAt!;
    const database = new Client({ connectionString: scheduler.databaseUrl });
    await database.connect();
    await database.query(`update scheduled_jobs set asked_at = now() - interval '10 minutes' where id = $1`, [
      id,
    ]);
    await database.end();
    // The pass under way may have looked before; the one after it has not.
    for (const passes of [1, 2]) {
      const last = (await scheduler.store.getReconcileState({})).lastSuccessAt!;
      await expect
        .poll(async () => (await scheduler.store.getReconcileState({})).lastSuccessAt! > last, {
          timeout: 20_000,
        })
        .toBe(true);
      expect(last >= before, `pass ${passes}`).toBe(true);
    }
  };
  await silent();
  await expect(scheduler.temporal.workflow.getHandle(`run:${id}`).describe()).rejects.toThrow('not found');

  await scheduler.temporal.workflow.getHandle(workflow_id).terminate('by hand');
  await silent();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await service({ paused: false });
  const row = await scheduler.execution('orphaned', (one) => one.id === id && one.status === 'completed');
  expect(row.workflow_id).toBe(`run:${id}`);
  expect(scheduler.service.callsTo('orphaned').filter(({ body }) => body.executionId === id)).toHaveLength(1);
}, 90_000);

it('refuses limits and fields that mean nothing', async () => {
  expect(await service({ maxConcurrent: 0 })).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED' },
  });
  expect(await service({ maxconcurrent: 3 })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('did you mean "maxConcurrent"?') },
  });
  expect(await scheduler.api('PUT', '/api/services/no%20name', { paused: true })).toMatchObject({
    status: 400,
  });
});
