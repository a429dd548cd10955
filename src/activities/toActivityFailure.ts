// Tells Temporal whether retrying an activity can help, while the store's error is still at hand.
import { ApplicationFailure } from '@temporalio/activity';
import { errorMessage, SchedulerError } from '../domain/errors.ts';

/** Runs a store call. Only an unavailable database is worth a retry; a refusal or a missing function is not. */
export async function toActivityFailure<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const code = cause instanceof SchedulerError ? cause.code : 'INTERNAL';
    throw ApplicationFailure.create({
      type: code,
      message: errorMessage(cause),
      nonRetryable: code !== 'DATABASE_UNAVAILABLE',
      ...(cause instanceof Error && { cause }),
    });
  }
}
