// Postgres is restored to an earlier state, and Temporal has run jobs since: every occurrence in between gets a row that explains
// it, and no run is repeated. With Temporal as it was, with an empty Temporal, and when nobody declares the restore.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { declareRestore } from '../../src/store/declareRestore.ts';
import { copyDatabase, dropCopy, restoreDatabase } from '../support/copyDatabase.ts';
import { createNamespace } from '../support/createNamespace.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { report, SUCCESS, type ReceivedCall, type TestService } from '../support/testService.ts';

/** Catch-up judges an occurrence when it is this late. */
const LATE_MS = 62_000;

let scheduler: TestScheduler;
let absent: TestService;
let backup: string;
/** The state that is restored, and the end of all that it does not know. */
let backedUpAt: Date;
let stoppedAt: Date;
/** Runs that the backup has as unfinished, by job. */
const unfinished: Record<string, string> = {};
/** The workflow of a run that was under way and is not in the backup. */
let unknownWorkflow: string;

const triggered = async (name: string, body: object = {}) => {
  const answer = await scheduler.api('POST', `/api/jobs/${name}/trigger`, body, { prefer: 'respond-async' });
  return answer.body.executionId as string;
};
const completedSince = (name: string, since: Date) =>
  scheduler.execution(
    name,
    (row) => row.status === 'completed' && Date.parse(row.scheduled_for ?? '') > since.getTime(),
  );
const pauseAbsent = (paused: boolean) => scheduler.api('PUT', '/api/services/absent-service', { paused });

beforeAll(async () => {
  scheduler = await startTestScheduler();
  absent = await scheduler.startAbsentService();
});
afterAll(async () => {
  await scheduler.stop();
  await absent.stop();
  await dropCopy(backup);
});

it('runs jobs after the backup that the backup does not know of', async () => {
  const accepted: ReceivedCall[] = [];
  scheduler.service.respondWith((call) => {
    if (call.body.jobName !== 'long') return { body: SUCCESS };
    accepted.push(call);
    return { status: 202 };
  });
  await scheduler.register({
    name: 'frequent',
    cronExpression: '*/2 * * * * *',
    overlap: 'allow',
    catchup: 'all',
  });
  await scheduler.register({
    name: 'long',
    overlap: 'allow',
    timeoutSeconds: 3_600,
    heartbeatSeconds: 3_600,
  });
  await scheduler.register({ name: 'once' });
  await scheduler.register({ name: 'waiting', service: 'absent-service' });
  await pauseAbsent(true);
  unfinished['waiting'] = await triggered('waiting');
  unfinished['long'] = await triggered('long');
  unfinished['once'] = await triggered('once', { runAt: new Date(Date.now() + 12_000).toISOString() });
  await expect.poll(() => accepted).toHaveLength(1);
  await completedSince('frequent', new Date(0));
  await scheduler.stopProcess();
  backedUpAt = new Date();
  backup = await copyDatabase(scheduler.databaseUrl);

  await scheduler.startProcess();
  await pauseAbsent(false);
  await report(accepted[0]!, 'complete', SUCCESS);
  for (const [name, id] of Object.entries(unfinished)) {
    await scheduler.execution(name, (row) => row.id === id && row.status === 'completed');
  }
  const unknown = await triggered('long');
  await expect.poll(() => accepted).toHaveLength(2);
  unknownWorkflow = `run:${unknown}`;
  await completedSince('frequent', new Date(backedUpAt.getTime() + 4_000));
  await scheduler.stopProcess();
  stoppedAt = new Date();
  expectNoRepeat();
  await delay(LATE_MS);
}, 200_000);

/** Occurrences of the frequent job that took place and are not in the backup. */
async function forgottenRows() {
  return (await scheduler.history('frequent')).filter(inGap).toReversed();
}

function inGap({ scheduled_for: at }: { scheduled_for: string | null }): boolean {
  return at !== null && Date.parse(at) > backedUpAt.getTime() && Date.parse(at) < stoppedAt.getTime() - 2_000;
}

