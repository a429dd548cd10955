// Says to Temporal whether repeating an activity can help; known here, where the store's error is.
import { ApplicationFailure } from '@temporalio/activity';
import { errorMessage, SchedulerError } from '../domain/errors.ts';

/** Runs a store call; only an unavailable database is worth repeating, a refusal or a missing function is not. */
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
