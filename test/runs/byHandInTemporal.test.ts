// What people do in the Temporal UI ends in a defined way, and says so.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const start = (workflowId: string, args: unknown[]) =>
  scheduler.temporal.workflow.execute('runJob', { workflowId, taskQueue: 'scheduler', args });

async function completedTasks(workflowId: string, runId?: string) {
  const { events } = await scheduler.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
}

/** Resets a workflow to one of its tasks (0 = the first); resolves to the new run's id. */
async function reset(workflowId: string, task: number, runId: string): Promise<string> {
  const { workflowService, options } = scheduler.temporal;
  const { eventId } = (await completedTasks(workflowId, runId))[task]!;
  const answer = await workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'by hand',
    workflowTaskFinishEventId: eventId!,
    requestId: randomUUID(),
  });
  return answer.runId;
}

it('runs nothing when a workflow is started by hand, and says what to use', async () => {
  for (const [index, args] of [
    [],
    [{}],
    [{ kind: 'occurrence', jobName: 'x', revision: 1, cronExpression: '* * * * *', timeZone: 'UTC' }],
  ].entries()) {
    expect(await start(`by-hand-${index}`, args)).toEqual({
      executionId: null,
      status: 'nothing',
      message: expect.stringContaining('use POST /api/jobs/:jobName/trigger'),
    });
  }
  expect(
    await start('by-hand-unknown', [
      { kind: 'execution', executionId: '0190a000-0000-7000-8000-00000000000f' },
    ]),
  ).toMatchObject({
    status: 'nothing',
    message: expect.stringContaining('has no row'),
  });
  await captureHistory(scheduler.temporal, 'by-hand-0', 'by-hand-nothing');
});

it('does not call the service again when the workflow of a finished execution is reset, wherever', async () => {
  let calls = 0;
  scheduler.service.respondWith(() => {
    calls += 1;
    return calls === 1 ? { status: 500, body: '' } : { body: SUCCESS };
  });
  await scheduler.register({ name: 'finished', retry: { maxAttempts: 2, initialIntervalSeconds: 0.1 } });
  const { body } = await scheduler.api('POST', '/api/jobs/finished/trigger');
  const [row] = await scheduler.history('finished');
  const { workflow_id: workflowId } = row!;
  const tasks = (await completedTasks(workflowId)).length;
  expect(tasks).toBeGreaterThanOrEqual(4);
  for (let task = 0; task < tasks; task += 1) {
    // Each reset makes a new history; what is to be reset is the first run.
    const runId = await reset(workflowId, task, row!.run_id!);
    const outcome = await scheduler.temporal.workflow.getHandle(workflowId, runId).result();
    expect(outcome, `task ${task}`).toMatchObject({ executionId: body.executionId });
    expect(outcome, `task ${task}`).toMatchObject(
      task === 0
        ? { status: 'nothing', message: expect.stringContaining('is already completed') }
        : { status: 'completed' },
    );
    await captureHistory(scheduler.temporal, workflowId, `reset-to-task-${task}`);
  }
  expect(scheduler.service.callsTo('finished')).toHaveLength(2);
  expect(await scheduler.history('finished')).toEqual([row]);
});

it('fails the row of a run that was reset while its call was under way, and sends no second call', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name: 'reset-midway' });
  await scheduler.api('POST', '/api/jobs/reset-midway/trigger', undefined, { prefer: 'respond-async' });
  await arrived.promise;
  const [row] = await scheduler.history('reset-midway');
  await reset(row!.workflow_id, 0, row!.run_id!);
  const ended = await scheduler.execution('reset-midway', ({ status }) => status === 'failed');
  held.release();
  expect(ended.error_message).toMatch(/reset in Temporal.*unknown/);
  expect(scheduler.service.callsTo('reset-midway')).toHaveLength(1);
});

it('knows the end of a run from its row when the workflow was terminated after the service had reported it', async () => {
  scheduler.service.respondWith(() => ({ status: 202, body: {} }));
  await scheduler.register({ name: 'reported' });
  await scheduler.api('POST', '/api/jobs/reported/trigger', undefined, { prefer: 'respond-async' });
  const row = await scheduler.execution('reported', ({ attempts }) => attempts[0]?.accepted_at !== undefined);
  await scheduler.stopProcess();
  await scheduler.temporal.workflow.getHandle(row.workflow_id).terminate('by hand');
  // What is left when Temporal does not hear of a completion that was acknowledged.
  await scheduler.store.endAttempt({ executionId: row.id, attempt: 1, class: 'succeeded', result: SUCCESS });
  await scheduler.startProcess();
  expect(await scheduler.execution('reported', ({ status }) => status !== 'running')).toMatchObject({
    status: 'completed',
    outcome: 'succeeded',
    items_processed: 3,
  });
});
