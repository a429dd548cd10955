// Services that answer 202 and report back: progress, the end, and everything that can get lost on the way.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { captureHistory } from '../support/captureHistory.ts';
import type { ApiAnswer } from '../support/apiAnswer.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { acceptCalls, report, SUCCESS } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

let accepted: ReturnType<typeof acceptCalls>;
beforeEach(() => {
  accepted = acceptCalls();
  scheduler.service.respondWith(accepted.handler);
});

async function begin(name: string, settings: object = {}) {
  await scheduler.register({ name, ...settings });
  const trigger = scheduler.api('POST', `/api/jobs/${name}/trigger`);
  const call = await accepted.next();
  return { trigger, call, row: () => rowOf(call.body.executionId) };
}
async function rowOf(executionId: string): Promise<Execution> {
  return (await scheduler.store.getExecution({ executionId })).execution;
}
const untilAccepted = (name: string) =>
  scheduler.execution(name, ({ attempts }) => attempts.at(-1)?.accepted_at !== undefined);

it('shows progress, and ends with the reported result', async () => {
  const { trigger, call, row } = await begin('reports');
  const first = await report(call, 'progress', { itemsProcessed: 10, percent: 12.5, message: 'reading' });
  expect(first).toMatchObject({ status: 200, body: { cancelRequested: false, heartbeatSeconds: 60 } });
  await report(call, 'progress', { itemsProcessed: 40 });
  expect(await row()).toMatchObject({
    status: 'running',
    heartbeat_at: expect.any(String),
    progress: { itemsProcessed: 40, percent: 12.5, message: 'reading', at: expect.any(String) },
  });
  await untilAccepted('reports');
  const end = await report(call, 'complete', { ...SUCCESS, metadata: { file: 'a.csv' } });
  expect(end).toMatchObject({ status: 200, body: { attempt: 1 } });
  expect((await trigger).body.result).toMatchObject({
    success: true,
    itemsProcessed: 3,
    metadata: { file: 'a.csv' },
  });
  expect(await row()).toMatchObject({
    status: 'completed',
    outcome: 'succeeded',
    attempts: [{ http_status: 202 }],
  });
  await captureHistory(scheduler.temporal, (await row()).workflow_id, 'async-completed');
});

it('retries an asynchronous run that reports a failure, with another token', async () => {
  const { trigger, call } = await begin('reports-failure', {
    retry: { maxAttempts: 2, initialIntervalSeconds: 0 },
  });
  await report(call, 'complete', { ...SUCCESS, success: false, error: 'disk full' });
  const second = await accepted.next();
  expect(second.headers['x-scheduler-attempt']).toBe('2');
  expect(await report(call, 'complete', SUCCESS), 'the first attempt is over').toMatchObject({ status: 409 });
  await report(second, 'complete', SUCCESS);
  expect((await trigger).body.result).toMatchObject({ success: true });
  const { workflow_id } = await rowOf(call.body.executionId);
  await captureHistory(scheduler.temporal, workflow_id, 'async-retried');
});

it('refuses repeated and late reports and wrong tokens', async () => {
  const { trigger, call } = await begin('strict');
  expect(await report(call, 'complete', SUCCESS, 'guess')).toMatchObject({
    status: 401,
    body: { code: 'CALLBACK_TOKEN_INVALID' },
  });
  expect(await report(call, 'complete', SUCCESS, '')).toMatchObject({
    status: 401,
    body: { message: expect.stringContaining('X-Scheduler-Callback-Token is missing') },
  });
  for (const id of ['0199f1c2-6d3e-7a51-b0c4-2f6f0f3f8a11', 'nope']) {
    const url = `${scheduler.url}/api/executions/${id}`;
    const elsewhere = { ...call, headers: { ...call.headers, 'x-scheduler-callback-url': url } };
    for (const what of ['complete', 'progress'] as const) {
      expect(await report(elsewhere, what, SUCCESS), 'ids cannot be found out').toMatchObject({
        status: 401,
        body: {
          code: 'CALLBACK_TOKEN_INVALID',
          message: expect.stringContaining('does not belong to execution'),
        },
      });
    }
  }
  expect(await report(call, 'complete', { success: true })).toMatchObject({
    status: 400,
    body: {
      code: 'VALIDATION_FAILED',
      details: [{ path: 'itemsProcessed', message: 'is required' }, {}, {}],
    },
  });
  expect(await report(call, 'complete', SUCCESS)).toMatchObject({ status: 200 });
  await trigger;
  for (const what of ['complete', 'progress'] as const) {
    expect(await report(call, what, what === 'complete' ? SUCCESS : {})).toMatchObject({
      status: 409,
      body: { code: 'ATTEMPT_ALREADY_ENDED', details: { class: 'succeeded', attempt: 1 } },
    });
  }
});

