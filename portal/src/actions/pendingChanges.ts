// What was asked for and is not answered yet: shown at once, and gone again when it is refused.
import { createStore } from '@tanstack/react-store';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';

export type PendingChange = Partial<Pick<JobSummary, 'enabled' | 'pausedUntil' | 'status'>>;

export const pendingChanges = createStore<ReadonlyMap<string, PendingChange>>(new Map());

/** Shows the change on these jobs while `send` is under way. */
export async function whilePending<Answer>(
  names: readonly string[],
  change: PendingChange,
  send: () => Promise<Answer>,
): Promise<Answer> {
  pendingChanges.setState((now) => new Map([...now, ...names.map((name) => [name, change] as const)]));
  try {
    return await send();
  } finally {
    pendingChanges.setState((now) => new Map([...now].filter(([name]) => !names.includes(name))));
  }
}

export function withPending(job: JobSummary, pending: PendingChange | undefined): JobSummary {
  return pending === undefined ? job : { ...job, ...pending };
}
