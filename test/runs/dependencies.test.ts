// Jobs that run after others: every end of a parent belongs to exactly one run of its child.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencyExecutionId } from '../../src/domain/identifiers.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const after = (...parents: string[]) => parents.map((job) => ({ job, on: 'success' }));
const run = async (name: string): Promise<{ executionId: string }> =>
  (await scheduler.api('POST', `/api/jobs/${name}/trigger`, {})).body;
const patch = (name: string, body: object) => scheduler.api('PATCH', `/api/jobs/${name}`, body);
const graph = async (name: string) => (await scheduler.api('GET', `/api/jobs/${name}/dependencies`)).body;
const ended = ({ status }: { status: string }) => !['queued', 'running'].includes(status);

/** Those named fail, all others succeed. */
function failing(...names: string[]): void {
  scheduler.service.respondWith(({ body }) => ({
    body: names.includes(body.jobName) ? { ...SUCCESS, success: false, error: 'no' } : SUCCESS,
  }));
}

it('runs a chain, and says on each run what it followed', async () => {
  failing();
  await scheduler.register({ name: 'extract' });
  await scheduler.register({ name: 'transform', after: after('extract') });
  await scheduler.register({ name: 'load', after: after('transform') });
  const { executionId } = await run('extract');
  const transform = await scheduler.execution('transform', ended);
  const load = await scheduler.execution('load', ended);
  expect(transform).toMatchObject({
    id: dependencyExecutionId('transform', [executionId]),
    status: 'completed',
    origin: 'dependency',
    triggered_by: 'scheduler',
    parent_execution_ids: [executionId],
  });
  expect(load).toMatchObject({ status: 'completed', parent_execution_ids: [transform.id] });
  expect(scheduler.service.callsTo('load')[0]!.body.triggeredBy).toBe('scheduler');
});

