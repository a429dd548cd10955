// Last step of a run: the row's final state and the job's counters. The first ending wins, so it may be repeated.
import type { ActivityDeps } from './deps.ts';
import { retryable } from './retryable.ts';

export function createFinishExecution({ store, log }: ActivityDeps) {
  return async function finishExecution(ending: {
    executionId: string;
    /** For the log line. */
    jobName: string | null;
    status: 'completed' | 'failed' | 'cancelled';
    message: string | null;
  }): Promise<string[]> {
    const { executionId, jobName, status } = ending;
    const message = ending.message ?? undefined;
    const reason = status === 'cancelled' ? message : undefined;
    const { admitted } = await retryable(() =>
      store.finishExecution({ executionId, status, message, reason }),
    );
    log[status === 'failed' ? 'warn' : 'info']({ executionId, jobName, status, message }, 'run finished');
    return admitted;
  };
}
