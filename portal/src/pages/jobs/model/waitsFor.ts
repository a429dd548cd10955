// The jobs that a dependent job waits for: "Waits for Billing close to succeed (failing)".
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';

const ENDS = { success: 'to succeed', failure: 'to fail', any: 'to end' } as const;

/** Null if the job waits for no other job. @param find looks up a job in the list */
export function waitsFor(
  { waitingFor }: Pick<JobSummary, 'waitingFor'>,
  find: (name: string) => JobSummary | undefined,
): string | null {
  const parents = waitingFor.map(({ job: name, on }) => {
    const parent = find(name);
    return `${parent?.displayName ?? name} ${ENDS[on]}${obstacle(parent, on)}`;
  });
  return parents.length === 0 ? null : `Waits for ${inOneSentence(parents)}`;
}

/** Why the parent will not get there by itself. */
function obstacle(parent: JobSummary | undefined, on: keyof typeof ENDS): string {
  if (parent === undefined) return ' (not registered)';
  if (on === 'success' && parent.failing !== null) return ' (failing)';
  if (!parent.enabled && parent.running === null) return ' (disabled)';
  return '';
}

function inOneSentence(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join('; ')}; and for ${parts.at(-1)}`;
}
