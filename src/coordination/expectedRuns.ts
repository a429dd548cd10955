// The next runs by a cron expression, computed before a change. The database takes them if the job follows this expression
// after the change, and leaves out skipped ones.
import { afterPause, occurrences } from '../domain/cron/occurrences.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import { occurrenceExecutionId } from '../domain/identifiers.ts';
import type { ExpectedRuns } from '../store/verbs/jobs.ts';

/** Several, because some may be skipped already; five skipped ahead is unlikely. */
const CANDIDATES = 5;

export function expectedRuns(
  job: {
    name: string;
    cronExpression: string | null;
    timeZone: string;
    pausedUntil?: string | null;
    runAt?: string | null;
  },
  zoneData: ZoneData,
): ExpectedRuns {
  const { name: jobName, cronExpression, timeZone, pausedUntil = null, runAt = null } = job;
  const after = afterPause(pausedUntil, new Date());
  const nextRuns =
    cronExpression === null
      ? []
      : occurrences({ cronExpression, timeZone, jobName, zoneData, after, count: CANDIDATES });
  return {
    cronExpression,
    timeZone,
    nextRuns: nextRuns.map((instant) => instant.toISOString()),
    ...(runAt !== null && { runAt, runAtExecutionId: occurrenceExecutionId(jobName, runAt) }),
  };
}
