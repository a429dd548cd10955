// Optimistic locking of a job: its ETag is its version, and If-Match names the versions that a change may apply to.
import { SchedulerError } from '../../domain/errors.ts';

/** The job's `version` as the entity tag that If-Match takes back. */
export function entityTag({ version }: { version: number }): string {
  return `"${version}"`;
}

/**
 * The versions in an If-Match header; undefined when any will do: no header, or `*`.
 * @throws SchedulerError VALIDATION_FAILED for a tag that is not a version
 */
export function expectedVersions(ifMatch: string): number[] | undefined {
  if (ifMatch === '' || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').map((tag) => {
    const version = /^\s*"?(\d{1,15})"?\s*$/.exec(tag)?.[1];
    if (version !== undefined) return Number(version);
    const message = `must be a job's version, such as "12", not ${ifMatch}`;
    throw new SchedulerError('VALIDATION_FAILED', `If-Match ${message}`, {
      details: [{ path: 'If-Match', message }],
    });
  });
}
