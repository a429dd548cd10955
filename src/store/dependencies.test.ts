// Dependencies as the database keeps them: no cycle gets in, and what many ways lead to is walked once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { JobSettings } from '../contract/jobs.ts';

let opened: TestStore;
let store: TestStore['store'];
let sql: TestStore['sql'];

beforeAll(async () => {
  opened = await openTestStore();
  ({ store, sql } = opened);
});
afterAll(() => opened.close());

function register(name: string, after: string[] = [], on: 'success' | 'any' = 'success') {
  return store.registerJob({
    name,
    displayName: name,
    description: '',
    jobType: 'other',
    service: 'pipeline',
    endpoint: '/run',
    config: {},
    declared: JobSettings.parse({ cronExpression: null, after: after.map((job) => ({ job, on })) }),
    actor: 'service:pipeline',
  });
}

const layer = (number: number, width: number) =>
  Array.from({ length: width }, (_, index) => `layer-${number}-${index}`);

/** Runs the job once. */
async function run(jobName: string, status: 'completed' | 'failed'): Promise<string> {
  const executionId = randomUUID();
  const ids = { executionId, workflowId: `run:${executionId}`, runId: randomUUID() };
  await store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: 'h' });
  await store.beginExecution({ kind: 'execution', ...ids });
  await store.finishExecution({ executionId, status });
  return executionId;
}

/** As the table has them. */
const edgesOfChild = async () =>
  (await sql.query(`select parent from public.dependency_edges where child = 'child' order by parent`)).rows;

it('takes a layered pipeline, in which many ways lead to each job', async () => {
  const startedAt = performance.now();
  for (let number = 0; number < 9; number += 1) {
    for (const name of layer(number, 6)) await register(name, number === 0 ? [] : layer(number - 1, 6));
  }
  // 6^8 ways lead to a job of the last layer: whoever walks them all does not come to an end.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await expect(register('layer-0-3', ['layer-8-0'])).rejects.toMatchObject({
    code: 'DEPENDENCY_CYCLE',
    details: { cycle: expect.arrayContaining(['layer-0-3', 'layer-8-0']) },
  });
});

it('spells a cycle out, the shortest way', async () => {
  await register('b', ['a']);
  await register('c', ['b', 'z']);
  await register('z', ['b']);
  await expect(register('a', ['c'])).rejects.toMatchObject({
    code: 'DEPENDENCY_CYCLE',
    message: expect.stringContaining('a runs after c, c runs after b, b runs after a'),
    details: { cycle: ['a', 'c', 'b', 'a'] },
  });
  await expect(register('alone', ['alone'])).rejects.toMatchObject({
    details: { cycle: ['alone', 'alone'] },
  });
});

