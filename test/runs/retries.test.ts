// Attempts after the first: when there are any, how far apart, and what ends them.
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { captureHistory } from '../support/captureHistory.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { SUCCESS, type Answer } from '../support/testService.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const THRICE = { maxAttempts: 3, initialIntervalSeconds: 0.2, backoffCoefficient: 2, maxIntervalSeconds: 1 };
const FAILED = { status: 500, body: 'boom' };

/** The service gives these answers one after another; the last one for ever. */
function answerInTurn(...answers: (Answer | 'break')[]): void {
  scheduler.service.respondWith((_call, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer !== 'break') return answer;
    response.destroy();
    return undefined;
  });
}

async function run(name: string, settings: object): Promise<Execution> {
  await scheduler.register({ name, ...settings });
  const answer = await scheduler.api('POST', `/api/jobs/${name}/trigger`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return (await scheduler.store.getExecution({ executionId: answer.body.executionId })).execution;
}

it('repeats a failed call with backoff until it succeeds, with the same execution id', async () => {
  answerInTurn(FAILED, { body: { ...SUCCESS, success: false, error: 'not yet' } }, { body: SUCCESS });
  const row = await run('third-time', { retry: THRICE });
  expect(row).toMatchObject({
    status: 'completed',
    outcome: 'succeeded',
    error_message: null,
    items_processed: 3,
  });
  expect(row.attempts).toMatchObject([
    { attempt: 1, class: 'failed', http_status: 500, error: expect.stringContaining('HTTP 500') },
    { attempt: 2, class: 'failed', http_status: 200, error: 'not yet' },
    { attempt: 3, class: 'succeeded', http_status: 200 },
  ]);
  const calls = scheduler.service.callsTo('third-time');
  expect(calls.map(({ headers }) => headers['x-scheduler-attempt'])).toEqual(['1', '2', '3']);
  expect(new Set(calls.map(({ body }) => body.executionId))).toEqual(new Set([row.id]));
  const [first, second, third] = calls.map(({ at }) => at.getTime());
  expect(second! - first!).toBeGreaterThanOrEqual(200);
  expect(third! - second!).toBeGreaterThanOrEqual(400);
  await captureHistory(scheduler.temporal, row.workflow_id, 'retries-completed');
});

it('gives up after maxAttempts with the last failure', async () => {
  answerInTurn(FAILED);
  const row = await run('hopeless', { retry: THRICE });
  expect(row).toMatchObject({
    status: 'failed',
    outcome: 'failed',
    error_message: expect.stringMatching(/HTTP 500.*\(attempt 3 of 3\)/),
    reason: null,
    reason_code: 'attempts_used',
    reason_details: { attempts: 3, allowed: 3 },
    attempts_allowed: 3,
  });
  expect(scheduler.service.callsTo('hopeless')).toHaveLength(3);
  expect(await scheduler.job('hopeless')).toMatchObject({ totalRuns: 1, failedRuns: 1 });
  await captureHistory(scheduler.temporal, row.workflow_id, 'retries-failed');
});

it('does not repeat an answer that says that repeating is no use', async () => {
  answerInTurn({ status: 404, body: 'no such thing' });
  const row = await run('not-found', { retry: THRICE });
  expect(row).toMatchObject({ status: 'failed', attempts: [{ class: 'failed', http_status: 404 }] });
});

it('repeats a call of unknown outcome only as the retry policy says', async () => {
  answerInTurn('break', { body: SUCCESS });
  const once = await run('broken-once', {});
  expect(once).toMatchObject({ status: 'failed', outcome: 'unknown', attempts: [{ class: 'unknown' }] });
  answerInTurn('break', { body: SUCCESS });
  const repeated = await run('broken-repeated', { retry: { maxAttempts: 2, initialIntervalSeconds: 0 } });
  expect(repeated).toMatchObject({
    status: 'completed',
    attempts: [{ class: 'unknown' }, { class: 'succeeded' }],
  });
  await captureHistory(scheduler.temporal, once.workflow_id, 'trigger-broken');
});

it('repeats a call that did not arrive without using up maxAttempts', async () => {
  await scheduler.register({ name: 'late-service', service: 'absent-service', startDeadlineSeconds: 60 });
  const trigger = scheduler.api('POST', '/api/jobs/late-service/trigger');
  const waiting = await scheduler.execution('late-service', ({ attempts }) => attempts.length >= 2);
  expect(waiting).toMatchObject({ status: 'running', attempts: [{ class: 'not_delivered' }, {}] });
  const service = await scheduler.startAbsentService();
  expect((await trigger).body.result).toMatchObject({ success: true });
  const [row] = await scheduler.history('late-service');
  expect(row).toMatchObject({ status: 'completed', outcome: 'succeeded' });
  expect(service.callsTo('late-service')).toHaveLength(1);
  await service.stop();
  await captureHistory(scheduler.temporal, row!.workflow_id, 'not-delivered-then-completed');
});

it('waits as long as the service asks it to, and no longer than the start deadline', async () => {
  answerInTurn({ status: 429, body: '', headers: { 'retry-after': '2' } }, { body: SUCCESS });
  const row = await run('deferred', {});
  expect(row).toMatchObject({ status: 'completed', attempts: [{ class: 'deferred', http_status: 429 }, {}] });
  const [first, second] = scheduler.service.callsTo('deferred').map(({ at }) => at.getTime());
  expect(second! - first!).toBeGreaterThanOrEqual(2_000);
  await captureHistory(scheduler.temporal, row.workflow_id, 'deferred-completed');

  answerInTurn({ status: 503, body: '', headers: { 'retry-after': '3600' } });
  const refused = await run('deferred-too-long', { startDeadlineSeconds: 10 });
  expect(refused).toMatchObject({
    status: 'failed',
    outcome: 'deferred',
    error_message: expect.stringMatching(/asked to be called again in 3600 s.*start deadline of 10 s/),
    reason_code: 'start_deadline',
    reason_details: { tries: 1, seconds: 10 },
  });
});

it('can be cancelled between two attempts', async () => {
  answerInTurn(FAILED);
  await scheduler.register({ name: 'between', retry: { maxAttempts: 5, initialIntervalSeconds: 600 } });
  const trigger = scheduler.api('POST', '/api/jobs/between/trigger');
  const { id, workflow_id } = await scheduler.execution('between', ({ outcome }) => outcome === 'failed');
  expect(
    await scheduler.api('POST', `/api/executions/${id}/cancel`, { userId: 'ana', reason: 'hopeless' }),
  ).toMatchObject({ status: 202, body: { executionId: id, status: 'running' } });
  expect((await trigger).body.result).toMatchObject({ success: false });
  expect((await scheduler.history('between'))[0]).toMatchObject({
    status: 'cancelled',
    reason: 'cancelled by ana: hopeless',
    attempts: [{ class: 'failed' }],
  });
  await captureHistory(scheduler.temporal, workflow_id, 'retries-cancelled');
});

it('stays small over 100 attempts with answers of a mebibyte each, and finishes', async () => {
  const text = 'E'.repeat(1_000_000);
  answerInTurn({ body: { ...SUCCESS, success: false, error: text, metadata: { text } } });
  const retry = { maxAttempts: 100, initialIntervalSeconds: 0, maxIntervalSeconds: 0 };
  const row = await run('talkative', { retry });
  expect(row).toMatchObject({
    status: 'failed',
    error_message: expect.stringMatching(/^E+… \(1,000,000 characters\) \(attempt 100 of 100\)$/),
  });
  expect(row.attempts).toHaveLength(20);
  expect(row.attempts.at(-1)).toMatchObject({ attempt: 100, class: 'failed', http_status: 200 });
  expect(JSON.stringify(row).length).toBeLessThan(100_000);
  const { workflowExecutionInfo } = await scheduler.temporal.workflow
    .getHandle(row.workflow_id)
    .describe()
    .then(({ raw }) => raw);
  expect(Number(workflowExecutionInfo?.historySizeBytes)).toBeLessThan(1_000_000);
}, 120_000);

it('says in Temporal what a timer waits for', async () => {
  answerInTurn(FAILED, { body: SUCCESS });
  const row = await run('timed', { retry: { maxAttempts: 2, initialIntervalSeconds: 1 } });
  const { events } = await scheduler.temporal.workflow.getHandle(row.workflow_id).fetchHistory();
  const [timer] = (events ?? []).filter(({ timerStartedEventAttributes: started }) => started);
  expect(defaultPayloadConverter.fromPayload(timer!.userMetadata!.summary!)).toBe('before attempt 2');
});
