// What follows an accepted run: those that have to make way are told, and its workflow is started.
import type { Execution } from '../contract/execution.ts';
import type { ApiDeps } from './deps.ts';

/** False when Temporal did not answer: the run is accepted, and reconcile starts it. */
export async function startAccepted(
  { executions }: Pick<ApiDeps, 'executions'>,
  { execution, cancel }: { execution: Execution; cancel: string[] },
): Promise<boolean> {
  await Promise.all(cancel.map((workflowId) => executions.cancel(workflowId)));
  if (execution.status !== 'queued') return true;
  const { id: executionId, job_name: jobName, service, endpoint, origin, priority } = execution;
  return executions.start({ executionId, jobName, service, endpoint, origin, priority });
}
