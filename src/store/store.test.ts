// What the SQL functions promise, on a real database: overrides, the gate, the guarded transitions, the fenced projection.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { JobSettings } from '../contract/jobs.ts';
import { occurrenceExecutionId } from '../domain/identifiers.ts';
import { parseJsonText } from './jsonText.ts';
import type { ExpectedRuns } from './verbs/jobs.ts';

let opened: TestStore;
let database: TestStore['database'];
let store: TestStore['store'];
let sql: TestStore['sql'];

beforeAll(async () => {
  opened = await openTestStore();
  ({ database, store, sql } = opened);
});
afterAll(() => opened.close());

const actor = 'test';
let named = 0;

/** Registers a job under a fresh name. */
async function aJob(settings: Partial<JobSettings> = {}, service = 'mail'): Promise<string> {
  const name = `job-${(named += 1)}`;
  await register(name, settings, service);
  return name;
}

function register(
  name: string,
  settings: Partial<JobSettings> = {},
  service = 'mail',
  expected?: ExpectedRuns,
) {
  return store.registerJob({
    expected,
    name,
    displayName: name,
    description: '',
    jobType: 'email',
    service,
    endpoint: '/run',
    config: { limit: 5 },
    declared: JobSettings.parse({ cronExpression: '0 9 * * *', ...settings }),
    actor,
  });
}

function trigger(jobName: string, executionId: string = randomUUID()) {
  return store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: 'h' });
}

/** Begins the occurrence of a job due now, as its workflow would. */
async function begin(jobName: string, scheduledFor: string, runId: string = randomUUID()) {
  const { job } = await store.getJob({ jobName });
  return store.beginExecution({
    kind: 'occurrence',
    executionId: occurrenceExecutionId(jobName, scheduledFor),
    jobName,
    revision: job.revision,
    scheduledFor,
    workflowId: `job:${jobName}-${scheduledFor}`,
    runId,
    nextRunAt: null,
  });
}

const now = () => new Date(Date.now() + 1).toISOString();

it('keeps what an operator changed when the service registers again, and shows both values', async () => {
  const jobName = await aJob();
  await store.changeCron({ jobName, cronExpression: '0 18 * * *', actor: 'ana' });
  await store.disableJob({ jobName, actor: 'ana' });
  const { job, created } = await register(jobName, { timeoutSeconds: 60 });
  expect(created).toBe(false);
  expect(job).toMatchObject({
    cronExpression: '0 18 * * *',
    enabled: false,
    timeoutSeconds: 60,
    declared: { cronExpression: '0 9 * * *', enabled: true, timeoutSeconds: 60 },
    overrides: { cronExpression: '0 18 * * *', enabled: false },
  });
});

it('drops an override that equals the declared value', async () => {
  const jobName = await aJob();
  await store.disableJob({ jobName, actor });
  const { job } = await store.enableJob({ jobName, actor });
  expect(job.overrides).toEqual({});
  expect(job.enabled).toBe(true);
});

it('leaves an unchanged registration without a trace, and a timeout change without a new revision', async () => {
  const jobName = await aJob();
  const before = (await store.getJob({ jobName })).job;
  expect((await register(jobName)).job).toEqual({ ...before, lastRegisteredAt: expect.any(String) });
  const after = (await register(jobName, { timeoutSeconds: 10 })).job;
  expect(after.revision).toBe(before.revision);
  expect(after.version).toBe(before.version + 1);
});

it('refuses a name of another service, until the job is deleted', async () => {
  const jobName = await aJob();
  await expect(register(jobName, {}, 'crawler')).rejects.toMatchObject({
    code: 'JOB_OWNED_BY_OTHER_SERVICE',
  });
  await store.deleteJob({ jobName, actor });
  expect((await register(jobName, {}, 'crawler')).job.service).toBe('crawler');
});

it('refuses two services that would read the same address', async () => {
  await aJob({}, 'a-b');
  await expect(aJob({}, 'a.b')).rejects.toMatchObject({ code: 'SERVICE_NAME_COLLISION' });
});

