// The fence around a job's Schedule: one writer at a time, the newest revision last, and no write counts after its claim is lost.
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { SchedulerError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import type { DesiredSchedule } from '../store/verbs/scheduleSync.ts';
import type { JobSchedules } from '../temporal/jobSchedules.ts';
import { createSyncSchedule } from './syncSchedule.ts';

const INPUTS = { zones: '2026b', compiler: 1, spec: 's' };

const desired = (revision: number, more: Partial<DesiredSchedule> = {}): DesiredSchedule => ({
  jobName: 'digest',
  revision,
  projectedRevision: 0,
  exists: true,
  enabled: true,
  pausedUntil: null,
  cronExpression: '0 9 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  priority: 3,
  service: 'mail',
  endpoint: '/run',
  conflictToken: null,
  inputs: null,
  nextRunAt: null,
  ...more,
});

/** A Temporal that holds what was written last, and a database whose answers the test gives. */
function setUp({ isCircuitOpen = false } = {}) {
  const written: number[] = [];
  const store = {
    claimScheduleSync: vi.fn().mockResolvedValue({ state: 'claimed', desired: desired(1) }),
    finishScheduleSync: vi.fn().mockResolvedValue({ state: 'current' }),
    releaseScheduleSync: vi.fn().mockResolvedValue({}),
    getScheduleSync: vi.fn(),
  };
  const schedules = {
    write: vi.fn(async ({ revision }: DesiredSchedule) => {
      written.push(revision);
      return INPUTS;
    }),
    describe: vi.fn(async () => ({
      conflictToken: `token-${written.at(-1)}`,
      paused: false,
      taskQueue: 'q',
      revision: written.at(-1) ?? null,
    })),
    remove: vi.fn(async () => undefined),
  };
  const sync = createSyncSchedule({
    store: store as unknown as Store,
    schedules: schedules as unknown as JobSchedules,
    isCircuitOpen: () => isCircuitOpen,
    log: pino({ level: 'silent' }),
  });
  return { written, store, schedules, sync };
}

it('writes, sees what it wrote, and finishes with the conflict token and the inputs', async () => {
  const { written, store, sync } = setUp();
  expect(await sync('digest')).toBe('applied');
  expect(written).toEqual([1]);
  const { token } = store.claimScheduleSync.mock.calls[0]![0];
  expect(store.finishScheduleSync).toHaveBeenCalledExactlyOnceWith({
    jobName: 'digest',
    token,
    revision: 1,
    conflictToken: 'token-1',
    inputs: INPUTS,
  });
});

it('writes a revision that came while it was writing, under the same claim', async () => {
  const { written, store, sync } = setUp();
  store.finishScheduleSync.mockResolvedValueOnce({ state: 'claimed', desired: desired(2) });
  expect(await sync('digest')).toBe('applied');
  expect(written).toEqual([1, 2]);
  expect(store.claimScheduleSync).toHaveBeenCalledOnce();
  const tokens = store.finishScheduleSync.mock.calls.map(([{ token }]) => token);
  expect(new Set(tokens).size).toBe(1);
});

it('leaves a lost claim to reconcile: the write of its new holder may lie before', async () => {
  const { store, sync } = setUp();
  store.finishScheduleSync.mockResolvedValueOnce({ state: 'lost' });
  expect(await sync('digest')).toBe('pending');
});

it('waits while another writer holds the claim, until its own revision is there', async () => {
  const { written, store, sync } = setUp();
  store.claimScheduleSync.mockResolvedValue({ state: 'busy', revision: 4 });
  store.getScheduleSync
    .mockResolvedValueOnce({ projectedRevision: 3 })
    .mockResolvedValueOnce({ projectedRevision: 4 });
  expect(await sync('digest')).toBe('applied');
  expect(written).toEqual([]);
});

it('gives the claim back when Temporal does not answer', async () => {
  const { store, schedules, sync } = setUp();
  schedules.write.mockRejectedValue(new SchedulerError('TEMPORAL_UNAVAILABLE', 'no answer'));
  expect(await sync('digest')).toBe('pending');
  const { token } = store.claimScheduleSync.mock.calls[0]![0];
  expect(store.releaseScheduleSync).toHaveBeenCalledWith({ jobName: 'digest', token });
  expect(store.finishScheduleSync).not.toHaveBeenCalled();
});

it('gives it back, too, when the Schedule cannot be compiled, and says why', async () => {
  const { store, schedules, sync } = setUp();
  schedules.write.mockRejectedValue(new Error('unknown zone'));
  await expect(sync('digest')).rejects.toThrow('unknown zone');
  expect(store.releaseScheduleSync).toHaveBeenCalledOnce();
});

it('asks neither while Temporal has just failed, unless it is forced to', async () => {
  const { store, sync } = setUp({ isCircuitOpen: true });
  expect(await sync('digest')).toBe('pending');
  expect(store.claimScheduleSync).not.toHaveBeenCalled();
  expect(await sync('digest', { force: true })).toBe('applied');
});

it('removes the Schedule of a job that has none', async () => {
  const { written, store, schedules, sync } = setUp();
  store.claimScheduleSync.mockResolvedValue({ state: 'claimed', desired: desired(2, { exists: false }) });
  expect(await sync('digest')).toBe('applied');
  expect(schedules.remove).toHaveBeenCalledWith('digest');
  expect(written).toEqual([]);
  expect(store.finishScheduleSync).toHaveBeenCalledWith(
    expect.objectContaining({ revision: 2, conflictToken: null, inputs: null }),
  );
});
