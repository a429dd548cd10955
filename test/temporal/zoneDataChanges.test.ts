// Zone data changes with Node: what was compiled with another version is compiled anew by the repair loop, before it is due.
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { NODE_ZONE_DATA, type ZoneData } from '../../src/domain/cron/zoneData.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const ZONE = 'Africa/Casablanca';
const HOUR_MS = 3_600_000;

/** In which the clocks of one zone are an hour behind what they are now. */
const OLDER: ZoneData = {
  version: '2018a',
  utcOffsetMsAt: (zone, instantMs) =>
    NODE_ZONE_DATA.utcOffsetMsAt(zone, instantMs) - (zone === ZONE ? HOUR_MS : 0),
};

let scheduler: TestScheduler;
let database: Client;
beforeAll(async () => {
  scheduler = await startTestScheduler({ zoneData: OLDER });
  database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await scheduler.stop();
});
beforeEach(async () => {
  await scheduler.stopProcess();
  await scheduler.startProcess({}, { zoneData: OLDER });
});

/** Every day at the time that clocks by today's rules show in the zone at an instant. */
function dailyAt(instantMs: number): string {
  const reading = new Date(instantMs + NODE_ZONE_DATA.utcOffsetMsAt(ZONE, instantMs));
  return `${reading.getUTCMinutes()} ${reading.getUTCHours()} * * *`;
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

async function nextFire(name: string): Promise<string | undefined> {
  const { info } = await scheduler.temporal.schedule.getHandle(`job:${name}`).describe();
  return info.nextActionTimes[0]?.toISOString();
}

const eventsOf = async (jobName: string) => (await scheduler.store.listEvents({ jobName })).events;
const minuteAfter = (ms: number) => Math.ceil((Date.now() + ms) / 60_000) * 60_000;

it('compiles the Schedules of a zone anew when its rules have changed, and leaves the others alone', async () => {
  const due = minuteAfter(HOUR_MS / 2);
  const moved = await scheduler.register({ name: 'moved', cronExpression: dailyAt(due), timeZone: ZONE });
  await scheduler.register({ name: 'unmoved', cronExpression: '0 9 * * *', timeZone: 'Europe/Berlin' });
  expect(moved.nextRunAt).toBe(iso(due + HOUR_MS));
  expect(await nextFire('moved')).toBe(iso(due + HOUR_MS));
  const unmovedBefore = await scheduler.store.getScheduleSync({ jobName: 'unmoved' });
  expect(unmovedBefore.inputs).toMatchObject({ zones: '2018a' });

  await scheduler.stopProcess();
  await scheduler.startProcess();
  await expect.poll(() => nextFire('moved')).toBe(iso(due));
  await expect
    .poll(async () => (await eventsOf('moved'))[0])
    .toMatchObject({
      actor: 'reconcile',
      action: 'schedule compiled anew',
      before: { zones: '2018a' },
      after: { zones: NODE_ZONE_DATA.version },
      reason: expect.stringContaining('zone data 2018a'),
    });
  const job = await scheduler.job('moved');
  expect(job).toMatchObject({ nextRunAt: iso(due), version: moved.version, revision: moved.revision });
  const { upcoming } = (await scheduler.api('GET', '/api/jobs/moved/upcoming?count=1')).body;
  expect(upcoming).toEqual([{ scheduledFor: iso(due) }]);

  await expect
    .poll(async () => (await scheduler.store.getScheduleSync({ jobName: 'unmoved' })).inputs)
    .toEqual({ ...unmovedBefore.inputs, zones: NODE_ZONE_DATA.version });
  const unmoved = await scheduler.store.getScheduleSync({ jobName: 'unmoved' });
  expect(unmoved.conflictToken, 'the same Schedule is not written').toBe(unmovedBefore.conflictToken);
  expect(await eventsOf('unmoved')).toHaveLength(1);
});

it('says of an occurrence that the older Schedule lacked why nothing had started it', async () => {
  const due = minuteAfter(-HOUR_MS / 2);
  const daily = { cronExpression: dailyAt(due), timeZone: ZONE };
  await scheduler.register({ name: 'lacked', ...daily, catchup: 'none' });
  await scheduler.register({ name: 'lacked-late', ...daily, catchupSeconds: 7_200 });
  await scheduler.stopProcess();
  // As if they had been registered before the occurrence.
  const before = iso(due - 60_000);
  await database.query('update job_definitions set valid_from = $1 where job_name like $2', [
    before,
    'lacked%',
  ]);
  await database.query(
    'update job_schedules set ledger_until = $1, ledger_due_at = $1 where job_name like $2',
    [before, 'lacked%'],
  );

  await scheduler.startProcess();
  const missed = await scheduler.execution('lacked', ({ status }) => status === 'missed');
  expect(missed).toMatchObject({
    scheduled_for: iso(due),
    reason: expect.stringMatching(
      /^schedule_outdated: its Schedule had been compiled with other rules \(zone data 2018a\)/,
    ),
  });
  await scheduler.execution(
    'lacked-late',
    ({ status, scheduled_for }) => status === 'completed' && scheduled_for === iso(due),
  );
  const recorded = (await eventsOf('lacked-late')).find(({ action }) => action === 'occurrences recorded');
  expect(recorded?.reason).toContain('zone data 2018a');
});

it('compiles a Schedule of unknown origin once, without a trace', async () => {
  await scheduler.register({ name: 'unknown', cronExpression: '0 9 * * *', timeZone: ZONE });
  await database.query("update job_schedules set schedule_inputs = null where job_name = 'unknown'");
  await expect
    .poll(async () => (await scheduler.store.getScheduleSync({ jobName: 'unknown' })).inputs)
    .toMatchObject({ zones: '2018a' });
  expect(await eventsOf('unknown')).toHaveLength(1);
});