it('lets one of two registrations at once close no cycle', async () => {
  for (let round = 0; round < 10; round += 1) {
    const [one, other] = [`ring-${round}-a`, `ring-${round}-b`];
    const answers = await Promise.allSettled([register(one, [other]), register(other, [one])]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  }
});

it('keeps its edges true when a job is changed, deleted and registered again', async () => {
  await register('child', ['p', 'q']);
  await register('child', ['q']);
  expect(await edgesOfChild()).toEqual([{ parent: 'q' }]);
  await store.changeSettings({
    jobName: 'child',
    settings: { after: [{ job: 'r', on: 'any' }] },
    dropped: [],
    actor: 'ana',
  });
  expect(await edgesOfChild()).toEqual([{ parent: 'r' }]);
  await store.deleteJob({ jobName: 'child', actor: 'ana' });
  expect(await edgesOfChild()).toEqual([]);
  // No edge, no cycle; back again, it is one.
  await register('q', ['child']);
  await expect(register('child', ['q'])).rejects.toMatchObject({ code: 'DEPENDENCY_CYCLE' });
  await register('child', ['p']);
  expect(await edgesOfChild()).toEqual([{ parent: 'p' }]);
});

it('does not wait for another registration unless `after` grew', async () => {
  await register('parent');
  await register('calm', ['parent', 'other']);
  await sql.query('begin');
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('dependencies', 0))`);
  try {
    expect((await register('calm', ['parent', 'other'], 'any')).job.version).toBe(2);
    expect((await register('calm', ['parent'], 'any')).job.version).toBe(3);
  } finally {
    await sql.query('rollback');
  }
});

it('shows 500 jobs of a dense graph of 2,000 in time, the nearest ones', async () => {
  await sql.query(`
    insert into public.job_schedules (job_name, display_name, description, enabled, job_type, service, endpoint, config, time_zone,
      timeout_seconds, overlap, jitter_seconds, declared, version, after)
    select format('dense-%s-%s', layer, i), 'dense', '', true, 'other', 'pipeline', '/', '{}', 'UTC', 60, 'skip', 0,
      scheduler_internal.default_settings(), 1,
      case when layer = 0 then '[]' else (select jsonb_agg(jsonb_build_object('job', format('dense-%s-%s', layer - 1, (i + p) % 50), 'on', 'any'))
        from generate_series(0, 19) p) end
    from generate_series(0, 39) layer, generate_series(0, 49) i`);
  const startedAt = performance.now();
  const { nodes, edges, truncated } = await store.jobDependencies({ jobName: 'dense-20-0' });
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(nodes).toHaveLength(500);
  expect(nodes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['dense-20-0', 'dense-19-19', 'dense-21-31', 'dense-17-0', 'dense-23-0']),
  );
  expect(edges.length).toBeGreaterThan(5_000);
  expect(truncated).toBe(true);
  await expect(register('dense-0-0', ['dense-39-0'])).rejects.toMatchObject({ code: 'DEPENDENCY_CYCLE' });
});

it('refuses to walk more than 5,000 jobs', async () => {
  await sql.query(`
    insert into public.job_schedules (job_name, display_name, description, enabled, job_type, service, endpoint, config, time_zone,
      timeout_seconds, overlap, jitter_seconds, declared, version, after)
    select format('chain-%s', i), 'chain', '', true, 'other', 'pipeline', '/', '{}', 'UTC', 60, 'skip', 0,
      scheduler_internal.default_settings(), 1, jsonb_build_array(jsonb_build_object('job', format('chain-%s', i - 1), 'on', 'any'))
    from generate_series(1, 5001) i`);
  await expect(register('end-of-chain', ['chain-5001'])).rejects.toMatchObject({
    code: 'DEPENDENCIES_TOO_MANY',
  });
  expect((await register('within', ['chain-4999'])).created).toBe(true);
});

it('says of each parent how it ended last, and whether that counts', async () => {
  for (const name of ['never-ran', 'went-wrong', 'went-well']) await register(name);
  await register('waits', ['never-ran', 'went-wrong', 'went-well']);
  await register('takes-any', ['went-wrong'], 'any');
  await run('went-wrong', 'completed');
  const failed = await run('went-wrong', 'failed');
  const completed = await run('went-well', 'completed');
  const { edges } = await store.jobDependencies({ jobName: 'waits' });
  expect(edges).toMatchObject([
    { from: 'never-ran', to: 'waits', lastEnd: null },
    { from: 'went-well', lastEnd: { executionId: completed, status: 'completed', counts: true } },
    { from: 'went-wrong', lastEnd: { executionId: failed, status: 'failed', counts: false } },
  ]);
  expect((await store.jobDependencies({ jobName: 'takes-any' })).edges).toMatchObject([
    { lastEnd: { executionId: failed, counts: true } },
  ]);
});

it('ends its search for the cycle when another transaction has opened it', async () => {
  await register('not-in-a-cycle', ['never-registered']);
  await sql.query('set statement_timeout = 2000');
  const { rows } = await sql.query<{ cycle: string[] }>(
    `select scheduler_internal.shortest_cycle(j) as cycle from public.job_schedules j where job_name = 'not-in-a-cycle'`,
  );
  await sql.query('reset statement_timeout');
  expect(rows).toEqual([{ cycle: ['not-in-a-cycle', 'not-in-a-cycle'] }]);
});
