// Occurrences that should have a row by now and do not: they are started late, or recorded as missed with the reason.
import {
  outdatedInWords,
  planCatchUp,
  type LedgerOccurrence,
  type OutdatedSchedule,
} from '../../domain/catchUp.ts';
import { occurrenceWorkflowId } from '../../domain/workflowIds.ts';
import { pages } from '../../store/pages.ts';
import type { CatchUpJob } from '../../store/verbs/catchUp.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

const JOBS_PER_PAGE = 200;
/** After a long outage the rest is left to the next pass, so that the other steps get to run. */
const BUDGET_MS = 10_000;

/** Resolves to the number of occurrences that got a row. */
export async function catchUpOccurrences({
  store,
  temporalRuns,
  zoneData,
  log,
}: ReconcileDeps): Promise<number> {
  const deadline = performance.now() + BUDGET_MS;
  let recorded = 0;
  for await (const { jobs } of pages(store.listCatchUpDue, { limit: JOBS_PER_PAGE })) {
    await countConcurrently(jobs, catchUp);
    if (performance.now() > deadline) break;
  }
  return recorded;

  /** The job's Schedule may have been compiled with other inputs, and without these occurrences, when they were due. */
  async function outdatedSchedule(jobName: string): Promise<OutdatedSchedule | null> {
    return (await store.getScheduleSync({ jobName })).inputs?.replaced ?? null;
  }

  /**
   * Temporal may know a run that the database has forgotten, because it was restored to an earlier state. Such a run is not
   * repeated, even if nobody has declared the gap.
   */
  async function asRemembered(jobName: string, occurrence: LedgerOccurrence): Promise<LedgerOccurrence> {
    const { executionId, scheduledFor } = occurrence;
    const workflowId = occurrenceWorkflowId(jobName, scheduledFor);
    const run = await temporalRuns.remembered(workflowId);
    if (run === null) return occurrence;
    const { status, startedAt, closedAt } = run;
    const gap = occurrence.act === 'miss' && occurrence.code === 'database_restored' && occurrence.details;
    const details = { ...gap, workflowStatus: status };
    const base = { executionId, scheduledFor, code: 'database_restored' as const, details };
    return closedAt !== null && isEnd(status)
      ? { ...base, act: 'known', status, startedAt, completedAt: closedAt, workflowId }
      : { ...base, act: 'miss' };
  }

  /** As far as the budget allows; true when the job is caught up. */
  async function catchUp(job: CatchUpJob): Promise<boolean> {
    const { jobName, revision, ledgerUntil } = job;
    const plan = planCatchUp({ ...job, zoneData });
    const outdated = plan.occurrences.length === 0 ? null : await outdatedSchedule(jobName);
    if (outdated) plan.occurrences = planCatchUp({ ...job, zoneData, outdated }).occurrences;
    const cause = outdated ? outdatedInWords(outdated) : 'nothing had started them in time';
    const request = { jobName, revision, from: ledgerUntil, cause, ...plan };
    let record = await store.recordOccurrences({ ...request, askFirst: true });
    if (record.state === 'ask') {
      const asked = new Set(record.executionIds);
      const occurrences: LedgerOccurrence[] = [];
      for (const one of plan.occurrences) {
        occurrences.push(asked.has(one.executionId) ? await asRemembered(jobName, one) : one);
      }
      record = await store.recordOccurrences({ ...request, occurrences });
    }
    if (record.state !== 'recorded') return false;
    const { state: _, ...counts } = record;
    const count = counts.started + counts.missed + counts.skipped + counts.known;
    if (count > 0) {
      recorded += count;
      log.warn(
        { jobName, ...counts, from: ledgerUntil, until: plan.until },
        'occurrences without a run recorded',
      );
    }
    const more = plan.dueAt === plan.until;
    return more && performance.now() < deadline ? catchUp({ ...job, ledgerUntil: plan.until }) : !more;
  }
}

const ENDS = ['completed', 'failed', 'cancelled', 'skipped'] as const;

function isEnd(status: string): status is (typeof ENDS)[number] {
  return ENDS.some((end) => end === status);
}