it('registers one job when ten processes register it at once', async () => {
  const name = `job-${(named += 1)}`;
  const answers = await Promise.all(Array.from({ length: 10 }, () => register(name)));
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  expect((await store.getJob({ jobName: name })).job.version).toBe(1);
});

it('audits every change with its actor, reason and values before and after', async () => {
  const jobName = await aJob();
  await store.disableJob({ jobName, actor: 'ana', reason: 'provider is down' });
  const { events } = await store.listEvents({ jobName });
  expect(events).toMatchObject([
    {
      actor: 'ana',
      action: 'disabled',
      reason: 'provider is down',
      before: { enabled: true },
      after: { enabled: false },
    },
    { actor, action: 'registered', before: null },
  ]);
});

it('holds the slot of a job from the moment a trigger is accepted', async () => {
  const jobName = await aJob();
  const { run } = await trigger(jobName);
  expect(run.status).toBe('queued');
  await expect(trigger(jobName)).rejects.toMatchObject({
    code: 'JOB_ALREADY_RUNNING',
    details: { executionId: run.executionId },
  });
  expect(await begin(jobName, now())).toMatchObject({
    decision: 'skipped',
    reason: expect.stringContaining(run.executionId),
  });
});

it('accepts one of twenty concurrent triggers of a job that must not overlap', async () => {
  const jobName = await aJob();
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => trigger(jobName)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('accepts them all when the job may overlap', async () => {
  const jobName = await aJob({ overlap: 'allow' });
  await Promise.all(Array.from({ length: 20 }, () => trigger(jobName)));
  expect((await store.listHistory({ jobName, limit: 100, offset: 0 })).total).toBe(20);
});

it('answers the same trigger twice, and refuses its key for another request', async () => {
  const jobName = await aJob();
  const accepted = await trigger(jobName);
  const { executionId } = accepted.run;
  expect(await trigger(jobName, executionId)).toEqual(accepted);
  await expect(
    store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: 'other' }),
  ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
});

it('gives a run that asks again the same answer, and another run none', async () => {
  const jobName = await aJob();
  const instant = now();
  const first = await begin(jobName, instant, 'run-1');
  expect(first.decision).toBe('run');
  expect(await begin(jobName, instant, 'run-1')).toEqual(first);
  expect((await begin(jobName, instant, 'run-2')).decision).toBe('nothing');
});

it('judges an instant by the definition in force at it', async () => {
  const jobName = await aJob();
  const whileEnabled = now();
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(whileEnabled));
  const { revision } = (await store.getJob({ jobName })).job;
  await store.disableJob({ jobName, actor });
  expect(await begin(jobName, now())).toMatchObject({
    decision: 'nothing',
    reason: expect.stringContaining('disabled'),
  });
  expect(await begin(jobName, whileEnabled)).toMatchObject({
    decision: 'definition',
    revision,
    cronExpression: '0 9 * * *',
  });
  expect(await begin(jobName, new Date(0).toISOString())).toMatchObject({ decision: 'nothing' });
});

it('counts an execution once however often its end is reported, and the first ending wins', async () => {
  const jobName = await aJob();
  const { executionId, workflowId } = (await trigger(jobName)).run;
  const begun = { kind: 'execution', executionId, workflowId, runId: 'r' } as const;
  expect(await store.beginExecution(begun)).toMatchObject({ decision: 'run' });
  expect(await store.finishExecution({ executionId, status: 'completed' })).toMatchObject({
    finished: true,
    status: 'completed',
  });
  expect(await store.finishExecution({ executionId, status: 'failed', message: 'late' })).toMatchObject({
    finished: false,
    status: 'completed',
  });
  expect((await store.getJob({ jobName })).job).toMatchObject({
    totalRuns: 1,
    successfulRuns: 1,
    failedRuns: 0,
    lastRunStatus: 'completed',
    isRunning: false,
  });
});

