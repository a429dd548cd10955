// Each way in which a call can fail ends in a failed row whose message a person can act on.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { holdCalls, type Answer } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

/** Triggers a job of its own; resolves to the answer's result and the row. */
async function run(name: string, settings: object = {}): Promise<{ result: object; row: Execution }> {
  await scheduler.register({ name, ...settings });
  const answer = await scheduler.api('POST', `/api/jobs/${name}/trigger`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { execution } = await scheduler.store.getExecution({ executionId: answer.body.executionId });
  return { result: answer.body.result, row: execution };
}

const RESULT = { success: true, itemsProcessed: 1, itemsSucceeded: 1, itemsFailed: 0 };
const answers: [string, Answer, RegExp][] = [
  ['success-false', { body: { ...RESULT, success: false, error: 'mail server full' } }, /^mail server full$/],
  ['success-false-silent', { body: { ...RESULT, success: false } }, /success: false without an error text/],
  ['http-500', { status: 500, body: 'boom' }, /test-service answered HTTP 500: "?boom/],
  ['http-404', { status: 404, body: {} }, /answered HTTP 404/],
  ['redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, /answered HTTP 302/],
  ['empty', { body: '' }, /without a JobResult: the body is empty/],
  ['not-json', { body: '<html>hello</html>' }, /the body is not JSON \(<html>hello/],
  ['unstorable', { body: { ...RESULT, success: false, error: 'a\0b\ud800' } }, /^a\uFFFDb\uFFFD$/],
  ['wrong-shape', { body: { success: true } }, /itemsProcessed: /],
  ['negative', { body: { ...RESULT, itemsFailed: -1 } }, /itemsFailed: /],
  ['too-large', { body: { metadata: { text: 'x'.repeat(1024 * 1024) }, ...RESULT } }, /more than 1 MiB/],
];

it.each(answers)('records an answer of kind %s as a failed run', async (name, answer, message) => {
  scheduler.service.respondWith(() => answer);
  const { result, row } = await run(name);
  expect(row).toMatchObject({ status: 'failed', error_message: expect.stringMatching(message) });
  expect(row.attempts).toMatchObject([{ attempt: 1, class: 'failed', ended_at: expect.any(String) }]);
  expect(result).toMatchObject({ success: false, error: row.error_message });
  expect(await scheduler.job(name)).toMatchObject({ failedRuns: 1, totalRuns: 1, lastRunStatus: 'failed' });
  if (name === 'http-500') await captureHistory(scheduler.temporal, row.workflow_id, 'trigger-failed');
});

it('takes a success for what it is, whatever comes with it', async () => {
  const odd = [
    '"metadata":{"k\\u0000":1,"k\\ud800":["\\u0000"],"__proto__":{"id":1e400}}',
    `"metadata":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
    `"metadata":{"n":${'9'.repeat(140_000)}}`,
    `"metadata":["not an object"],"error":{"code":7}`,
    `"metadata":{"text":"${'x'.repeat(1024 * 1024)}"}`,
    `"itemsProcessed":9007199254740993`,
  ];
  const result = JSON.stringify(RESULT).slice(0, -1);
  scheduler.service.respondWith(() => ({ body: `${result},${odd.shift()}}` }));
  await scheduler.register({ name: 'odd', overlap: 'queue', retry: { maxAttempts: 3 } });
  for (let count = odd.length; count > 0; count -= 1) {
    const { body } = await scheduler.api('POST', '/api/jobs/odd/trigger');
    expect(body.result, JSON.stringify(body)).toMatchObject({ success: true });
  }
  expect(scheduler.service.callsTo('odd'), 'each of them once').toHaveLength(6);
  const rows = (await scheduler.history('odd')).toReversed();
  expect(rows.map(({ outcome, items_processed: items }) => [outcome, items])).toEqual([
    ...Array.from({ length: 5 }, () => ['succeeded', 1]),
    ['succeeded', null],
  ]);
  expect(JSON.stringify(rows[0]?.metadata)).toBe('{"k\uFFFD":["\uFFFD"],"__proto__":{"id":"1e400"}}');
  expect(JSON.stringify(rows[1]?.metadata)).toContain('nested deeper than 100 levels');
  expect(rows[2]?.metadata).toEqual({ n: expect.stringMatching(/^9{100}… \(140,000 characters\)$/) });
  expect(rows[3]).toMatchObject({
    metadata: { value: ['not an object'] },
    attempts: [{ note: expect.stringContaining('metadata was not an object') }],
  });
  expect(rows[4]?.metadata).toEqual({ truncated: true, moreThanBytes: 1024 * 1024 });
  expect(rows[5]?.attempts).toMatchObject([
    { note: 'itemsProcessed was 9007199254740993 and is not recorded: a count is at most 10^12' },
  ]);
});

it('takes error and metadata of null, and keeps metadata up to 256 KiB', async () => {
  scheduler.service.respondWith(() => ({ body: { ...RESULT, error: null, metadata: null } }));
  expect((await run('nulls')).result).toEqual({ ...RESULT, error: null, metadata: {} });
  scheduler.service.respondWith(() => ({ body: { ...RESULT, metadata: { text: 'x'.repeat(300 * 1024) } } }));
  expect((await run('much-metadata')).row.metadata).toEqual({
    truncated: true,
    originalBytes: expect.any(Number),
  });
});

it('gives up on a call after the timeout, and says that its outcome is unknown', async () => {
  const held = holdCalls();
  scheduler.service.respondWith(held.handler);
  const { row } = await run('timeout', { timeoutSeconds: 1 });
  held.release();
  expect(row).toMatchObject({
    status: 'failed',
    error_message: expect.stringMatching(/did not answer within 1 s.*unknown/),
  });
  expect(row.attempts).toMatchObject([{ class: 'unknown' }]);
  await captureHistory(scheduler.temporal, row.workflow_id, 'trigger-timeout');
});

it('says that nothing was delivered when nobody listens', async () => {
  const { row } = await run('refused', { service: 'absent-service', startDeadlineSeconds: 0 });
  expect(row.error_message).toMatch(
    /absent-service could not be reached at http:\/\/127.0.0.1:\d+ \(ECONNREFUSED\)/,
  );
  expect(row.attempts).toMatchObject([{ class: 'not_delivered' }]);
  await captureHistory(scheduler.temporal, row.workflow_id, 'trigger-not-delivered');
});

it('says that the outcome is unknown when the connection breaks', async () => {
  scheduler.service.respondWith((_call, response) => void response.destroy());
  const { row } = await run('broken');
  expect(row.error_message).toMatch(/connection to test-service broke.*unknown/);
  expect(row.attempts).toMatchObject([{ class: 'unknown' }]);
});

it('aborts the call and ends as cancelled when the workflow is cancelled in Temporal', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    response.once('close', () => hungUp.resolve());
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name: 'cancelled' });
  const trigger = scheduler.api('POST', '/api/jobs/cancelled/trigger');
  await arrived.promise;
  const [row] = await scheduler.history('cancelled');
  await scheduler.temporal.workflow.getHandle(row!.workflow_id).cancel();
  await hungUp.promise;
  expect((await trigger).body.result).toMatchObject({
    success: false,
    error: expect.stringContaining('cancelled'),
  });
  expect((await scheduler.history('cancelled'))[0]).toMatchObject({ status: 'cancelled' });
  held.release();
  await captureHistory(scheduler.temporal, row!.workflow_id, 'trigger-cancelled');
});

it('fails the row of a run whose workflow was terminated by hand, with an audit event', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name: 'terminated' });
  await scheduler.api('POST', '/api/jobs/terminated/trigger', undefined, { prefer: 'respond-async' });
  await arrived.promise;
  const [row] = await scheduler.history('terminated');
  await scheduler.temporal.workflow.getHandle(row!.workflow_id).terminate('by hand');
  const failed = await scheduler.execution('terminated', ({ status }) => status === 'failed');
  held.release();
  expect(failed.error_message).toMatch(/ended in Temporal as TERMINATED.*unknown/);
  expect(failed).toMatchObject({
    reason_code: 'workflow_lost',
    reason_details: { how: 'ended', workflowStatus: 'TERMINATED' },
  });
  expect((await scheduler.store.listEvents({ jobName: 'terminated' })).events[0]).toMatchObject({
    actor: 'reconcile',
    action: 'run failed',
  });
});

it('records a call that was under way when the process stopped as of unknown outcome', async () => {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name: 'stopped' });
  const waiting = scheduler.api('POST', '/api/jobs/stopped/trigger');
  await arrived.promise;
  await scheduler.stopProcess();
  expect((await waiting).status, 'whoever waits is told where to look').toBe(202);
  await scheduler.startProcess();
  const row = await scheduler.execution('stopped', ({ status }) => status === 'failed');
  held.release();
  expect(row.error_message).toMatch(/worker was stopped while test-service was working.*unknown/);
  expect(scheduler.service.callsTo('stopped')).toHaveLength(1);
});

async function whileEndsFail(name: string, act: () => Promise<void>): Promise<void> {
  const held = holdCalls();
  const arrived = Promise.withResolvers<void>();
  scheduler.service.respondWith((call, response) => {
    arrived.resolve();
    return held.handler(call, response);
  });
  await scheduler.register({ name, retry: { maxAttempts: 3 } });
  await scheduler.api('POST', `/api/jobs/${name}/trigger`, undefined, { prefer: 'respond-async' });
  await arrived.promise;
  const sql = new Client({ connectionString: scheduler.databaseUrl });
  await sql.connect();
  await sql.query(`
    alter function public.end_attempt rename to end_attempt_away;
    create sequence tries;
    create function public.end_attempt(args jsonb) returns jsonb language plpgsql security definer as $$
      begin perform nextval('public.tries'); raise exception 'broken' using errcode = 'XX000'; end $$`);
  try {
    held.release();
    const tried = async () => (await sql.query('select is_called from tries')).rows[0].is_called;
    await expect.poll(tried).toBe(true);
    await act();
  } finally {
    await sql.query(`
      drop function public.end_attempt;
      drop sequence tries;
      alter function public.end_attempt_away rename to end_attempt`);
    await sql.end();
  }
}

describe('while the database fails at recording the end of a call', () => {
  it('goes on trying, and keeps what is known', async () => {
    await whileEndsFail('fault', () => Promise.resolve());
    expect(await scheduler.execution('fault', ({ status }) => status === 'completed')).toMatchObject({
      items_processed: 3,
      attempts: [{ class: 'succeeded', http_status: 200 }],
    });
  });

  it('hands it on to the workflow when the worker has to stop', async () => {
    await whileEndsFail('fault-and-stop', () => scheduler.stopProcess());
    await scheduler.startProcess();
    expect(await scheduler.execution('fault-and-stop', ({ status }) => status === 'completed')).toMatchObject(
      {
        items_processed: 3,
        attempts: [{ class: 'succeeded', http_status: 200 }],
      },
    );
    expect(scheduler.service.callsTo('fault-and-stop')).toHaveLength(1);
    const [row] = await scheduler.history('fault-and-stop');
    await captureHistory(scheduler.temporal, row!.workflow_id, 'end-handed-on');
  });
});
