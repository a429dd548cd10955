import { expect, it, vi } from 'vitest';
import { NODE_ZONE_DATA } from '../../domain/cron/zoneData.ts';
import type { DesiredSchedule } from '../../store/verbs/scheduleSync.ts';
import type { ReconcileDeps } from '../deps.ts';
import { recompileSchedules } from './recompileSchedules.ts';

it('keeps to what somebody has skipped when it computes the next run anew', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const [skipped, next] = [`${tomorrow}T00:00:00.000Z`, `${tomorrow}T06:00:00.000Z`];
  const desired = {
    jobName: 'job',
    revision: 1,
    cronExpression: `0 */6 * * *`,
    timeZone: 'UTC',
    enabled: true,
    // So that the first occurrence is the one of midnight, whatever the time is now.
    pausedUntil: skipped,
    inputs: null,
    nextRunAt: next,
  } as unknown as DesiredSchedule;
  const setNextRun = vi.fn();
  const deps = {
    store: {
      listOutdatedSchedules: vi.fn().mockResolvedValue({ schedules: [desired] }),
      listSkippedAhead: vi.fn().mockResolvedValue({ skipped: [skipped], planned: [] }),
      setNextRun,
    },
    syncSchedule: vi.fn().mockResolvedValue('applied'),
    zoneData: NODE_ZONE_DATA,
  } as unknown as ReconcileDeps;
  expect(await recompileSchedules(deps)).toBe(1);
  expect(setNextRun).not.toHaveBeenCalled();
});