it('refuses to send an attempt twice', async () => {
  const jobName = await aJob();
  const { executionId, workflowId } = (await trigger(jobName)).run;
  await expect(store.startAttempt({ executionId, attempt: 1, tokenHash: 'a' })).rejects.toMatchObject({
    code: 'EXECUTION_NOT_RUNNING',
  });
  await store.beginExecution({ kind: 'execution', executionId, workflowId, runId: 'r' });
  await store.startAttempt({ executionId, attempt: 1, tokenHash: 'a' });
  await store.startAttempt({ executionId, attempt: 1, tokenHash: 'a' });
  await expect(store.startAttempt({ executionId, attempt: 1, tokenHash: 'b' })).rejects.toMatchObject({
    code: 'ATTEMPT_ALREADY_STARTED',
  });
  const result = { success: true, itemsProcessed: 3, itemsSucceeded: 2, itemsFailed: 1, metadata: null };
  await store.endAttempt({ executionId, attempt: 1, class: 'succeeded', httpStatus: 200, result });
  const { execution: ended } = await store.getExecution({ executionId });
  expect(ended).toMatchObject({ items_processed: 3, items_succeeded: 2, items_failed: 1, metadata: null });
  expect(ended.attempts).toMatchObject([{ attempt: 1, class: 'succeeded', http_status: 200 }]);
});

it('records the end of an attempt without what the database refuses as data', async () => {
  const executionId = await aRunningExecution();
  await store.startAttempt({ executionId, attempt: 1, tokenHash: 'a' });
  const { end } = await store.endAttempt({
    executionId,
    attempt: 1,
    class: 'succeeded',
    httpStatus: 200,
    message: 'half \ud800',
    result: { success: true, itemsProcessed: 3, itemsSucceeded: 3, itemsFailed: 0, metadata: { 'k\0': 1 } },
  });
  expect(end).toMatchObject({ class: 'succeeded', httpStatus: 200 });
  expect((await store.getExecution({ executionId })).execution).toMatchObject({
    items_processed: 3,
    metadata: { unstorable: true },
  });
});

it('answers the start of an attempt with what the call needs, and no more', async () => {
  const jobName = await aJob();
  const { executionId, workflowId } = (await trigger(jobName)).run;
  await store.beginExecution({ kind: 'execution', executionId, workflowId, runId: 'r' });
  expect(await database.call('start_attempt', { executionId, attempt: 1, tokenHash: 'a' })).toEqual({
    call: {
      executionId,
      jobName,
      service: 'mail',
      endpoint: '/run',
      config: { limit: 5 },
      scheduledFor: null,
      triggeredBy: 'manual',
      triggeredByUser: null,
      cancelRequested: false,
    },
  });
});

it('keeps the last 20 attempts, with their numbers, and a whole message once', async () => {
  const executionId = await aRunningExecution();
  const message = 'E'.repeat(2_000);
  for (let attempt = 1; attempt <= 25; attempt += 1) {
    await store.startAttempt({ executionId, attempt, tokenHash: `t${attempt}` });
    const { end } = await store.endAttempt({
      executionId,
      attempt,
      class: 'failed',
      httpStatus: 500,
      message,
    });
    expect(end?.message).toBe(`${'E'.repeat(200)}…`);
  }
  await store.finishExecution({
    executionId,
    status: 'failed',
    message: `${'E'.repeat(200)}…`,
    reason: { code: 'attempts_used', details: { attempts: 25, allowed: 25 } },
  });
  const { execution } = await store.getExecution({ executionId });
  expect(execution.attempts.map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 6),
  );
  expect(execution.attempts[19]?.error).toBe(`${'E'.repeat(500)}…`);
  expect(execution.error_message).toBe(`${message} (attempt 25 of 25)`);
});

