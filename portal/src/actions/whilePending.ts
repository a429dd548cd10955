// What was asked for is shown at once, and gone again when it is refused.
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { jobsFeed } from '../live/jobs.ts';

export type PendingChange = Partial<Pick<JobSummary, 'enabled' | 'pausedUntil' | 'status'>>;

/** Shows the change on these jobs while `send` is under way. */
export async function whilePending<Answer>(
  names: readonly string[],
  change: PendingChange,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const shown = names.map((name) => jobsFeed.change(name, change));
  try {
    const answer = await send();
    for (const one of shown) one.confirm();
    return answer;
  } catch (error) {
    for (const one of shown) one.undo();
    throw error;
  }
}
