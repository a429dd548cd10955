// A store call inside an activity that must not be repeated as a whole.
import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { retryable } from './retryable.ts';

/**
 * Repeats a store call while the database is away, for as long as the activity may run.
 * @throws ApplicationFailure that is not retryable when the database refuses; CancelledFailure when cancelled meanwhile.
 */
export async function untilAnswered<T>(act: () => Promise<T>): Promise<T> {
  const context = Context.current();
  for (;;) {
    try {
      return await retryable(act);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable) throw error;
      if (context.cancellationSignal.aborted)
        throw new CancelledFailure('cancelled while the database was away');
      await context.sleep(1_000);
    }
  }
}