/** How many of them there have to be: the instants of the cron expression. */
function forgottenInstants(): string[] {
  const instants: string[] = [];
  const end = stoppedAt.getTime() - 2_000;
  for (let at = Math.floor(backedUpAt.getTime() / 2_000) * 2_000 + 2_000; at < end; at += 2_000)
    instants.push(new Date(at).toISOString());
  return instants;
}

function expectNoRepeat(): void {
  const calls = [...scheduler.service.calls, ...absent.calls].map(({ body }) => body.executionId);
  const repeated = calls.filter((id, index) => calls.indexOf(id) !== index);
  expect(repeated).toEqual([]);
}

/** Resolves when catch-up has passed what was forgotten, and jobs run again. */
async function untilExplained(): Promise<void> {
  const startedAt = new Date();
  await expect
    .poll(async () => (await forgottenRows()).map(({ scheduled_for: at }) => at), { timeout: 60_000 })
    .toEqual(forgottenInstants());
  await completedSince('frequent', startedAt);
}

async function expectUnfinishedUnknown(): Promise<void> {
  for (const [name, id] of Object.entries(unfinished)) {
    const { body } = await scheduler.api('GET', `/api/executions/${id}`);
    expect(body.execution, name).toMatchObject({
      status: 'failed',
      reason_code: 'database_restored',
      error_message: expect.stringMatching(/set back to its state of .* is unknown: check there/),
    });
  }
}

it('records what Temporal remembers, and repeats nothing', async () => {
  await restoreDatabase(scheduler.databaseUrl, backup);
  const declared = await declareRestore(scheduler.databaseUrl, { to: stoppedAt.toISOString() });
  expect(declared.ended).toBe(3);
  expect(backedUpAt.getTime() - Date.parse(declared.from)).toBeLessThan(5_000);
  await scheduler.startProcess();
  await untilExplained();
  for (const row of await forgottenRows()) {
    expect(row).toMatchObject({
      status: 'completed',
      started_at: expect.any(String),
      reason_code: 'database_restored',
      reason_details: { restoredTo: declared.from, workflowStatus: 'completed' },
      reason: expect.stringMatching(/Temporal knows this run as completed/),
    });
  }
  await expectUnfinishedUnknown();
  await expect
    .poll(async () => (await scheduler.temporal.workflow.getHandle(unknownWorkflow).describe()).status.name)
    .not.toBe('RUNNING');
  expectNoRepeat();
  await scheduler.stopProcess();
}, 120_000);

it('repeats nothing either when nobody declares the restore', async () => {
  await restoreDatabase(scheduler.databaseUrl, backup);
  await scheduler.startProcess();
  await untilExplained();
  expect((await forgottenRows()).map(({ reason_code: code }) => code)).toEqual(
    forgottenInstants().map(() => 'database_restored'),
  );
  await pauseAbsent(false);
  for (const [name, id] of Object.entries(unfinished)) {
    await scheduler.execution(name, (row) => row.id === id && row.status === 'failed');
  }
  expectNoRepeat();
  await scheduler.stopProcess();
}, 120_000);

it('says that nobody knows when Temporal is empty, too, and goes on from there', async () => {
  await restoreDatabase(scheduler.databaseUrl, backup);
  const { from } = await declareRestore(scheduler.databaseUrl);
  await scheduler.startProcess({ TEMPORAL_NAMESPACE: await createNamespace(inject('temporalAddress')) });
  await untilExplained();
  for (const row of await forgottenRows()) {
    expect(row).toMatchObject({
      status: 'missed',
      reason_code: 'database_restored',
      reason_details: { restoredTo: from },
      reason: expect.stringMatching(/whether the service did the work is unknown: check there/),
    });
  }
  await expectUnfinishedUnknown();
  expectNoRepeat();
}, 120_000);
