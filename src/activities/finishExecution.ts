// Last step of a run: the row's final state, the job's counters, and the effects on other runs. The first ending wins, so this
// is safe to repeat.
import { quote } from '../answers/cutText.ts';
import type { Reason } from '../contract/reasons.ts';
import { errorMessage } from '../domain/errors.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

const LOGGED_CHARACTERS = 500;

export function createFinishExecution({ store, applyEffects, log }: ActivityDeps) {
  return async function finishExecution(ending: {
    executionId: string;
    /** For the log line. */
    jobName: string | null;
    status: 'completed' | 'failed' | 'cancelled';
    message: string | null;
    reason?: Reason;
  }): Promise<void> {
    const { executionId, jobName, status, reason } = ending;
    const message = ending.message ?? undefined;
    const { effects } = await toActivityFailure(() =>
      store.finishExecution({ executionId, status, message, reason }),
    );
    const logged = message && quote(message, LOGGED_CHARACTERS);
    log[status === 'failed' ? 'warn' : 'info'](
      { executionId, jobName, status, message: logged, reason: reason?.code },
      'run finished',
    );
    // This run has ended even if the runs after it could not be accepted.
    await applyEffects(effects).catch((error: unknown) => {
      log.warn({ executionId, error: errorMessage(error) }, 'runs after this one are left to reconcile');
    });
  };
}
