// The same action on many jobs: an answer per job, and none is left out for another's sake.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

const NAMES = Array.from({ length: 12 }, (_, index) => `bulk-${String(index).padStart(2, '0')}`);

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await Promise.all(NAMES.map((name) => scheduler.register({ name, cronExpression: '0 3 * * *' })));
});
afterAll(() => scheduler.stop());

const bulk = (body: object) => scheduler.api('POST', '/api/jobs/bulk', body);

it('disables many jobs with a reason, and says which do not exist', async () => {
  const { status, body } = await bulk({
    action: 'disable',
    names: [...NAMES, 'absent'],
    reason: 'moving',
    userId: 'ana',
  });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { success: false, message: '12 of 13 jobs are disabled', bulkId: expect.any(String) },
  });
  expect(body.results).toEqual([
    {
      name: 'absent',
      success: false,
      code: 'JOB_NOT_FOUND',
      message: expect.stringContaining('"absent" is not registered'),
    },
    ...NAMES.map((name) => ({ name, success: true, schedule: 'applied', nextRunAt: null })),
  ]);
  for (const name of NAMES) {
    const { state } = await scheduler.temporal.schedule.getHandle(`job:${name}`).describe();
    expect(state.paused).toBe(true);
  }
  expect((await scheduler.store.listEvents({ jobName: NAMES[0]! })).events[0]).toMatchObject({
    actor: 'ana',
    action: 'disabled',
    reason: 'moving',
  });
});

it('enables and pauses them, and triggers them without waiting', async () => {
  expect(await bulk({ action: 'enable', names: NAMES })).toMatchObject({ body: { success: true } });
  const until = '2099-01-01T00:00:00.000Z';
  expect(await bulk({ action: 'disable', names: NAMES.slice(0, 2), until })).toMatchObject({
    body: { success: true },
  });
  expect(await scheduler.job(NAMES[1]!)).toMatchObject({ enabled: true, pausedUntil: until });
  const { body } = await bulk({ action: 'trigger', names: [...NAMES, 'absent'] });
  expect(body.results[0]).toMatchObject({ name: 'absent', success: false, code: 'JOB_NOT_FOUND' });
  for (const { name, executionId } of body.results.slice(1)) {
    await scheduler.execution(name, ({ id, status }) => id === executionId && status === 'completed');
  }
});

it('makes opposite bulk changes at once without a deadlock, and both stores agree in the end', async () => {
  const actions = ['enable', 'disable', 'enable', 'disable', 'enable', 'disable'];
  const answers = await Promise.all(
    actions.map((action, index) => bulk({ action, names: index % 2 ? NAMES : NAMES.toReversed() })),
  );
  expect(answers.map(({ status, body }) => [status, body.success])).toEqual(actions.map(() => [200, true]));
  for (const name of NAMES) {
    await expect.poll(async () => (await scheduler.job(name)).schedule).toBe('applied');
    const { enabled } = await scheduler.job(name);
    const { state } = await scheduler.temporal.schedule.getHandle(`job:${name}`).describe();
    expect(state.paused).toBe(!enabled);
  }
});

it('deletes them, and refuses what means nothing', async () => {
  expect(await bulk({ action: 'delete', names: NAMES })).toMatchObject({ body: { success: true } });
  expect(await scheduler.api('GET', `/api/jobs/${NAMES[0]}`)).toMatchObject({ status: 404 });
  expect(await bulk({ action: 'restart', names: NAMES })).toMatchObject({ status: 400 });
  expect(await bulk({ action: 'enable', names: [] })).toMatchObject({ status: 400 });
  expect(await bulk({ action: 'enable', names: NAMES, until: '2099-01-01T00:00:00Z' })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('goes with the action "disable" only') },
  });
});

it('says how many of the runs that it accepted wait for a slot', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  const names = Array.from({ length: 6 }, (_, index) => `waiting-${index}`);
  await Promise.all(names.map((name) => scheduler.register({ name })));
  await scheduler.api('PUT', '/api/services/test-service', { maxConcurrent: 2 });
  const { body } = await bulk({ action: 'trigger', names: names.slice(0, 5) });
  expect(body.message).toBe('5 runs are accepted; 3 of them wait for a slot');
  const waits = body.results.filter((result: { waits: string | null }) => result.waits === 'service_limit');
  expect(waits).toHaveLength(3);
  const one = await scheduler.api('POST', `/api/jobs/${names[5]}/trigger`, undefined, {
    prefer: 'respond-async',
  });
  expect(one).toMatchObject({
    status: 202,
    body: {
      waits: 'service_limit',
      message: expect.stringContaining('and waits: its service is at its limit of concurrent runs'),
    },
  });
  held.release();
  await scheduler.api('PUT', '/api/services/test-service', { maxConcurrent: null });
});
