// The runs to come that an expression calls for, computed ahead of a change: the database takes them if the job is then due by
// this expression, and passes over those that somebody has skipped.
import { afterPause, occurrences } from '../domain/cron/occurrences.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import { occurrenceExecutionId } from '../domain/identifiers.ts';
import type { ExpectedRuns } from '../store/verbs/jobs.ts';

/** More than anybody skips ahead of one job. */
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
