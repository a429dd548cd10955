// Ends an attempt whose worker was lost, whose run was cancelled, or whose end could not be recorded: with the recorded end if
// there is one, else with the outcome that is known or must be assumed.
import type { AttemptOutcome, AttemptReport } from '../contract/attempts.ts';
import type { AttemptOf } from '../store/verbs/attempts.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

export function createSettleAttempt({ store, log }: ActivityDeps) {
  return async function settleAttempt(
    attempt: AttemptOf & AttemptReport,
  ): Promise<{ end: AttemptOutcome | null; status: string }> {
    const settled = await toActivityFailure(() => store.settleAttempt(attempt));
    const { executionId, attempt: number } = attempt;
    log.info({ executionId, attempt: number, ...settled }, 'attempt settled');
    return settled;
  };
}