it('takes no report of an attempt that is kept no more for one of the attempt under way', async () => {
  const executionId = await aRunningExecution();
  for (let attempt = 1; attempt <= 22; attempt += 1) {
    await store.startAttempt({ executionId, attempt, tokenHash: `t${attempt}` });
    if (attempt < 22)
      await store.endAttempt({ executionId, attempt, class: 'unknown', message: 'no answer' });
  }
  const result = { success: true, itemsProcessed: 3, itemsSucceeded: 3, itemsFailed: 0 };
  const report = { executionId, class: 'succeeded', result } as const;
  expect(await store.completeAttempt({ ...report, tokenHash: 't1' })).toMatchObject({
    attempt: 1,
    ended: { status: 'running', kept: true },
  });
  await expect(
    store.reportProgress({ executionId, tokenHash: 't1', progress: { percent: 5 } }),
  ).rejects.toMatchObject({ code: 'ATTEMPT_ALREADY_ENDED' });
  const { execution } = await store.getExecution({ executionId });
  expect(execution).toMatchObject({ items_processed: null, progress: null, late_report: { attempt: 1 } });
  expect(await store.completeAttempt({ ...report, tokenHash: 't22' })).toMatchObject({ ended: null });
});

it('keeps a report of an attempt that counted as stuck beside what came after it', async () => {
  const executionId = await aRunningExecution();
  await store.startAttempt({ executionId, attempt: 1, tokenHash: 'first' });
  await store.settleAttempt({ executionId, attempt: 1, class: 'unknown', message: 'nothing was heard' });
  await store.startAttempt({ executionId, attempt: 2, tokenHash: 'second' });
  const result = { success: true, itemsProcessed: 3, itemsSucceeded: 3, itemsFailed: 0 };
  const report = { executionId, class: 'succeeded', result } as const;
  expect(await store.completeAttempt({ ...report, tokenHash: 'first' })).toMatchObject({
    attempt: 1,
    ended: { status: 'running', class: 'unknown', kept: true },
  });
  expect((await store.getExecution({ executionId })).execution.items_processed).toBeNull();
  await store.endAttempt({ executionId, attempt: 2, class: 'failed', httpStatus: 500, message: 'boom' });
  expect(await store.completeAttempt({ ...report, tokenHash: 'second' })).toMatchObject({
    ended: { class: 'failed', kept: false },
  });
  await store.finishExecution({ executionId, status: 'failed', message: 'boom' });
  expect((await store.getExecution({ executionId })).execution).toMatchObject({
    status: 'failed',
    error_message: 'boom',
    reason: expect.stringMatching(/reported success of attempt 1 at \S+, after it had counted as of unknown/),
    late_report: { attempt: 1, class: 'succeeded', itemsProcessed: 3 },
  });
});

async function aRunningExecution(): Promise<string> {
  const { executionId, workflowId } = (await trigger(await aJob())).run;
  await store.beginExecution({ kind: 'execution', executionId, workflowId, runId: 'r' });
  return executionId;
}

it('cancels what has not begun when a job is deleted, and keeps its history and counters for a revival', async () => {
  const jobName = await aJob({ overlap: 'allow' });
  const { executionId, workflowId } = (await trigger(jobName)).run;
  await store.beginExecution({ kind: 'execution', executionId, workflowId, runId: 'r' });
  const queued = (await trigger(jobName)).run;
  expect((await store.deleteJob({ jobName, actor })).cancelledExecutionIds).toEqual([queued.executionId]);
  await store.finishExecution({ executionId, status: 'completed' });
  await expect(store.getJob({ jobName })).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  const { executions } = await store.listHistory({ jobName, limit: 10, offset: 0 });
  expect(parseJsonText(executions).map(({ status, reason }) => [status, reason])).toEqual([
    ['cancelled', 'job deleted'],
    ['completed', null],
  ]);
  const { job, created } = await register(jobName);
  expect(created).toBe(true);
  expect(job).toMatchObject({ totalRuns: 1, overrides: {} });
});

