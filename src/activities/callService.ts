// The one call of an attempt: POST {SERVICE_URL}{endpoint}, and what is known of it afterwards.
import { createHash, randomBytes } from 'node:crypto';
import { setInterval } from 'node:timers';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { Execution } from '../contract/execution.ts';
import type { JobContext } from '../contract/serviceCall.ts';
import type { AttemptEnd } from '../store/store.ts';
import { postJob } from './postJob.ts';
import type { ActivityDeps } from './deps.ts';
import { retryable } from './retryable.ts';
import { serviceUrl } from './serviceUrl.ts';

const HEARTBEAT_MS = 3_000;

interface CallInput {
  executionId: string;
  /** From 1; never reused. */
  attempt: number;
  timeoutSeconds: number;
}

/** All that passes through Temporal; counts and metadata go to Postgres only. */
interface CallEnd {
  class: AttemptEnd['class'];
  httpStatus: number | null;
  message: string | null;
}

export function createCallService({ store, config, log }: ActivityDeps) {
  return async function callService({ executionId, attempt, timeoutSeconds }: CallInput): Promise<CallEnd> {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
    try {
      // A new token per invocation: should Temporal ever run this attempt twice, the database refuses the second.
      const tokenHash = createHash('sha256').update(randomBytes(32)).digest('hex');
      const { execution } = await untilAnswered(() =>
        store.startAttempt({ executionId, attempt, tokenHash }),
      );
      const end = await call(execution, attempt, timeoutSeconds, context.cancellationSignal);
      await untilAnswered(() => store.endAttempt({ executionId, attempt, ...end }));
      log.debug({ executionId, attempt, class: end.class, httpStatus: end.httpStatus }, 'call ended');
      return { class: end.class, httpStatus: end.httpStatus ?? null, message: end.message ?? null };
    } finally {
      clearInterval(heartbeat);
    }
  };

  async function call(
    execution: Execution,
    attempt: number,
    timeoutSeconds: number,
    cancelled: AbortSignal,
  ): Promise<AttemptEnd> {
    const { url, variable } = serviceUrl(config, execution.service);
    if (url === null) {
      return {
        class: 'not_delivered',
        message: `no call was made: ${variable} is not set for this worker; set it to the address of ${execution.service}`,
      };
    }
    return postJob({
      url: `${url}${execution.endpoint}`,
      service: execution.service,
      headers: {
        'x-scheduler-execution-id': execution.id,
        'x-scheduler-attempt': String(attempt),
        'idempotency-key': execution.id,
        ...(execution.scheduled_for && { 'x-scheduler-scheduled-for': execution.scheduled_for }),
      },
      body: jobContext(execution),
      timeoutSeconds,
      cancelled,
    });
  }
}

function jobContext(execution: Execution): JobContext {
  return {
    jobName: execution.job_name,
    config: execution.config,
    executionId: execution.id,
    triggeredBy: execution.triggered_by,
    ...(execution.triggered_by_user !== null && { triggeredByUser: execution.triggered_by_user }),
  };
}

/** Repeats a store call while the database is away, as long as the activity may run: the call itself must not be repeated. */
async function untilAnswered<T>(act: () => Promise<T>): Promise<T> {
  const context = Context.current();
  for (;;) {
    try {
      return await retryable(act);
    } catch (error) {
      if (!(error instanceof Error && 'nonRetryable' in error) || error.nonRetryable) throw error;
      if (context.cancellationSignal.aborted)
        throw new CancelledFailure('cancelled while the database was away');
      await context.sleep(1_000);
    }
  }
}
