// Optimistic locking of a job: its ETag is its version, and If-Match names the versions that a change may apply to.
import { ChangeHeaders } from '../../contract/headers.ts';
import { validate } from './validate.ts';

/** The job's `version` as the entity tag that If-Match takes back. */
export function entityTag({ version }: { version: number }): string {
  return `"${version}"`;
}

/**
 * The versions in an If-Match header; undefined when any will do: no header, or `*`.
 * @throws SchedulerError VALIDATION_FAILED for a tag that is not a version
 */
export function expectedVersions(ifMatch: string): number[] | undefined {
  validate(ChangeHeaders, { 'If-Match': ifMatch });
  return ifMatch.match(/\d+/g)?.map(Number);
}