it('keeps what a Schedule was compiled with, and lists it where that is another version or not known', async () => {
  const jobName = await aJob();
  const ours = { zones: '2026c', compiler: 1 };
  const listed = async (inputs: typeof ours) =>
    (await store.listOutdatedSchedules({ inputs, limit: 1_000 })).schedules.find(
      (schedule) => schedule.jobName === jobName,
    );
  const project = async (inputs: (typeof ours & { spec: string }) | null) => {
    const token = randomUUID();
    await store.claimScheduleSync({ jobName, token, force: true });
    await store.finishScheduleSync({ jobName, token, revision: 1, conflictToken: 'x', inputs });
  };
  expect(await listed(ours), 'not projected yet').toBeUndefined();
  await project(null);
  expect(await listed(ours)).toMatchObject({ inputs: null });
  await project({ ...ours, spec: 'a' });
  expect(await listed(ours)).toBeUndefined();
  const newer = { zones: '2026d', compiler: 1 };
  expect(await listed(newer)).toMatchObject({ inputs: { ...ours, spec: 'a' }, revision: 1 });

  const same = { jobName, revision: 1, inputs: { ...newer, spec: 'a' } };
  expect(await store.noteScheduleInputs({ ...same, inputs: { ...newer, spec: 'b' } })).toEqual({
    noted: false,
  });
  expect(await store.noteScheduleInputs(same)).toEqual({ noted: true });
  expect(await listed(newer)).toBeUndefined();

  await project({ zones: '2026e', compiler: 1, spec: 'b' });
  const { inputs } = await store.getScheduleSync({ jobName });
  expect(inputs).toMatchObject({ zones: '2026e', replaced: { ...newer, until: expect.any(String) } });
  await project({ zones: '2026e', compiler: 1, spec: 'b' });
  expect((await store.getScheduleSync({ jobName })).inputs, 'written again is not compiled anew').toEqual(
    inputs,
  );
});

const counted = async (exceptJob?: string) =>
  (await store.countExpressions({ exceptJob })).expressions.filter(({ cronExpression }) =>
    cronExpression.endsWith('7 7 7 *'),
  );

it('counts the expressions of enabled jobs, those with an H by job', async () => {
  const [one, two, three] = [
    await aJob({ cronExpression: '7 7 7 7 *' }),
    await aJob({ cronExpression: '7 7 7 7 *' }),
    await aJob({ cronExpression: 'H 7 7 7 *' }),
  ];
  await aJob({ cronExpression: '7 7 7 7 *', enabled: false });
  const plain = { cronExpression: '7 7 7 7 *', timeZone: 'UTC', jobName: null };
  const hashed = { cronExpression: 'H 7 7 7 *', timeZone: 'UTC', jobName: three, jobs: 1 };
  expect(await counted()).toEqual([{ ...plain, jobs: 2 }, hashed]);
  expect(await counted(one)).toEqual([{ ...plain, jobs: 1 }, hashed]);
  expect(await counted(three)).toEqual([{ ...plain, jobs: 2 }]);
  expect(two).not.toBe(one);
});

it('lets one writer at a time project a job, and counts only the holder of the claim', async () => {
  const jobName = await aJob();
  const [first, second] = [randomUUID(), randomUUID()];
  expect(await store.claimScheduleSync({ jobName, token: first })).toMatchObject({
    state: 'claimed',
    desired: { revision: 1 },
  });
  expect(await store.claimScheduleSync({ jobName, token: second })).toEqual({ state: 'busy', revision: 1 });
  await store.changeCron({ jobName, cronExpression: '0 10 * * *', actor });
  expect(
    await store.finishScheduleSync({ jobName, token: first, revision: 1, conflictToken: 'x', inputs: null }),
    'a newer state is to be written next',
  ).toMatchObject({ state: 'claimed', desired: { revision: 2, cronExpression: '0 10 * * *' } });
  await sql.query(
    `update job_schedules set projection_claimed_until = now() - interval '1 second' where job_name = $1`,
    [jobName],
  );
  expect(await store.claimScheduleSync({ jobName, token: second })).toMatchObject({ state: 'claimed' });
  expect(
    await store.finishScheduleSync({ jobName, token: first, revision: 2, conflictToken: 'x', inputs: null }),
  ).toEqual({
    state: 'lost',
  });
  expect(
    await store.finishScheduleSync({ jobName, token: second, revision: 2, conflictToken: 'y', inputs: null }),
  ).toEqual({
    state: 'current',
  });
  expect(await store.claimScheduleSync({ jobName, token: first })).toEqual({ state: 'current' });
});

