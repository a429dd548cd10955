// Last step of a run: the row's final state and the job's counters. The first ending wins, so it may be repeated.
import { quote } from '../answers/cutText.ts';
import type { Reason } from '../contract/reasons.ts';
import { errorMessage } from '../domain/errors.ts';
import { startAccepted } from '../coordination/startAccepted.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

const LOGGED_CHARACTERS = 500;

export function createFinishExecution({ store, runs, startDependents, log }: ActivityDeps) {
  /** Resolves to the workflows of the runs that have a place now. */
  return async function finishExecution(ending: {
    executionId: string;
    /** For the log line. */
    jobName: string | null;
    status: 'completed' | 'failed' | 'cancelled';
    message: string | null;
    reason?: Reason;
  }): Promise<string[]> {
    const { executionId, jobName, status, reason } = ending;
    const message = ending.message ?? undefined;
    const { admitted, dependents, released } = await toActivityFailure(() =>
      store.finishExecution({ executionId, status, message, reason }),
    );
    const logged = message && quote(message, LOGGED_CHARACTERS);
    log[status === 'failed' ? 'warn' : 'info'](
      { executionId, jobName, status, message: logged, reason: reason?.code },
      'run finished',
    );
    await orReconcile(Promise.all(dependents.map(startDependents)));
    await orReconcile(Promise.all(released.map((execution) => startAccepted(runs, { execution }))));
    return admitted;

    /** This run has ended, whatever becomes of those after it; what fails here, the next reconcile pass does. */
    async function orReconcile(starts: Promise<unknown>): Promise<void> {
      await starts.catch((error: unknown) => {
        log.warn({ executionId, error: errorMessage(error) }, 'runs after this one are left to reconcile');
      });
    }
  };
}
