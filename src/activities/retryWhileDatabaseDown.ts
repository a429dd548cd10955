// Store calls inside an activity that must not be repeated as a whole.
import { CancelledFailure, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';
import { toActivityFailure } from './toActivityFailure.ts';

/** A fault that only a person can mend (a function that is missing during a migration) is asked about less often. */
const AFTER_FAULT_MS = 3_000;

/**
 * Repeats a store call while the database is away, for as long as the activity may run.
 * @throws ApplicationFailure that is not retryable when the database refuses; CancelledFailure when cancelled meanwhile.
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
 * Repeats the record of something that is known and must not be lost: also when the database fails at it, which says nothing
 * about the call. Undefined when this worker has to stop before.
 * @throws ApplicationFailure when the database refuses for a reason of its own, as for an execution that is not there
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
      await context.sleep(AFTER_FAULT_MS).catch(() => undefined); // cancelled: the loop looks once more, then stops
    }
  }
}
