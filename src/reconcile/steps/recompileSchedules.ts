// Schedules and next runs that were compiled with other zone data, or by another version of the compiler, than this worker's.
// Only the holder of the lease recompiles, so that two versions side by side do not overwrite each other in turns.
import { expectedRuns } from '../../coordination/expectedRuns.ts';
import { compileSchedule } from '../../domain/cron/compile/compileSchedule.ts';
import {
  compilerInputs,
  scheduleInputs,
  type ScheduleInputs,
} from '../../domain/cron/compile/scheduleInputs.ts';
import { errorMessage, SchedulerError } from '../../domain/errors.ts';
import { mapConcurrently } from '../../domain/mapConcurrently.ts';
import type { DesiredSchedule } from '../../store/verbs/scheduleSync.ts';
import { RECONCILE, type ReconcileDeps } from '../deps.ts';
import { createPace } from '../pace.ts';

const PAGE = 100;
/** The rest is left to the next pass, so that the other steps get to run. */
const BUDGET_MS = 10_000;
/** Beside full runs. With the pause between passes 10,000 Schedules take about a quarter of an hour, those due next first. */
const WRITES_PER_SECOND = 30;

type Result = 'rewritten' | 'same' | 'not now';

/** Resolves to the number of Schedules written. */
export async function recompileSchedules({
  store,
  syncSchedule,
  zoneData,
  log,
}: ReconcileDeps): Promise<number> {
  const ours = compilerInputs(zoneData);
  const deadline = performance.now() + BUDGET_MS;
  const pace = createPace(WRITES_PER_SECOND);
  let rewritten = 0;
  for (;;) {
    const { schedules } = await store.listOutdatedSchedules({ inputs: ours, limit: PAGE });
    const results = await mapConcurrently(schedules, attempt);
    rewritten += results.filter((result) => result === 'rewritten').length;
    const stuck = results.every((result) => result === 'not now');
    if (schedules.length < PAGE || stuck || performance.now() > deadline) return rewritten;
  }

  /** A job that cannot be compiled must not block the others. */
  async function attempt(desired: DesiredSchedule): Promise<Result> {
    try {
      return await recompile(desired);
    } catch (error) {
      if (error instanceof SchedulerError) throw error;
      log.error({ jobName: desired.jobName, error: errorMessage(error) }, 'schedule not compiled');
      return 'not now';
    }
  }

  async function recompile(desired: DesiredSchedule): Promise<Result> {
    const { jobName, revision, timeZone, enabled, pausedUntil } = desired;
    const cronExpression = desired.cronExpression!;
    const cron = { cronExpression, timeZone, jobName, zoneData };
    const inputs = scheduleInputs(compileSchedule(cron), zoneData);
    if (enabled) {
      const expected = expectedRuns({ ...cron, name: jobName, pausedUntil }, zoneData);
      if (expected.nextRuns[0] !== desired.nextRunAt) await store.expectRuns({ jobName, ...expected });
    }
    if (desired.inputs?.spec === inputs.spec) {
      const { noted } = await store.noteScheduleInputs({ jobName, revision, inputs });
      return noted ? 'same' : 'not now';
    }
    await pace();
    if ((await syncSchedule(jobName, { force: true })) !== 'applied') return 'not now';
    // Without stored inputs there is no known change to report.
    if (desired.inputs) {
      const reason = `its Schedule had been compiled with ${inWords(desired.inputs, inputs)}; it is compiled anew`;
      log.warn({ jobName, revision, reason }, 'schedule compiled anew');
      await store.recordJobEvent({
        jobName,
        actor: RECONCILE,
        action: 'schedule compiled anew',
        before: withoutSpec(desired.inputs),
        after: withoutSpec(inputs),
        reason,
      });
    }
    return 'rewritten';
  }
}

function inWords(before: ScheduleInputs, now: ScheduleInputs): string {
  return before.zones === now.zones
    ? `other rules (compiler ${before.compiler}, now ${now.compiler})`
    : `zone data ${before.zones} (now ${now.zones})`;
}

function withoutSpec({ zones, compiler }: ScheduleInputs) {
  return { zones, compiler };
}
