// What is repeated while the database is away, what is not, and when a worker that stops gives up.
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SchedulerError, type ErrorCode } from '../domain/errors.ts';
import { retryWhileDatabaseDown, untilRecorded } from './retryWhileDatabaseDown.ts';

const log = pino({ level: 'silent' });
const failing = (...codes: ErrorCode[]) =>
  codes.reduce(
    (act, code) => act.mockRejectedValueOnce(new SchedulerError(code, code)),
    vi.fn<() => Promise<string>>().mockResolvedValue('answer'),
  );

let environment: MockActivityEnvironment;
beforeEach(() => {
  vi.useFakeTimers();
  environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
});
afterEach(() => vi.useRealTimers());

/** Runs in the activity's context while the clock is advanced. */
async function inActivity<T>(act: () => Promise<T>): Promise<T> {
  const outcome = (environment.run(act) as Promise<T>).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await vi.advanceTimersByTimeAsync(10_000);
  const settled = await outcome;
  if ('error' in settled) throw settled.error;
  return settled.value;
}

it('repeats a call while the database is away', async () => {
  const act = failing('DATABASE_UNAVAILABLE', 'DATABASE_UNAVAILABLE');
  expect(await inActivity(() => retryWhileDatabaseDown(act))).toBe('answer');
  expect(act).toHaveBeenCalledTimes(3);
});

it('passes a refusal on at once, as one that Temporal must not repeat', async () => {
  const act = failing('ATTEMPT_ALREADY_STARTED');
  await expect(inActivity(() => retryWhileDatabaseDown(act))).rejects.toMatchObject({
    type: 'ATTEMPT_ALREADY_STARTED',
    nonRetryable: true,
  });
  expect(act).toHaveBeenCalledOnce();
});

it('ends with the activity when that is cancelled meanwhile', async () => {
  const act = failing('DATABASE_UNAVAILABLE');
  environment.cancel('CANCELLED');
  await expect(inActivity(() => retryWhileDatabaseDown(act))).rejects.toBeInstanceOf(CancelledFailure);
});

it('repeats the record of an end also when the database fails at it', async () => {
  const act = failing('INTERNAL', 'DATABASE_UNAVAILABLE', 'INTERNAL');
  expect(await inActivity(() => untilRecorded(act, log))).toBe('answer');
  expect(act).toHaveBeenCalledTimes(4);
});

it('does not repeat the record of an end that the database refuses', async () => {
  const act = failing('EXECUTION_NOT_FOUND');
  await expect(inActivity(() => untilRecorded(act, log))).rejects.toBeInstanceOf(ApplicationFailure);
});

it('leaves the end unrecorded when the worker has to stop', async () => {
  const act = failing('DATABASE_UNAVAILABLE');
  environment.cancel('WORKER_SHUTDOWN');
  expect(await inActivity(() => untilRecorded(act, log))).toBeUndefined();
});
