import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { DesiredSchedule } from '../../store/verbs/scheduleSync.ts';
import type { ReconcileDeps } from '../deps.ts';
import { createRepairSchedules } from './repairSchedules.ts';

const TOKEN = 'as written';
const WANTED: DesiredSchedule = {
  jobName: 'job',
  revision: 3,
  projectedRevision: 3,
  exists: true,
  enabled: true,
  pausedUntil: null,
  cronExpression: '0 3 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  priority: 3,
  service: 'mail',
  endpoint: '/run',
  conflictToken: TOKEN,
  inputs: null,
  nextRunAt: null,
};
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `job-${String(index).padStart(3, '0')}`);

/** What is listed and described in Temporal, beside what the rows want. */
function repairing(
  desired: DesiredSchedule[],
  listed: { jobName: string; paused: boolean }[],
  options: { described?: object | null; row?: object; taskQueue?: string } = {},
) {
  const described = { revision: 3, paused: false, conflictToken: TOKEN, taskQueue: 'ours' };
  const deps = {
    store: {
      listDesiredSchedules: vi.fn().mockResolvedValue({ schedules: desired, nextCursor: null }),
      getScheduleSync: vi
        .fn()
        .mockResolvedValue({ revision: 3, projectedRevision: 3, conflictToken: TOKEN, ...options.row }),
      recordJobEvent: vi.fn(),
    },
    schedules: {
      list: async function* list() {
        yield* listed;
        return Promise.resolve();
      },
      describe: vi
        .fn()
        .mockResolvedValue(options.described === null ? undefined : { ...described, ...options.described }),
      remove: vi.fn(),
    },
    syncSchedule: vi.fn().mockResolvedValue('applied'),
    config: { temporalTaskQueue: 'ours' },
    log: pino({ level: 'silent' }),
  };
  return {
    repairSchedules: createRepairSchedules(deps as unknown as ReconcileDeps),
    ...deps,
    asked: () => deps.schedules.describe.mock.calls.map(([jobName]) => String(jobName)),
  };
}

const shown = (jobName = 'job', paused = false) => ({ jobName, paused });

describe('a pass of repairs', () => {
  it('describes a hundred Schedules in turn, and begins again after the last', async () => {
    const all = names(150);
    const { repairSchedules, asked } = repairing(
      all.map((jobName) => ({ ...WANTED, jobName })),
      all.map((jobName) => shown(jobName)),
    );
    for (let pass = 0; pass < 3; pass += 1) await repairSchedules();
    expect(asked()).toEqual([...all.slice(0, 100), ...all.slice(100), ...all.slice(0, 100)]);
  });

  it('describes at once what the list lacks, or shows paused or not as its job is not', async () => {
    const all = names(200);
    const [missing, paused, enabled] = ['job-110', 'job-120', 'job-130'];
    const { repairSchedules, asked } = repairing(
      all.map((jobName) => ({ ...WANTED, jobName, enabled: jobName !== enabled })),
      all.filter((jobName) => jobName !== missing).map((jobName) => shown(jobName, jobName === paused)),
    );
    await repairSchedules();
    expect(asked().slice(100)).toEqual([missing, paused, enabled]);
  });

  it('leaves alone what is as it was written', async () => {
    const { repairSchedules, syncSchedule } = repairing([WANTED], [shown()]);
    expect(await repairSchedules()).toBe(0);
    expect(syncSchedule).not.toHaveBeenCalled();
  });

  it.each([
    ['missing', null, 'was missing'],
    ['paused by hand', { paused: true }, 'was changed outside the scheduler'],
    ['of another revision', { revision: 2 }, 'was changed outside the scheduler'],
    ['written by somebody else', { conflictToken: 'another' }, 'was changed outside the scheduler'],
  ])('writes one that is %s again, with an audit event', async (_, described, reason) => {
    const { repairSchedules, syncSchedule, store } = repairing([WANTED], [shown()], { described });
    expect(await repairSchedules()).toBe(1);
    expect(syncSchedule).toHaveBeenCalledWith('job', { force: true });
    expect(store.recordJobEvent).toHaveBeenCalledWith({
      jobName: 'job',
      actor: 'reconcile',
      action: 'schedule repaired',
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    ['whose job has changed since', { revision: 4 }],
    ['that is behind its job', { projectedRevision: 2 }],
    ['that this scheduler has written since', { conflictToken: 'newer' }],
  ])('takes no Schedule for drifted %s', async (_, row) => {
    const { repairSchedules, syncSchedule } = repairing([WANTED], [], { described: null, row });
    expect(await repairSchedules()).toBe(0);
    expect(syncSchedule).not.toHaveBeenCalled();
  });

  it('tells nobody of a repair that did not come about', async () => {
    const { repairSchedules, syncSchedule, store } = repairing([WANTED], [], { described: null });
    syncSchedule.mockResolvedValue('pending');
    expect(await repairSchedules()).toBe(0);
    expect(store.recordJobEvent).not.toHaveBeenCalled();
  });

  it('removes a Schedule without a job, unless another scheduler owns it', async () => {
    const ours = repairing([], [shown('leftover')]);
    expect(await ours.repairSchedules()).toBe(1);
    expect(ours.schedules.remove).toHaveBeenCalledWith('leftover');
    const theirs = repairing([], [shown('theirs')], { described: { taskQueue: 'another' } });
    expect(await theirs.repairSchedules()).toBe(0);
    expect(theirs.schedules.remove).not.toHaveBeenCalled();
  });

  it('wants no Schedule of a job that was deleted', async () => {
    const { repairSchedules, schedules, syncSchedule } = repairing([{ ...WANTED, exists: false }], [shown()]);
    expect(await repairSchedules()).toBe(1);
    expect(schedules.remove).toHaveBeenCalledWith('job');
    expect(syncSchedule).not.toHaveBeenCalled();
  });
});
