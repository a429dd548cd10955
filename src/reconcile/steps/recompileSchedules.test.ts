import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { NODE_ZONE_DATA } from '../../domain/cron/zoneData.ts';
import type { DesiredSchedule } from '../../store/verbs/scheduleSync.ts';
import type { ReconcileDeps } from '../deps.ts';
import { recompileSchedules } from './recompileSchedules.ts';

const outdated = (index: number): DesiredSchedule => ({
  jobName: `job-${index}`,
  revision: 3,
  projectedRevision: 3,
  exists: true,
  enabled: false,
  pausedUntil: null,
  cronExpression: '0 3 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  priority: 3,
  service: 'mail',
  endpoint: '/run',
  conflictToken: null,
  inputs: { zones: 'older', compiler: 0, spec: 'other' },
  nextRunAt: null,
});

it('writes many Schedules one after the other, at a bounded pace', async () => {
  const writtenAt: number[] = [];
  const schedules = Array.from({ length: 31 }, (_, index) => outdated(index));
  const deps = {
    store: {
      listOutdatedSchedules: vi.fn().mockResolvedValue({ schedules, count: 31 }),
      recordJobEvent: vi.fn(),
    },
    syncSchedule: vi.fn(async () => {
      writtenAt.push(performance.now());
      return Promise.resolve('applied');
    }),
    zoneData: NODE_ZONE_DATA,
    log: pino({ level: 'silent' }),
  };
  expect(await recompileSchedules(deps as unknown as ReconcileDeps)).toBe(31);
  // 30 in a second; on a busy machine the first may be late.
  expect(writtenAt.at(-1)! - writtenAt[0]!).toBeGreaterThan(800);
});
