// For a service that reports by itself: has the attempt ended, or how long until the next check?
import type { AttemptOutcome } from '../contract/attempts.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

export function createCheckAttempt({ store, log }: ActivityDeps) {
  return async function checkAttempt(attempt: {
    executionId: string;
    attempt: number;
  }): Promise<{ end: AttemptOutcome | null; waitMs: number }> {
    const checked = await toActivityFailure(() => store.checkAttempt(attempt));
    if (checked.end) log.debug({ ...attempt, end: checked.end }, 'asynchronous call ended');
    return checked;
  };
}