it('fans out and in: the last of the parents starts the child, once', async () => {
  failing();
  const held = holdCalls();
  await scheduler.register({ name: 'root' });
  await scheduler.register({ name: 'left', after: after('root') });
  await scheduler.register({ name: 'right', after: after('root') });
  await scheduler.register({ name: 'join', after: after('left', 'right') });
  scheduler.service.respondWith((call, response) =>
    call.body.jobName === 'right' ? held.handler(call, response) : { body: SUCCESS },
  );
  await run('root');
  const left = await scheduler.execution('left', ended);
  await expect
    .poll(async () => (await graph('join')).edges)
    .toContainEqual(
      expect.objectContaining({ from: 'left', to: 'join', on: 'success', arrivedAt: expect.any(String) }),
    );
  expect(await scheduler.history('join')).toEqual([]);
  held.release();
  const right = await scheduler.execution('right', ended);
  const join = await scheduler.execution('join', ended);
  expect(join.parent_execution_ids).toEqual([left.id, right.id].toSorted());
  expect(await scheduler.history('join')).toHaveLength(1);
  expect((await graph('join')).edges.map((edge: { arrivedAt: string | null }) => edge.arrivedAt)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

it('puts all ends since the last run into the next one, when there are several parents', async () => {
  failing();
  await scheduler.register({ name: 'hourly' });
  await scheduler.register({ name: 'daily' });
  await scheduler.register({ name: 'report', after: after('hourly', 'daily') });
  const parents = [(await run('hourly')).executionId, (await run('hourly')).executionId];
  parents.push((await run('daily')).executionId);
  const report = await scheduler.execution('report', ended);
  expect(report.parent_execution_ids).toEqual(parents.toSorted());
});

it('follows success, failure or any end, as asked', async () => {
  await scheduler.register({ name: 'fragile' });
  await scheduler.register({ name: 'celebrate', after: [{ job: 'fragile' }] });
  await scheduler.register({ name: 'alarm', after: [{ job: 'fragile', on: 'failure' }] });
  await scheduler.register({ name: 'audit', after: [{ job: 'fragile', on: 'any' }] });
  failing('fragile');
  const failed = await run('fragile');
  failing();
  await scheduler.execution('audit', ended);
  const completed = await run('fragile');
  await expect.poll(async () => (await scheduler.history('audit')).filter(ended)).toHaveLength(2);
  const parentsOf = async (name: string) =>
    (await scheduler.history(name)).flatMap((execution) => execution.parent_execution_ids);
  expect(await parentsOf('celebrate')).toEqual([completed.executionId]);
  expect(await parentsOf('alarm')).toEqual([failed.executionId]);
  expect(await parentsOf('audit')).toEqual([completed.executionId, failed.executionId]);
});

it('leaves a skipped row with the reason when the child is disabled or running', async () => {
  const held = holdCalls();
  await scheduler.register({ name: 'feeder' });
  await scheduler.register({ name: 'eater', after: after('feeder') });
  scheduler.service.respondWith((call, response) =>
    call.body.jobName === 'eater' ? held.handler(call, response) : { body: SUCCESS },
  );
  await run('feeder');
  const first = await scheduler.execution('eater', ({ status }) => status === 'running');
  await run('feeder');
  const overlapping = await scheduler.execution('eater', ({ status }) => status === 'skipped');
  expect(overlapping.reason).toContain(first.id);
  held.release();
  await scheduler.execution('eater', ({ status }) => status === 'completed');
  await scheduler.api('POST', '/api/jobs/eater/disable');
  const { executionId } = await run('feeder');
  expect(
    await scheduler.execution('eater', ({ parent_execution_ids: [parent] }) => parent === executionId),
  ).toMatchObject({ status: 'skipped', reason: 'disabled: job "eater" is disabled' });
});

it('queues one run per end when the overlap rule is queue', async () => {
  failing();
  await scheduler.register({ name: 'burst', overlap: 'allow' });
  await scheduler.register({ name: 'steady', overlap: 'queue', after: after('burst') });
  const parents = await Promise.all(Array.from({ length: 8 }, async () => (await run('burst')).executionId));
  await expect.poll(async () => (await scheduler.history('steady')).filter(ended)).toHaveLength(8);
  const rows = await scheduler.history('steady');
  expect(rows.every(({ status }) => status === 'completed')).toBe(true);
  expect(rows.flatMap((row) => row.parent_execution_ids).toSorted()).toEqual(parents.toSorted());
});

it('accepts a parent that is not registered yet, with a warning, and ignores one that was deleted', async () => {
  failing();
  const early = await scheduler.api('POST', '/api/jobs/register', {
    name: 'early',
    jobType: 'other',
    service: 'test-service',
    endpoint: '/jobs/run',
    cronExpression: null,
    after: after('late', 'gone'),
  });
  expect(early.body).toMatchObject({ success: true });
  expect(early.body.warnings).toMatchObject([
    { code: 'PARENT_NOT_REGISTERED', message: expect.stringContaining('"late"') },
    { code: 'PARENT_NOT_REGISTERED', message: expect.stringContaining('"gone"') },
  ]);
  await scheduler.register({ name: 'gone' });
  await scheduler.register({ name: 'late' });
  await run('late');
  await scheduler.api('DELETE', '/api/jobs/gone');
  expect((await scheduler.execution('early', ended)).status).toBe('completed');
  expect((await graph('early')).nodes).toContainEqual(
    expect.objectContaining({ name: 'gone', registered: false }),
  );
});

it('shows the whole graph around a job', async () => {
  const { job, nodes, edges, truncated } = await graph('transform');
  expect({ job, truncated }).toEqual({ job: 'transform', truncated: false });
  expect(nodes.map(({ name }: { name: string }) => name)).toEqual(['extract', 'load', 'transform']);
  expect(nodes[0]).toMatchObject({ registered: true, lastRunStatus: 'completed', running: 0, queued: 0 });
  const lastEnd = {
    executionId: expect.any(String),
    status: 'completed',
    at: expect.any(String),
    counts: true,
  };
  expect(edges).toEqual([
    { from: 'transform', to: 'load', on: 'success', arrivedAt: null, lastEnd },
    { from: 'extract', to: 'transform', on: 'success', arrivedAt: null, lastEnd },
  ]);
  expect((await scheduler.api('GET', '/api/jobs/none/dependencies')).body.code).toBe('JOB_NOT_FOUND');
});

describe('cycles', () => {
  it('are refused with the cycle spelled out', async () => {
    await scheduler.register({ name: 'a' });
    await scheduler.register({ name: 'b', after: after('a') });
    await scheduler.register({ name: 'c', after: after('b') });
    const refused = await patch('a', { after: after('c') });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      code: 'DEPENDENCY_CYCLE',
      message: expect.stringContaining('a runs after c, c runs after b, b runs after a'),
      details: { cycle: ['a', 'c', 'b', 'a'] },
    });
    expect((await scheduler.job('a')).after).toEqual([]);
    expect((await patch('a', { after: after('a') })).body.code).toBe('DEPENDENCY_CYCLE');
  });

  it('are refused when two registrations at once would close one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [`one-${round}`, `two-${round}`];
      await Promise.all([scheduler.register({ name: one }), scheduler.register({ name: two })]);
      const answers = await Promise.all([
        patch(one, { after: after(two) }),
        patch(two, { after: after(one) }),
      ]);
      expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '400']);
    }
  });
});

it('starts the child after a crash between the end of the parent and the start of the child', async () => {
  failing();
  await scheduler.register({ name: 'crashed' });
  await scheduler.register({ name: 'survivor', after: after('crashed') });
  const executionId = '01900000-0000-7000-8000-000000000001';
  await scheduler.stopProcess();
  // What a process that dies after its call to finish_execution leaves behind.
  await scheduler.store.acceptTrigger({
    executionId,
    jobName: 'crashed',
    triggeredBy: 'manual',
    requestHash: '',
  });
  const lost = { executionId, workflowId: `run:${executionId}`, runId: 'of a worker that is gone' };
  await scheduler.store.beginExecution({ kind: 'execution', ...lost });
  await scheduler.store.finishExecution({ executionId, status: 'completed' });
  await scheduler.startProcess();
  expect((await scheduler.execution('survivor', ended)).parent_execution_ids).toEqual([executionId]);
});
