// Retries of store calls inside an activity that must not be repeated as a whole.
import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';
import { toActivityFailure } from './toActivityFailure.ts';

/** Between retries after a fault that only a person can fix, such as a function that is missing during a migration. */
const AFTER_FAULT_MS = 3_000;

/**
 * Retries a store call while the database is away, for as long as the activity may run.
 * @throws a non-retryable ApplicationFailure when the database refuses; CancelledFailure when cancelled meanwhile
 */
export async function retryWhileDatabaseDown<T>(act: () => Promise<T>): Promise<T> {
  const context = Context.current();
  for (;;) {
    try {
      return await toActivityFailure(act);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable) throw error;
      if (context.cancellationSignal.aborted)
        throw new CancelledFailure('cancelled while the database was away');
      await context.sleep(1_000);
    }
  }
}

/**
 * Retries the record of an outcome that must not be lost, also after a fault of the database. Undefined when this worker has to
 * stop first.
 * @throws ApplicationFailure when the database refuses, for example because there is no such execution
 */
export async function untilRecorded<T>(act: () => Promise<T>, log: Logger): Promise<T | undefined> {
  const context = Context.current();
  for (;;) {
    try {
      return await retryWhileDatabaseDown(act);
    } catch (error) {
      if (context.cancellationSignal.aborted) return undefined;
      if (!(error instanceof ApplicationFailure) || error.type !== 'INTERNAL') throw error;
      log.error(
        { ...context.info.workflowExecution, error: errorMessage(error) },
        'end of a call not recorded yet',
      );
      await context.sleep(AFTER_FAULT_MS).catch(() => undefined); // cancelled: the loop tries once more, then stops
    }
  }
}