it('takes a progress report for a sign of life whatever is in it, and repairs it', async () => {
  const { trigger, call, row } = await begin('lively');
  const heartbeat = async () => (await row()).heartbeat_at;
  const repaired = await report(call, 'progress', {
    percent: 100.0001,
    message: 'x'.repeat(1_500),
    itemsProcessed: -1,
    itemsprocessed: 1,
  });
  expect(repaired).toMatchObject({ status: 200, body: { cancelRequested: false } });
  expect(repaired.body.warnings.map(({ message }: { message: string }) => message)).toEqual([
    expect.stringContaining('itemsProcessed was ignored'),
    'percent was taken as 100',
    'message was cut to 1000 characters',
    'unknown field "itemsprocessed" was ignored; did you mean "itemsProcessed"?',
  ]);
  expect((await row()).progress).toMatchObject({ percent: 100, message: 'x'.repeat(1_000) });
  for (const [what, body] of [
    ['progress', '{"percent":'],
    ['progress', `{"message":"${'x'.repeat(2_000_000)}"}`],
    ['complete', '<html>'],
  ] as const) {
    const before = await heartbeat();
    const response = await fetch(`${String(call.headers['x-scheduler-callback-url'])}/${what}`, {
      method: 'POST',
      headers: { 'x-scheduler-callback-token': String(call.headers['x-scheduler-callback-token']) },
      body,
    });
    expect(response.status).toBe(what === 'progress' ? 200 : 400);
    expect(await heartbeat()).not.toBe(before);
  }
  await report(call, 'complete', SUCCESS);
  await trigger;
});

it.each([
  ['much-metadata', { ...SUCCESS, metadata: { text: 'x'.repeat(300 * 1024) } }, { truncated: true }],
  ['huge-metadata', { ...SUCCESS, metadata: { text: 'x'.repeat(2_000_000) } }, { truncated: true }],
  ['nul', { ...SUCCESS, metadata: { 'k\0': '\ud800' } }, { 'k\uFFFD': '\uFFFD' }],
])('takes a report with %s as it would take an answer', async (name, result, metadata) => {
  const { trigger, call, row } = await begin(name);
  expect(await report(call, 'complete', result)).toMatchObject({ status: 200 });
  expect((await trigger).body.result).toMatchObject({ success: true });
  expect(await row()).toMatchObject({ status: 'completed', items_processed: 3, metadata });
});

it('cuts the error of a report as that of an answer', async () => {
  const { trigger, call } = await begin('talkative');
  const error = `disk full ${'E'.repeat(900_000)}`;
  expect(await report(call, 'complete', { ...SUCCESS, success: false, error })).toMatchObject({
    status: 200,
  });
  const said = (await trigger).body.result.error;
  expect(said).toMatch(/^disk full E+… \(900,010 characters\)$/);
  expect(said.length).toBeLessThan(2_100);
});

it('does not lose a completion that comes before the 202', async () => {
  scheduler.service.respondWith(async (call) => {
    expect(await report(call, 'complete', SUCCESS)).toMatchObject({ status: 200 });
    return { status: 202, body: {} };
  });
  await scheduler.register({ name: 'hasty' });
  const answer = await scheduler.api('POST', '/api/jobs/hasty/trigger');
  expect(answer.body.result).toMatchObject({ success: true, itemsProcessed: 3 });
  const row = await rowOf(answer.body.executionId);
  expect(row).toMatchObject({ status: 'completed', outcome: 'succeeded' });
  await captureHistory(scheduler.temporal, row.workflow_id, 'async-completed-early');
});

