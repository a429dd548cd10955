// The audit: by way of what a change came, whatever its author is called; and what belongs together.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { JobSettings } from '../contract/jobs.ts';

let opened: TestStore;
let database: TestStore['database'];
let store: TestStore['store'];
let sql: TestStore['sql'];

beforeAll(async () => {
  opened = await openTestStore();
  ({ database, store, sql } = opened);
});
afterAll(() => opened.close());

function register(name: string, service = 'mail') {
  return store.registerJob({
    name,
    displayName: name,
    description: '',
    jobType: 'email',
    service,
    endpoint: '/run',
    config: {},
    declared: JobSettings.parse({ cronExpression: '0 9 * * *' }),
    actor: `service:${service}`,
  });
}

const events = async (jobName: string) =>
  (await store.listAllEvents({ limit: 100, jobs: [jobName] })).events.map(({ actor, action, source }) => ({
    actor,
    action,
    source,
  }));

it.each(['reconcile', 'scheduler', 'registration', 'portal', 'api', 'service:mail'])(
  'keeps "%s" as a name and takes no source from it',
  async (actor) => {
    const jobName = `named-${actor.replace(':', '-')}`;
    await register(jobName);
    const { job } = await store.disableJob({ jobName, actor, source: 'portal' });
    await store.enableJob({ jobName, actor });
    // Callers of the database cannot name a part of the scheduler either.
    await database.call('change_cron', { jobName, cronExpression: '0 8 * * *', actor, source: 'reconcile' });
    const scheduledFor = '2099-01-01T08:00:00.000Z';
    const occurrence = { jobName, revision: job.revision + 2, scheduledFor, nextRunAt: null, actor };
    await store.skipOccurrence({ ...occurrence, executionId: randomUUID(), source: 'portal' });
    await store.unskipOccurrence(occurrence);
    await store.recordJobEvent({ jobName, actor, action: 'schedule repaired', reason: 'it was gone' });
    expect(await events(jobName)).toEqual([
      { actor, action: 'schedule repaired', source: 'reconcile' },
      { actor, action: 'skip undone', source: 'api' },
      { actor, action: 'occurrence skipped', source: 'portal' },
      { actor, action: 'cron changed', source: 'api' },
      { actor, action: 'enabled', source: 'api' },
      { actor, action: 'disabled', source: 'portal' },
      { actor: 'service:mail', action: 'registered', source: 'registration' },
    ]);
    const people = await store.listAllEvents({ limit: 100, jobs: [jobName], machine: false });
    expect(people.events).toHaveLength(5);
  },
);

const actorsLike = async (who: string) =>
  (await store.listAllEvents({ limit: 100, jobs: ['found-by-part'], who })).events.map(({ actor }) => actor);

it('finds events by any part of who did it', async () => {
  await register('found-by-part');
  for (const actor of ['Ana Pérez', 'ben_100%']) {
    await store.disableJob({ jobName: 'found-by-part', actor });
    await store.enableJob({ jobName: 'found-by-part', actor });
  }
  expect(await actorsLike('PÉREZ')).toEqual(['Ana Pérez', 'Ana Pérez']);
  expect(await actorsLike('100%')).toEqual(['ben_100%', 'ben_100%']);
  expect(await actorsLike('service:')).toEqual(['service:mail']);
  expect(await actorsLike('nobody')).toEqual([]);
});

it('marks the events of one bulk change, and no others', async () => {
  const names = ['bulk-a', 'bulk-b', 'bulk-c'];
  for (const name of names) await register(name);
  const bulkId = randomUUID();
  await store.changeJobs({ action: 'disable', names, actor: 'ana', bulkId });
  await store.enableJob({ jobName: 'bulk-a', actor: 'ana' });
  const { rows } = await sql.query(
    `select job_name, action from public.job_events where bulk_id = $1 order by id`,
    [bulkId],
  );
  expect(rows).toEqual(names.map((name) => ({ job_name: name, action: 'disabled' })));
  const { events: listed } = await store.listAllEvents({ limit: 3, jobs: names });
  expect(listed.map((event) => event.bulkId)).toEqual([null, bulkId, bulkId]);
});

/** As if so much time had passed since all that was registered. */
const later = (interval: string) =>
  sql.query(`
    update public.services set last_registered_at = last_registered_at - interval '${interval}',
      registering_since = registering_since - interval '${interval}' where service = 'starter';
    update public.job_schedules set last_registered_at = last_registered_at - interval '${interval}'
      where service = 'starter'`);

it('knows when a job was registered last, and which ones a start of its service left out', async () => {
  await register('kept', 'starter');
  await register('left-out', 'starter');
  const ofService = async () =>
    (await store.listServices({})).services.find(({ name }) => name === 'starter')!;
  expect(await ofService()).toMatchObject({ droppedJobs: [], lastRegisteredAt: expect.any(String) });
  await later('1 day');
  await register('kept', 'starter');
  // The start has just begun.
  expect(await ofService()).toMatchObject({ droppedJobs: [] });
  // Time alone makes the list of jobs another one.
  const { version } = await store.jobsVersion({});
  await sql.query(
    `update public.services set registering_since = registering_since - interval '2 minutes' where service = 'starter'`,
  );
  expect((await store.jobsVersion({})).version).not.toBe(version);
  await later('2 minutes');
  expect(await ofService()).toMatchObject({ droppedJobs: ['left-out'] });
  const { job } = await store.getJob({ jobName: 'left-out' });
  expect(job).toMatchObject({ droppedByService: true });
  expect(Date.now() - Date.parse(job.lastRegisteredAt!)).toBeGreaterThan(86_400_000);
  expect((await store.getJob({ jobName: 'kept' })).job).toMatchObject({ droppedByService: false });
  expect((await register('left-out', 'starter')).job).toMatchObject({ droppedByService: false });
  // A service that registers again and again has no start; what it leaves out for ten minutes shows all the same.
  for (const _ of [1, 2, 3, 4]) {
    await later('4 minutes');
    await register('kept', 'starter');
  }
  expect(await ofService()).toMatchObject({ droppedJobs: ['left-out'] });
});
