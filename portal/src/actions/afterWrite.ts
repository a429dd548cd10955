// What follows a change: every view that shows the jobs asks for them again.
import { jobsFeed } from '../live/jobs.ts';
import { queryClient } from '../live/queryClient.ts';

export function afterWrite(names: readonly string[]): void {
  void jobsFeed.refresh();
  for (const name of names) void queryClient.invalidateQueries({ queryKey: ['job', name] });
  for (const view of ['executions', 'execution', 'events'])
    void queryClient.invalidateQueries({ queryKey: [view] });
}