it('counts a run without progress for heartbeatSeconds as stuck', async () => {
  const { trigger, call, row } = await begin('stuck', { heartbeatSeconds: 15 });
  await untilAccepted('stuck');
  const startedAt = Date.now();
  expect((await trigger).body.result.error).toMatch(/reported no progress for 15 s and counts as stuck/);
  expect(Date.now() - startedAt).toBeLessThan(25_000);
  expect(await row()).toMatchObject({ status: 'failed', outcome: 'unknown', late_report: null });
  for (const time of ['first', 'second']) {
    expect(await report(call, 'complete', SUCCESS), time).toMatchObject({
      status: 409,
      body: { code: 'ATTEMPT_ALREADY_ENDED', message: expect.stringContaining('kept beside it') },
    });
  }
  const sentence = expect.stringMatching(
    /^test-service reported success of attempt 1 at \S+, after it had counted as stuck$/,
  );
  expect(await row()).toMatchObject({
    status: 'failed',
    outcome: 'unknown',
    reason: sentence,
    late_report: { attempt: 1, class: 'succeeded', itemsProcessed: 3, countedAs: 'stuck', sentence },
  });
  await captureHistory(scheduler.temporal, (await row()).workflow_id, 'async-stuck');
}, 60_000);

it('ends a run that does not report its end within its timeout', async () => {
  const { trigger, row } = await begin('endless', { timeoutSeconds: 2 });
  expect((await trigger).body.result.error).toMatch(/did not report its end within 2 s/);
  expect(await row()).toMatchObject({ status: 'failed', outcome: 'unknown' });
  await captureHistory(scheduler.temporal, (await row()).workflow_id, 'async-timeout');
});

it('tells the service of a cancellation, and lets it report its own end', async () => {
  const { trigger, call, row } = await begin('obedient');
  await untilAccepted('obedient');
  await cancel(call.body.executionId);
  expect(await report(call, 'progress', { percent: 50 })).toMatchObject({
    status: 200,
    body: { cancelRequested: true, cancelReason: 'too slow' },
  });
  await report(call, 'complete', { ...SUCCESS, success: false, error: 'stopped half way' });
  await trigger;
  expect(await row()).toMatchObject({
    status: 'cancelled',
    reason: 'cancelled by ana: too slow',
    error_message: 'stopped half way',
    cancel_requested_by: 'ana',
    items_processed: 3,
  });
  await captureHistory(scheduler.temporal, (await row()).workflow_id, 'async-cancelled');
});

it('ends a cancelled run after 10 s when the service says nothing', async () => {
  const { trigger, call, row } = await begin('deaf');
  await untilAccepted('deaf');
  await cancel(call.body.executionId);
  expect((await trigger).body.result).toMatchObject({ success: false });
  expect(await row()).toMatchObject({ status: 'cancelled', outcome: 'cancelled' });
  await captureHistory(scheduler.temporal, (await row()).workflow_id, 'async-cancelled-silently');
  expect(await report(call, 'complete', SUCCESS)).toMatchObject({ status: 409 });
});

it('survives a restart of API and worker', async () => {
  const { trigger, call, row } = await begin('patient');
  await untilAccepted('patient');
  const answer: Promise<ApiAnswer> = trigger;
  await scheduler.stopProcess();
  expect((await answer).status).toBe(202);
  await scheduler.startProcess();
  expect(await report(call, 'progress', { percent: 90 })).toMatchObject({ status: 200 });
  await report(call, 'complete', SUCCESS);
  await expect.poll(async () => (await row()).status).toBe('completed');
});

async function cancel(executionId: string): Promise<void> {
  const answer = await scheduler.api('POST', `/api/executions/${executionId}/cancel`, {
    userId: 'ana',
    reason: 'too slow',
  });
  expect(answer.status).toBe(202);
}
