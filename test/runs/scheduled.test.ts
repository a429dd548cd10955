// The life of a job on the running stack: registered, fired, changed, disabled, deleted.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

const EVERY_SECOND = '* * * * * *';
const NEVER_TODAY = '0 0 29 2 *';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());
beforeEach(() => scheduler.service.respondWith(() => ({ body: SUCCESS })));

it('calls a registered job on schedule with the agreed headers and body, and records the run', async () => {
  const job = await scheduler.register({ name: 'fires', cronExpression: EVERY_SECOND, config: { depth: 2 } });
  expect(job).toMatchObject({ schedule: 'applied', nextRunAt: expect.any(String) });
  const run = await scheduler.execution('fires', ({ status }) => status === 'completed');
  const call = scheduler.service.calls.find(({ body }) => body.executionId === run.id);
  expect(call).toMatchObject({
    path: '/jobs/run',
    body: { jobName: 'fires', config: { depth: 2 }, executionId: run.id, triggeredBy: 'scheduler' },
    headers: {
      'x-scheduler-execution-id': run.id,
      'x-scheduler-attempt': '1',
      'idempotency-key': run.id,
      'x-scheduler-scheduled-for': run.scheduled_for,
    },
  });
  expect(call?.body).not.toHaveProperty('triggeredByUser');
  expect(run).toMatchObject({
    origin: 'schedule',
    triggered_by: 'scheduler',
    items_processed: 3,
    items_succeeded: 2,
    items_failed: 1,
    duration_ms: expect.any(Number),
    attempts: [{ attempt: 1, class: 'succeeded', http_status: 200 }],
  });
  expect(await scheduler.job('fires')).toMatchObject({
    totalRuns: expect.any(Number),
    lastRunAt: expect.any(String),
  });
  await captureHistory(scheduler.temporal, run.workflow_id, 'occurrence-completed');
});

it('explains the run in the Temporal UI: search attributes, summary, details', async () => {
  const run = await scheduler.execution('fires', ({ status }) => status === 'completed');
  const description = await scheduler.temporal.workflow.getHandle(run.workflow_id, run.run_id!).describe();
  expect(description.searchAttributes).toMatchObject({
    ExecutionId: [run.id],
    JobName: ['fires'],
    Service: ['test-service'],
    Origin: ['schedule'],
  });
  expect(await description.staticSummary()).toBe('fires → test-service');
  expect(await description.staticDetails()).toContain('/admin/scheduler/jobs/fires');
});

it('leaves late instants of a job with several a minute to the ledger, which starts them in order', async () => {
  await scheduler.register({ name: 'by-minute', cronExpression: '0 * * * * *' });
  const catchupOf = async (name: string) =>
    (await scheduler.temporal.schedule.getHandle(`job:${name}`).describe()).policies.catchupWindow;
  expect(await catchupOf('fires')).toBe(10_000);
  expect(await catchupOf('by-minute')).toBe(60_000);
});

it('stops firing when disabled, resumes when enabled, and shows the next run accordingly', async () => {
  await scheduler.register({ name: 'switch', cronExpression: EVERY_SECOND });
  await scheduler.execution('switch', ({ status }) => status === 'completed');
  const disabled = await scheduler.api('POST', '/api/jobs/switch/disable', {
    reason: 'maintenance',
    userId: 'ana',
  });
  expect(disabled).toMatchObject({ status: 200, body: { schedule: 'applied' } });
  expect(await scheduler.job('switch')).toMatchObject({ enabled: false, nextRunAt: null });
  const disabledAt = (await scheduler.api('GET', '/api/jobs/switch/events')).body.events[0].at;
  const twoSecondsLater = new Date(Date.parse(disabledAt) + 2_000).toISOString();
  await scheduler.execution('fires', ({ scheduled_for }) => scheduled_for! > twoSecondsLater);
  const late = (await scheduler.history('switch')).filter(({ scheduled_for }) => scheduled_for! > disabledAt);
  expect(late).toEqual([]);
  await scheduler.api('POST', '/api/jobs/switch/enable');
  await scheduler.execution('switch', ({ scheduled_for }) => scheduled_for! > disabledAt);
});

it("keeps an admin's cron edit and disable when the service registers again", async () => {
  await scheduler.register({ name: 'edited', cronExpression: NEVER_TODAY });
  await scheduler.api('PUT', '/api/jobs/edited/cron', { cronExpression: '30 4 * * *', userId: 'ana' });
  await scheduler.api('POST', '/api/jobs/edited/disable', { userId: 'ana' });
  const again = await scheduler.register({ name: 'edited', cronExpression: NEVER_TODAY });
  expect(again).toMatchObject({
    cronExpression: '30 4 * * *',
    enabled: false,
    declared: { cronExpression: NEVER_TODAY, enabled: true },
    overrides: { cronExpression: '30 4 * * *', enabled: false },
  });
});