it('takes the next run that a change brings along, if the job is then due by that expression', async () => {
  const [first, second] = ['2030-01-01T09:00:00.000Z', '2030-01-02T09:00:00.000Z'];
  const expected = { cronExpression: '0 9 * * *', timeZone: 'UTC', nextRuns: [first, second] };
  const jobName = `job-${(named += 1)}`;
  expect(await register(jobName, {}, 'mail', expected)).toMatchObject({
    complete: true,
    job: { nextRunAt: first },
  });
  // A change that leaves the instants alone leaves the next run alone.
  const moved = await store.changeSettings({ jobName, settings: { priority: 1 }, dropped: [], actor });
  expect(moved).toMatchObject({ complete: true, job: { revision: 2, nextRunAt: first } });

  await store.changeCron({ jobName, cronExpression: '0 18 * * *', actor });
  const again = await register(jobName, { timeoutSeconds: 7 }, 'mail', expected);
  expect(again).toMatchObject({ complete: false, job: { nextRunAt: null } });
  expect(await store.expectRuns({ jobName, ...expected })).toMatchObject({ complete: false });
  const evening = { ...expected, cronExpression: '0 18 * * *', nextRuns: ['2030-01-01T18:00:00.000Z'] };
  expect(await store.expectRuns({ jobName, ...evening })).toMatchObject({
    complete: true,
    job: { nextRunAt: '2030-01-01T18:00:00.000Z' },
  });
  expect(await store.disableJob({ jobName, actor })).toMatchObject({
    complete: true,
    job: { nextRunAt: null },
  });
});

it('passes over what is paused or skipped when it takes a next run', async () => {
  const jobName = await aJob();
  const nextRuns = [1, 2, 3].map((day) => `2030-01-0${day}T09:00:00.000Z`);
  const expected = { jobName, cronExpression: '0 9 * * *', timeZone: 'UTC', nextRuns };
  const { revision } = (await store.getJob({ jobName })).job;
  const occurrence = { jobName, revision, scheduledFor: nextRuns[1]!, nextRunAt: nextRuns[0]!, actor };
  await store.skipOccurrence({ ...occurrence, executionId: randomUUID() });
  await store.disableJob({ jobName, until: '2030-01-02T00:00:00.000Z', actor });
  expect((await store.expectRuns(expected)).job?.nextRunAt).toBe(nextRuns[2]);
});

it('writes the row of a one-off run with the change that brings it along, once', async () => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const settings = { cronExpression: null, runAt };
  const expected = { cronExpression: null, timeZone: 'UTC', nextRuns: [], runAt };
  const name = `job-${(named += 1)}`;
  const runAtExecutionId = occurrenceExecutionId(name, runAt);
  const change = () => register(name, settings, 'mail', { ...expected, runAtExecutionId });
  expect(await register(name, settings)).toMatchObject({ complete: false, effects: { start: [] } });
  expect(await change()).toMatchObject({
    complete: true,
    effects: { start: [{ executionId: runAtExecutionId, jobName: name, scheduledFor: runAt }] },
    job: { nextRunAt: runAt },
  });
  expect(await change()).toMatchObject({ complete: true, effects: { start: [] } });
  await store.deleteJob({ jobName: name, actor });
  expect((await change()).effects.start, 'registered again').toHaveLength(1);
});

