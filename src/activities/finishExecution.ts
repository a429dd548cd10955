// Last step of a run: the row's final state and the job's counters. The first ending wins, so it may be repeated.
import type { ActivityDeps } from './deps.ts';
import { retryable } from './retryable.ts';

export function createFinishExecution({ store, log }: ActivityDeps) {
  return async function finishExecution(ending: {
    executionId: string;
    status: 'completed' | 'failed' | 'cancelled';
    message: string | undefined;
  }): Promise<void> {
    const { executionId, status, message } = ending;
    const reason = status === 'cancelled' ? message : undefined;
    await retryable(() => store.finishExecution({ executionId, status, message, reason }));
    log[status === 'failed' ? 'warn' : 'info']({ executionId, status, message }, 'run finished');
  };
}