it('moves the next fire when the cron expression is edited', async () => {
  await scheduler.register({ name: 'moved', cronExpression: NEVER_TODAY });
  const answer = await scheduler.api('PUT', '/api/jobs/moved/cron', { cronExpression: EVERY_SECOND });
  expect(answer.body).toMatchObject({ cronExpression: EVERY_SECOND, schedule: 'applied' });
  await scheduler.execution('moved', ({ status }) => status === 'completed');
});

it('stops firing when deleted, keeps the history, and comes back when registered again', async () => {
  await scheduler.register({ name: 'deleted', cronExpression: EVERY_SECOND });
  await scheduler.execution('deleted', ({ status }) => status === 'completed');
  await scheduler.api('DELETE', '/api/jobs/deleted');
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/trigger'],
    ['POST', '/enable'],
  ] as const) {
    expect((await scheduler.api(method, `/api/jobs/deleted${path}`)).status, `${method} ${path}`).toBe(404);
  }
  for (const path of ['/history', '/stats', '/events']) {
    expect((await scheduler.api('GET', `/api/jobs/deleted${path}`)).status, path).toBe(200);
  }
  await expect(scheduler.temporal.schedule.getHandle('job:deleted').describe()).rejects.toThrow(/not found/i);
  const before = (await scheduler.history('deleted')).length;
  const revived = await scheduler.register({ name: 'deleted', cronExpression: EVERY_SECOND });
  expect(revived.totalRuns).toBeGreaterThan(0);
  await expect
    .poll(async () => (await scheduler.history('deleted')).length, { timeout: 10_000 })
    .toBeGreaterThan(before);
});

it('skips an occurrence while an earlier run is going on, and says which', async () => {
  const held = holdCalls();
  scheduler.service.respondWith((call, response) =>
    call.body.jobName === 'slow' ? held.handler(call, response) : { body: SUCCESS },
  );
  await scheduler.register({ name: 'slow', cronExpression: EVERY_SECOND });
  const skipped = await scheduler.execution('slow', ({ status }) => status === 'skipped');
  const running = (await scheduler.history('slow')).find(({ status }) => status === 'running')!;
  expect(skipped.reason).toContain(running.id);
  expect(skipped).toMatchObject({
    reason_code: 'overlap',
    reason_details: { executionId: running.id, dueAt: running.scheduled_for, status: 'running' },
  });
  expect(scheduler.service.callsTo('slow')).toHaveLength(1);
  held.release();
  await scheduler.execution('slow', ({ id, status }) => id === running.id && status === 'completed');
  await captureHistory(scheduler.temporal, skipped.workflow_id, 'occurrence-skipped');
});

it('runs occurrences side by side when overlap is allowed', async () => {
  const held = holdCalls();
  scheduler.service.respondWith((call, response) =>
    call.body.jobName === 'wide' ? held.handler(call, response) : { body: SUCCESS },
  );
  await scheduler.register({ name: 'wide', cronExpression: EVERY_SECOND, overlap: 'allow' });
  await expect
    .poll(() => scheduler.service.callsTo('wide').length, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(2);
  expect(
    (await scheduler.history('wide')).filter(({ status }) => status === 'running').length,
  ).toBeGreaterThanOrEqual(2);
  await scheduler.api('POST', '/api/jobs/wide/disable');
  held.release();
});

it('records a jittered fire under the instant at which it was due', async () => {
  await scheduler.register({ name: 'jittered', cronExpression: '*/3 * * * * *', jitterSeconds: 2 });
  await expect
    .poll(
      async () => (await scheduler.history('jittered')).filter(({ status }) => status === 'completed').length,
    )
    .toBeGreaterThanOrEqual(2);
  for (const { scheduled_for } of await scheduler.history('jittered')) {
    expect(scheduled_for).toMatch(/:\d\d\.000Z$/);
    expect(new Date(scheduled_for!).getUTCSeconds() % 3).toBe(0);
  }
});

it('ends a fire that is not an occurrence as a no-op, with a sentence', async () => {
  await scheduler.register({ name: 'by-hand', cronExpression: NEVER_TODAY });
  const handle = scheduler.temporal.schedule.getHandle('job:by-hand');
  await handle.trigger();
  await expect
    .poll(async () => (await handle.describe()).info.recentActions.length, { timeout: 10_000 })
    .toBe(1);
  const { workflowId } = (await handle.describe()).info.recentActions[0]!.action.workflow;
  const outcome = await scheduler.temporal.workflow.getHandle(workflowId).result();
  expect(outcome).toMatchObject({ status: 'nothing', message: expect.stringContaining('not an occurrence') });
  expect(await scheduler.history('by-hand')).toEqual([]);
  await captureHistory(scheduler.temporal, workflowId, 'occurrence-nothing');
});

it('keeps schedules and history over a restart', async () => {
  const before = await scheduler.history('fires');
  await scheduler.restart();
  const restartedAt = new Date().toISOString();
  await scheduler.execution(
    'fires',
    ({ status, scheduled_for }) => status === 'completed' && scheduled_for! > restartedAt,
  );
  const after = await scheduler.history('fires');
  expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
});
