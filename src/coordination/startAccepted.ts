// What follows an accepted run: those that have to make way are told, and its workflow is started.
import type { Execution } from '../contract/executions.ts';
import type { BestEffortRuns } from './bestEffortRuns.ts';

export type StartRuns = Pick<BestEffortRuns, 'start' | 'cancel'>;

/** False when Temporal did not answer: the run is accepted, and reconcile starts it. */
export async function startAccepted(
  executions: StartRuns,
  { execution, cancel = [] }: { execution: Execution; cancel?: string[] },
): Promise<boolean> {
  await Promise.all(cancel.map((workflowId) => executions.cancel(workflowId)));
  if (execution.status !== 'queued') return true;
  const { id: executionId, job_name: jobName, service, endpoint, origin, priority } = execution;
  const scheduledFor = execution.scheduled_for;
  return executions.start({ executionId, jobName, service, endpoint, origin, scheduledFor, priority });
}
