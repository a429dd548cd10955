// The two instants by which the API orders and filters runs.
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';

type Timed = Pick<Execution, 'started_at' | 'completed_at' | 'queued_at' | 'scheduled_for'>;

/** In lists of all jobs (GET /api/executions): when something last began or ended. */
export function feedTime(run: Timed): string {
  return (run.started_at ?? run.completed_at ?? run.queued_at ?? run.scheduled_for)!;
}

/** In the history of one job: when the run was due. */
export function historyTime({ scheduled_for: due, queued_at: queued }: Timed): string {
  return (due ?? queued)!;
}

/** How long after the due instant the run began; null when it was not due, or has not begun. */
export function latenessMs({ scheduled_for: due, started_at: started }: Timed): number | null {
  return due === null || started === null ? null : Date.parse(started) - Date.parse(due);
}
