// Schedules that differ from their job: lost with Temporal's store, edited, paused or deleted by hand, or left over.
import { matchesDesired } from '../../coordination/syncSchedule.ts';
import { pages } from '../../store/pages.ts';
import type { DesiredSchedule } from '../../store/verbs/scheduleSync.ts';
import { RECONCILE, type ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

/** The list only shows which Schedules are missing or paused; this many are described per pass to find other changes. */
const DESCRIBED_PER_PASS = 100;

export function createRepairSchedules(deps: ReconcileDeps): () => Promise<number> {
  const { store, schedules, syncSchedule, config, log } = deps;
  let describedUpTo = '';

  return async function repairSchedules(): Promise<number> {
    // Temporal first, then the rows: every Schedule in the list had its row by then.
    const listed = new Map<string, { paused: boolean }>();
    for await (const { jobName, paused } of schedules.list()) listed.set(jobName, { paused });
    const desired = await allDesired();

    const inTurn = desired.filter(({ jobName }) => jobName > describedUpTo).slice(0, DESCRIBED_PER_PASS);
    describedUpTo = inTurn.length < DESCRIBED_PER_PASS ? '' : inTurn.at(-1)!.jobName;
    const suspects = desired.filter(
      (schedule) => listed.get(schedule.jobName)?.paused !== !schedule.enabled && !inTurn.includes(schedule),
    );
    const repaired = await countConcurrently([...inTurn, ...suspects], repair);

    const wanted = new Set(desired.map(({ jobName }) => jobName));
    const removed = await countConcurrently(
      [...listed.keys()].filter((jobName) => !wanted.has(jobName)),
      removeLeftover,
    );
    return repaired + removed;
  };

  async function allDesired(): Promise<DesiredSchedule[]> {
    const all: DesiredSchedule[] = [];
    for await (const { schedules: page } of pages(store.listDesiredSchedules, { limit: 1_000 })) {
      all.push(...page);
    }
    return all.filter(({ exists }) => exists);
  }

  async function repair(desired: DesiredSchedule): Promise<boolean> {
    const { jobName, revision } = desired;
    const found = await schedules.describe(jobName);
    if (found && found.conflictToken === desired.conflictToken && matchesDesired(found, desired))
      return false;
    const now = await store.getScheduleSync({ jobName });
    // Not yet synced, or written by us since it was listed: that is not drift.
    if (now.revision !== revision || now.projectedRevision !== revision) return false;
    if (now.conflictToken !== desired.conflictToken) return false;
    if ((await syncSchedule(jobName, { force: true })) !== 'applied') return false;
    const reason = found
      ? "its Temporal Schedule was changed outside the scheduler; the job's own settings are in force again"
      : 'its Temporal Schedule was missing; it was created again';
    log.warn({ jobName, revision, reason }, 'schedule repaired');
    await store.recordJobEvent({ jobName, actor: RECONCILE, action: 'schedule repaired', reason });
    return true;
  }

  async function removeLeftover(jobName: string): Promise<boolean> {
    const found = await schedules.describe(jobName);
    if (found?.taskQueue !== config.temporalTaskQueue) return false;
    await schedules.remove(jobName);
    log.warn({ jobName }, 'schedule without a job removed');
    return true;
  }
}