it('leaves the audit event of a repair in the call that repairs', async () => {
  const executionId = await aRunningExecution();
  const lost = { executionId, how: 'gone' } as const;
  expect(await store.finishLostExecution(lost)).toMatchObject({ finished: true, status: 'failed' });
  expect(await store.finishLostExecution(lost)).toMatchObject({ finished: false });
  const { job_name: jobName } = (await store.getExecution({ executionId })).execution;
  const [from, at, until] = [3, 2, 1].map((hours) => new Date(Date.now() - hours * 3_600_000).toISOString());
  await sql.query('update job_schedules set ledger_until = $1 where job_name = $2', [from, jobName]);
  const occurrence = { executionId: randomUUID(), scheduledFor: at! };
  const missed = { ...occurrence, act: 'miss', code: 'superseded', details: { nextAt: until! } } as const;
  const record = { jobName, revision: 1, from: from!, until: until!, dueAt: null, cause: 'nobody was there' };
  const due = { ...occurrence, act: 'start', wait: false } as const;
  const asked = { ...record, askFirst: true, occurrences: [due] };
  expect(await store.recordOccurrences(asked)).toEqual({ state: 'ask', executionIds: [due.executionId] });
  expect(await store.recordOccurrences({ ...record, occurrences: [missed] })).toMatchObject({ missed: 1 });
  // It has its row, so there is nothing to ask Temporal about; catch-up has moved on to `until`.
  expect(await store.recordOccurrences({ ...asked, from: until! })).toMatchObject({
    state: 'recorded',
    started: 0,
  });
  expect((await store.listEvents({ jobName })).events).toMatchObject([
    { actor: 'reconcile', action: 'occurrences recorded', after: { missed: 1, from, until } },
    {
      actor: 'reconcile',
      action: 'run failed',
      after: { executionId },
      reason: expect.stringContaining('its workflow is gone'),
    },
    { action: 'registered' },
  ]);
});

it('pages through jobs, and finds them by text, service and status', async () => {
  const names = [
    await aJob({}, 'paging'),
    await aJob({ enabled: false }, 'paging'),
    await aJob({}, 'paging'),
  ];
  const first = await store.listJobs({ services: ['paging'], limit: 2 });
  expect(parseJsonText(first.jobs).map(({ name }) => name)).toEqual(names.slice(0, 2));
  const second = await store.listJobs({ services: ['paging'], limit: 2, cursor: first.nextCursor! });
  expect(second.nextCursor).toBeNull();
  expect(parseJsonText(second.jobs)).toMatchObject([{ name: names[2] }]);
  const disabled = await store.listJobs({ services: ['paging'], status: 'disabled' });
  expect(parseJsonText(disabled.jobs)).toMatchObject([{ name: names[1] }]);
  const found = await store.listJobs({ search: names[0]!.toUpperCase() });
  expect(parseJsonText(found.jobs)[0]).toMatchObject({ name: names[0] });
});

it('computes statistics over executions that ran, with a null average when none did', async () => {
  const jobName = await aJob();
  const period = {
    from: new Date(Date.now() - 86_400_000).toISOString(),
    to: new Date(Date.now() + 86_400_000).toISOString(),
  };
  expect((await store.jobStats({ jobName, ...period })).stats).toMatchObject({
    total_executions: 0,
    avg_duration_ms: null,
  });
  const { executionId, workflowId } = (await trigger(jobName)).run;
  await store.beginExecution({ kind: 'execution', executionId, workflowId, runId: 'r' });
  await begin(jobName, now());
  await store.finishExecution({ executionId, status: 'failed', message: 'no' });
  expect((await store.jobStats({ jobName, ...period })).stats).toMatchObject({
    total_executions: 1,
    failed_executions: 1,
    skipped_executions: 1,
    avg_duration_ms: expect.any(Number),
  });
});

