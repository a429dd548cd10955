// Backfills of one job: whatever their number, their runs go one after the other, oldest first.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { JobSettings } from '../contract/jobs.ts';
import { parseJsonText } from './jsonText.ts';

let opened: TestStore;
let database: TestStore['database'];
let store: TestStore['store'];

beforeAll(async () => {
  opened = await openTestStore();
  ({ database, store } = opened);
});
afterAll(() => opened.close());

async function register(name: string): Promise<void> {
  await store.registerJob({
    name,
    displayName: name,
    description: '',
    jobType: 'other',
    service: 'maker',
    endpoint: '/run',
    config: {},
    declared: JobSettings.parse({ cronExpression: '0 * * * *' }),
    actor: 'service:maker',
  });
}

const at = (hour: number) => new Date(Date.UTC(2026, 0, 5, hour)).toISOString();

async function backfill(jobName: string, hours: number[]): Promise<string> {
  const backfillId = randomUUID();
  await store.acceptBackfill({
    backfillId,
    jobName,
    from: at(0),
    to: at(23),
    occurrences: hours.map((hour) => ({ executionId: randomUUID(), scheduledFor: at(hour) })),
    actor: 'ana',
    triggeredBy: 'manual',
    requestHash: backfillId,
  });
  return backfillId;
}

/** Runs of the job that may begin. */
async function inLine(jobName: string) {
  const { executions } = await store.listHistory({ jobName, limit: 100 });
  return parseJsonText(executions).filter(({ status, awaits }) => status === 'queued' && awaits === null);
}

/** The hours in which the job's runs go, one by one, until none may begin. */
async function runAll(jobName: string): Promise<number[]> {
  const hours: number[] = [];
  for (;;) {
    const [next, ...more] = await inLine(jobName);
    expect(more).toEqual([]);
    if (next === undefined) return hours;
    const { effects } = await runOne(next.id);
    // Whoever ended the run starts the next one, whichever backfill it is of.
    expect(effects.start.map(({ executionId }) => executionId)).toEqual(
      (await inLine(jobName)).map(({ id }) => id),
    );
    hours.push(new Date(next.scheduled_for!).getUTCHours());
  }
}

async function runOne(executionId: string) {
  const ids = { executionId, workflowId: `run:${executionId}`, runId: randomUUID() };
  expect(await store.beginExecution({ kind: 'execution', ...ids })).toMatchObject({ decision: 'run' });
  return store.finishExecution({ executionId, status: 'completed' });
}

it('runs two backfills as one', async () => {
  await register('two');
  await backfill('two', [4, 5, 6]);
  await backfill('two', [0, 1, 7]);
  // The first had begun when the second came.
  expect(await runAll('two')).toEqual([4, 0, 1, 5, 6, 7]);
});

it('goes on with the others when one is cancelled, also one whose run is next', async () => {
  await register('three');
  const first = await backfill('three', [0, 3, 6]);
  const second = await backfill('three', [1, 4, 7]);
  await backfill('three', [2, 5, 8]);
  const [next] = await inLine('three');
  await runOne(next!.id);
  const { effects } = await store.cancelBackfill({ backfillId: second, actor: 'ana' });
  expect(effects.start.map(({ scheduledFor }) => scheduledFor)).toEqual([at(2)]);
  const [following] = await inLine('three');
  const cancelled = await store.cancelExecution({ executionId: following!.id, actor: 'ana' });
  expect(cancelled.effects.start.map(({ scheduledFor }) => scheduledFor)).toEqual([at(3)]);
  expect(await runAll('three')).toEqual([3, 5, 6, 8]);
  expect(await store.getBackfill({ backfillId: first })).toMatchObject({ backfill: { status: 'completed' } });
});

it('frees the next run when a process died before it could', async () => {
  await register('died');
  await backfill('died', [1, 2]);
  await backfill('died', [0, 3]);
  const [next] = await inLine('died');
  // As a run ends that never began: nobody asks what follows.
  await database.call('finish_execution', { executionId: next!.id, status: 'failed' });
  expect(await store.releaseBackfills({ limit: 10 })).toEqual({ released: 0 });
  expect(await runAll('died')).toEqual([0, 2, 3]);
});
