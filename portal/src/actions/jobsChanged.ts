import { queryKeys } from '../api/queryKeys.ts';
import { jobsFeed } from '../live/jobs.ts';
import { queryClient } from '../live/queryClient.ts';

/**
 * After a change: every view that shows these jobs asks for them again.
 * @returns when the list has its answer
 */
export function jobsChanged(names: readonly string[]): Promise<void> {
  const keys = [...names.map(queryKeys.job), queryKeys.runs(), queryKeys.run(), queryKeys.audit()];
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
  return jobsFeed.refresh();
}
