import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { causeOf } from '../../../runs/explain/causeOf.ts';
import { reasonText } from '../../../runs/explain/reasonInWords.ts';

/** Why a job fails, in one line: the cause of the latest failure, or why the latest run was missed. */
export function failureOf(
  { service }: Pick<JobSummary, 'service'>,
  { latestError }: NonNullable<JobSummary['failing']>,
  zone: string,
  nowMs: number,
): string {
  if (latestError === null) return 'No error recorded';
  return causeOf(reasonText(latestError, zone, nowMs), service);
}