it('leaves failed runs that never began out of the average duration', async () => {
  const jobName = await aJob();
  await sql.query(
    `insert into scheduled_jobs (id, job_name, status, origin, queued_at, started_at, completed_at, duration_ms, triggered_by,
      service, endpoint, config, timeout_seconds, exclusive, workflow_id)
    select gen_random_uuid(), $1, status, 'trigger', now(), started_at, now(), duration_ms, 'manual', 'mail', '/run', '{}', 60,
      false, 'w'
    from (values ('completed', now(), 100), ('failed', now(), 300), ('failed', null, null), ('failed', null, null))
      ended (status, started_at, duration_ms)`,
    [jobName],
  );
  const period = {
    from: new Date(Date.now() - 86_400_000).toISOString(),
    to: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const { stats } = await store.jobStats({ jobName, ...period });
  expect(stats).toMatchObject({ total_executions: 2, failed_executions: 1, avg_duration_ms: 200 });
  const { jobs } = await store.listSummaries({ jobName });
  expect(jobs[0]?.last30Days).toMatchObject({ failed: 3, avgDurationMs: 200 });
});

it('gives the reconcile lease to one holder until it ends or is given back', async () => {
  expect(await store.holdReconcileLease({ holder: 'a', seconds: 60 })).toEqual({ held: true });
  expect(await store.holdReconcileLease({ holder: 'b', seconds: 60 })).toEqual({ held: false });
  expect(await store.holdReconcileLease({ holder: 'a', seconds: 60 })).toEqual({ held: true });
  const failure = { step: 'endLostRuns', code: 'TEMPORAL_UNAVAILABLE', error: 'no answer' };
  await store.holdReconcileLease({ holder: 'a', seconds: 60, step: 'endLostRuns' });
  await store.holdReconcileLease({ holder: 'a', seconds: 60 });
  expect(await store.getReconcileState({})).toMatchObject({
    held: true,
    step: 'endLostRuns',
    stepSince: expect.any(String),
    failure: null,
  });
  await store.endReconcilePass({ holder: 'b', failure });
  await store.endReconcilePass({ holder: 'a', failure });
  expect(await store.getReconcileState({})).toMatchObject({
    lastSuccessAt: null,
    step: null,
    failure: { ...failure, at: expect.any(String) },
  });
  await store.endReconcilePass({ holder: 'a', summary: { startQueuedRuns: 1 } });
  expect(await store.getReconcileState({})).toMatchObject({ failure: null });
  await store.endReconcilePass({ holder: 'a' });
  expect(await store.getReconcileState({})).toMatchObject({ held: false });
  expect(await store.holdReconcileLease({ holder: 'b', seconds: 60 })).toEqual({ held: true });
  expect(await store.getReconcileState({})).toMatchObject({
    lastSuccessAt: expect.any(String),
    summary: { startQueuedRuns: 1 },
  });
});

it('keeps one service from taking all the room: 10,000 jobs, and 10,000 runs that wait', async () => {
  const name = await aJob({ overlap: 'allow' }, 'crowd');
  await sql.query(`insert into job_schedules (job_name, display_name, description, job_type, service, endpoint,
      config, declared, enabled, time_zone, timeout_seconds, overlap, jitter_seconds)
    select 'crowd-' || n, display_name, description, job_type, service, endpoint,
      config, declared, enabled, time_zone, timeout_seconds, overlap, jitter_seconds
    from job_schedules, generate_series(1, 9999) n where job_name = '${name}'`);
  await expect(aJob({}, 'crowd')).rejects.toMatchObject({ code: 'JOBS_TOO_MANY' });
  await expect(register(name, { overlap: 'allow' }, 'crowd')).resolves.toMatchObject({ created: false });

  await trigger(name);
  await sql.query(`insert into scheduled_jobs (id, job_name, status, origin, queued_at, triggered_by, service, endpoint,
      config, timeout_seconds, exclusive, workflow_id)
    select gen_random_uuid(), job_name, status, origin, queued_at, triggered_by, service, endpoint,
      config, timeout_seconds, exclusive, 'run:' || n
    from scheduled_jobs, generate_series(1, 9999) n where job_name = '${name}'`);
  await expect(trigger(name)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  await expect(trigger(await aJob())).resolves.toBeDefined();
});
