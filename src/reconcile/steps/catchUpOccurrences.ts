// Occurrences that should have a row by now and do not: they are started late, or recorded as missed with the reason.
import { outdatedInWords, planCatchUp, type OutdatedSchedule } from '../../domain/catchUp.ts';
import { pages } from '../../store/pages.ts';
import type { CatchUpJob } from '../../store/verbs/catchUp.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

const JOBS_PER_PAGE = 200;
/** After a long outage the rest is left to the next pass, so that the other steps get to run. */
const BUDGET_MS = 10_000;

/** Resolves to the number of occurrences that got a row. */
export async function catchUpOccurrences({ store, zoneData, log }: ReconcileDeps): Promise<number> {
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

  /** As far as the budget allows; true when the job is caught up. */
  async function catchUp(job: CatchUpJob): Promise<boolean> {
    const { jobName, revision, ledgerUntil } = job;
    const plan = planCatchUp({ ...job, zoneData });
    const outdated = plan.occurrences.length === 0 ? null : await outdatedSchedule(jobName);
    if (outdated) plan.occurrences = planCatchUp({ ...job, zoneData, outdated }).occurrences;
    const cause = outdated ? outdatedInWords(outdated) : 'nothing had started them in time';
    const record = await store.recordOccurrences({ jobName, revision, from: ledgerUntil, cause, ...plan });
    if (record.state === 'changed') return false;
    const { state: _, ...counts } = record;
    const count = counts.started + counts.missed + counts.skipped;
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
