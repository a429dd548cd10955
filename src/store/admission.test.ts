// Admission as a property: whatever happens in whatever order, from 16 connections at once, the limits hold, the order is kept,
// nobody waits for ever, and no two decisions lock each other out.
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../test/support/random.ts';
import { createTestDatabase } from '../../test/support/testDatabase.ts';
import { JobSettings } from '../contract/jobs.ts';

const CONNECTIONS = 16;
const STEPS = 10_000;
const SERVICES = ['one', 'two', 'three'];
const OVERLAPS = ['skip', 'queue', 'allow', 'cancel_running'] as const;

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  pool = new Pool({ connectionString: testDatabase.url, max: CONNECTIONS });
  // The database is dropped while the last of them are still saying goodbye.
  pool.on('connect', (client) => client.on('error', () => undefined));
  for (const service of SERVICES) {
    for (const [index, overlap] of OVERLAPS.entries()) {
      for (const priority of [1, 3, 5]) {
        const name = `${service}-${overlap}-${priority}`;
        await call('register_job', {
          name,
          displayName: name,
          description: '',
          jobType: 'other',
          service,
          endpoint: '/run',
          config: {},
          declared: JobSettings.parse({
            cronExpression: null,
            overlap,
            priority: priority + (index % 2 && priority < 5 ? 1 : 0),
          }),
          actor: 'test',
        });
      }
    }
  }
  // Watches every change under the locks of whoever makes it. A limit that is being set at the moment does not count yet.
  await pool.query(`
    create table violations (what text);
    create function watch() returns trigger language plpgsql set search_path = public as $$
    declare gate services; own job_schedules;
    begin
      select * into gate from services where service = new.service;
      select * into own from job_schedules where job_name = new.job_name;
      if new.status = 'running' and old.status is distinct from 'running' then
        if gate.paused and gate.updated_at < now() - interval '1 second' then insert into violations values ('started while paused'); end if;
        if (select count(*) from scheduled_jobs where service = new.service and status = 'running') > gate.max_concurrent
          and gate.updated_at < now() - interval '1 second' then
          insert into violations values ('more running than the limit');
        end if;
        if own.overlap <> 'allow' and (select count(*) from scheduled_jobs where job_name = new.job_name and status = 'running') > 1 then
          insert into violations values ('two at once of ' || own.overlap);
        end if;
      end if;
      if new.admitted_at is not null and old.admitted_at is null and gate.max_concurrent is not null then
        -- A row that is locked is just being decided about.
        perform from scheduled_jobs e where e.service = new.service and e.status = 'queued' and e.waiting_since is not null
          and e.admitted_at is null and e.id <> new.id and (e.priority, e.queued_at, e.id) < (new.priority, new.queued_at, new.id)
          and e.job_name <> new.job_name and scheduler_internal.job_slot_free(e)
        limit 1 for update skip locked;
        if found then insert into violations values ('overtaken'); end if;
      end if;
      return null;
    end $$;
    create trigger watch after insert or update on scheduled_jobs for each row execute function watch();`);
}, 60_000);
afterAll(async () => {
  await pool.end();
  await testDatabase.drop();
});

async function call(functionName: string, args: object): Promise<Record<string, unknown>> {
  const { rows } = await pool.query<{ answer: Record<string, unknown> }>(
    `select ${functionName}($1::jsonb) as answer`,
    [JSON.stringify(args)],
  );
  return rows[0]!.answer;
}

const jobs = SERVICES.flatMap((service) =>
  OVERLAPS.flatMap((overlap) => [1, 3, 5].map((p) => `${service}-${overlap}-${p}`)),
);
const unfinished: string[] = [];
const runs = new Map<string, string>();

async function begin(executionId: string): Promise<string> {
  const runId = runs.get(executionId) ?? randomUUID();
  runs.set(executionId, runId);
  const { decision } = await call('begin_execution', {
    kind: 'execution',
    executionId,
    workflowId: '',
    runId,
  });
  return String(decision);
}

it(`keeps limits, slots and order over ${STEPS} steps of ${CONNECTIONS} connections`, async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random.next() * items.length)]!;
  const problems: string[] = [];
  let steps = 0;

  async function step(): Promise<void> {
    const dice = random.next();
    const executionId = unfinished.length > 0 ? pick(unfinished) : undefined;
    if (dice < 0.25 || executionId === undefined) {
      const id = randomUUID();
      await call('accept_trigger', {
        executionId: id,
        jobName: pick(jobs),
        triggeredBy: 'manual',
        requestHash: '',
      }).then(
        () => unfinished.push(id),
        // The overlap rule refuses it; nothing else may.
        (error: { code?: string }) => {
          if (error.code !== 'SJ003' && error.code !== 'SJ014') throw error;
        },
      );
    } else if (dice < 0.6) {
      await begin(executionId);
    } else if (dice < 0.9) {
      const { rows } = await pool.query('select from scheduled_jobs where id = $1 and status = $2', [
        executionId,
        'running',
      ]);
      // Who was given a place may never hear of it: whoever asks next finds it.
      if (rows.length > 0)
        await call('finish_execution', { executionId, status: pick(['completed', 'failed', 'cancelled']) });
    } else if (dice < 0.93) {
      await call('cancel_execution', { executionId, actor: 'test' }).catch((error: { code?: string }) => {
        if (error.code !== 'SJ013') throw error;
      });
    } else if (dice < 0.935) {
      await call('set_service', {
        service: pick(SERVICES),
        actor: 'test',
        maxConcurrent: pick([null, 1, 2, 3, 5]),
        paused: random.chance(0.2),
      });
    } else {
      await call('admit_waiting', { service: pick(SERVICES) });
    }
  }

  async function lane(): Promise<void> {
    while (steps < STEPS) {
      steps += 1;
      await step().catch((error: { code?: string; message: string }) =>
        problems.push(`${error.code}: ${error.message}`),
      );
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  expect(problems, `seed ${seed}`).toEqual([]);

  // Everybody who still waits gets a place, once there is room and the others end.
  for (const service of SERVICES)
    await call('set_service', { service, actor: 'test', maxConcurrent: 2, paused: false });
  const idsOf = async (condition: string) =>
    (
      await pool.query<{ id: string }>(`select id from scheduled_jobs where ${condition} order by id`)
    ).rows.map(({ id }) => id);
  // Runs that have not asked yet do so once; then only those that were given a place.
  for (const id of await idsOf(`status = 'queued'`)) await begin(id);
  for (let ended = -1; ended !== 0;) {
    const running = await idsOf(`status = 'running'`);
    ended = running.length;
    await Promise.all(
      running.map((executionId) => call('finish_execution', { executionId, status: 'completed' })),
    );
    await Promise.all((await idsOf(`status = 'queued' and admitted_at is not null`)).map(begin));
  }
  expect(await idsOf(`status in ('queued', 'running')`), `seed ${seed}`).toEqual([]);
  const { rows: violations } = await pool.query('select what, count(*) from violations group by what');
  expect(violations, `seed ${seed}`).toEqual([]);
  const { rows: counts } = await pool.query(
    'select status, count(*)::integer from scheduled_jobs group by status',
  );
  expect(counts.find(({ status }) => status === 'completed').count, `seed ${seed}`).toBeGreaterThan(500);
}, 240_000);
