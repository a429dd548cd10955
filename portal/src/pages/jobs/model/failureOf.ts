import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { causeInWords } from '../../../runs/explain/causeInWords.ts';
import { plainText } from '../../../runs/explain/sentence.ts';

/** Why a job fails, in one line: the cause of the latest failure, or why the latest run was missed. */
export function failureOf(
  { latestCause, latestError }: NonNullable<JobSummary['failing']>,
  zone: string,
  nowMs: number,
): string {
  return plainText(causeInWords(latestCause, latestError), zone, nowMs);
}
