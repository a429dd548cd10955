// Failing jobs of a service, from the list in memory.
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { failureOf } from '../jobs/model/failureOf.ts';
import { viewerZone } from '../../shared/format/zones.ts';

export interface ServiceFailing {
  jobs: number;
  /** Reason and time of the most recent failure. */
  latest: { why: string; at: string } | null;
}

export function failingOf(service: string, jobs: Iterable<JobSummary>, nowMs: number): ServiceFailing {
  const failing = [...jobs].filter((job) => job.service === service && job.failing !== null);
  const newest = failing.reduce<JobSummary | null>(
    (one, other) => (atOf(other) > (one === null ? '' : atOf(one)) ? other : one),
    null,
  );
  const latest =
    newest?.failing == null ? null : { why: failureOf(newest.failing, viewerZone, nowMs), at: atOf(newest) };
  return { jobs: failing.length, latest };
}

function atOf({ lastFinished }: JobSummary): string {
  return lastFinished?.at ?? '';
}
