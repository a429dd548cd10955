// The end of an attempt whose worker was lost or whose run was cancelled, or could not be recorded:
// what is recorded, else what is known or must be assumed.
import type { RecordedEnd } from '../store/verbs/attempts.ts';
import type { AttemptEnd, AttemptOf } from '../store/verbs/attempts.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

export function createSettleAttempt({ store, log }: ActivityDeps) {
  return async function settleAttempt(
    attempt: AttemptOf & AttemptEnd,
  ): Promise<{ end: RecordedEnd | null; status: string }> {
    const settled = await toActivityFailure(() => store.settleAttempt(attempt));
    const { executionId, attempt: number } = attempt;
    log.info({ executionId, attempt: number, ...settled }, 'attempt settled');
    return settled;
  };
}
