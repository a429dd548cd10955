// What was asked for and is not answered yet: the list shows it at once, and as it was when it is refused.
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { jobsFeed } from '../live/jobs.ts';

export type PendingChange = Partial<Pick<JobSummary, 'enabled' | 'pausedUntil' | 'status'>>;

/** Shows the change on these jobs while `send` is under way. */
export async function whilePending<Answer>(
  names: readonly string[],
  change: PendingChange,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const end = jobsFeed.change(names, change);
  try {
    const answer = await send();
    // Until the list has it from the server, the change stays.
    await jobsFeed.refresh();
    return answer;
  } finally {
    end();
  }
}
