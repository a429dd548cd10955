// Many callers at once: nothing acknowledged is lost, and the last edit is in force in both stores.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const many = <T>(count: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));

it('loses none of 20 concurrent triggers of 20 jobs', async () => {
  await many(20, (index) => scheduler.register({ name: `many-${index}` }));
  const answers = await many(20, (index) => scheduler.api('POST', `/api/jobs/many-${index}/trigger`));
  expect(answers.map(({ status, body }) => [status, body.result.success])).toEqual(
    answers.map(() => [200, true]),
  );
  for (let index = 0; index < 20; index += 1) {
    expect(scheduler.service.callsTo(`many-${index}`), `many-${index}`).toHaveLength(1);
  }
});

it('lets one of ten concurrent triggers of one job run, and refuses the others with its id', async () => {
  await scheduler.register({ name: 'one' });
  const answers = await many(10, () => scheduler.api('POST', '/api/jobs/one/trigger'));
  const accepted = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 409);
  expect(accepted.length + refused.length).toBe(10);
  expect(accepted.length).toBe(scheduler.service.callsTo('one').length);
  expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'JOB_ALREADY_RUNNING'));
});

it('loses neither when disable and trigger come at once', async () => {
  await scheduler.register({ name: 'both', cronExpression: '0 0 * * *' });
  const [disable, trigger] = await Promise.all([
    scheduler.api('POST', '/api/jobs/both/disable'),
    scheduler.api('POST', '/api/jobs/both/trigger'),
  ]);
  expect([disable.status, trigger.status]).toEqual([200, 200]);
  expect(trigger.body.result.success).toBe(true);
  expect(await scheduler.job('both')).toMatchObject({ enabled: false, schedule: 'applied', totalRuns: 1 });
  const { state } = await scheduler.temporal.schedule.getHandle('job:both').describe();
  expect(state.paused).toBe(true);
});

it('ends ten concurrent edits of one job with the last one in force in both stores', async () => {
  await scheduler.register({ name: 'contested', cronExpression: '0 0 * * *' });
  const answers = await many(10, (index) =>
    scheduler.api('PUT', '/api/jobs/contested/cron', { cronExpression: `${index} 12 * * *` }),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const job = await scheduler.job('contested');
  expect(job).toMatchObject({ schedule: 'applied', revision: 11 });
  const { action, spec } = await scheduler.temporal.schedule.getHandle('job:contested').describe();
  expect(action.args).toMatchObject([{ revision: 11, cronExpression: job.cronExpression }]);
  expect(spec.calendars?.[0]?.minute).toMatchObject([{ start: Number.parseInt(job.cronExpression!, 10) }]);
});

it('runs a trigger that was acknowledged just before a crash', async () => {
  await scheduler.register({ name: 'crashed' });
  // What is left when the process dies between its commit and the start of the workflow.
  await scheduler.store.acceptTrigger({
    executionId: '0190a000-0000-7000-8000-000000000001',
    jobName: 'crashed',
    triggeredBy: 'manual',
    requestHash: '',
  });
  const run = await scheduler.execution('crashed', ({ status }) => status === 'completed');
  expect(scheduler.service.callsTo('crashed')).toHaveLength(1);
  await captureHistory(scheduler.temporal, run.workflow_id, 'trigger-completed');
});

it('heals a Schedule that was paused, edited or deleted by hand, with an audit event', async () => {
  for (const name of ['hand-paused', 'hand-deleted'])
    await scheduler.register({ name, cronExpression: '0 0 * * *' });
  const { schedule } = scheduler.temporal;
  await schedule.getHandle('job:hand-paused').pause('by hand');
  await schedule.getHandle('job:hand-deleted').delete();
  await expect
    .poll(
      async () => {
        const paused = await schedule.getHandle('job:hand-paused').describe();
        const deleted = await schedule.getHandle('job:hand-deleted').describe();
        return [paused.state.paused, deleted.state.paused];
      },
      { timeout: 15_000 },
    )
    .toEqual([false, false]);
  for (const jobName of ['hand-paused', 'hand-deleted']) {
    await expect
      .poll(async () => (await scheduler.store.listEvents({ jobName })).events[0]?.action, {
        timeout: 10_000,
      })
      .toBe('schedule repaired');
  }
});

it('removes a Schedule of ours that has no job', async () => {
  await scheduler.register({ name: 'orphan', cronExpression: '0 0 * * *' });
  const handle = scheduler.temporal.schedule.getHandle('job:orphan');
  const { action, spec } = await handle.describe();
  await scheduler.api('DELETE', '/api/jobs/orphan');
  await scheduler.temporal.schedule.create({
    scheduleId: 'job:orphan',
    action: { ...action, args: action.args ?? [] },
    spec: { calendars: [{ hour: 5 }], timezone: spec.timezone ?? 'UTC' },
  });
  await expect
    .poll(
      () =>
        handle.describe().then(
          () => 'there',
          () => 'gone',
        ),
      { timeout: 15_000, interval: 200 },
    )
    .toBe('gone');
});
