// The instant by which runs are ordered and filtered, as the API does it.
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';

type Timed = Pick<Execution, 'started_at' | 'completed_at' | 'queued_at' | 'scheduled_for'>;

export function rowTime(run: Timed): string {
  return (run.started_at ?? run.completed_at ?? run.queued_at ?? run.scheduled_for)!;
}

/** How long after the due instant the run began; null when it was not due, or has not begun. */
export function latenessMs({ scheduled_for: due, started_at: started }: Timed): number | null {
  return due === null || started === null ? null : Date.parse(started) - Date.parse(due);
}
