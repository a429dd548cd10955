import { SchedulerError } from '../../src/domain/errors.ts';

/** The SchedulerError that a function throws; anything else fails the test. */
export function thrownBy(act: () => unknown): SchedulerError {
  try {
    act();
  } catch (error) {
    if (error instanceof SchedulerError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
