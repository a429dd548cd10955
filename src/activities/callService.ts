// The one call of an attempt: POST {SERVICE_URL}{endpoint}, and what is known of it afterwards.
import { randomBytes } from 'node:crypto';
import { setInterval } from 'node:timers';
import { Context } from '@temporalio/activity';
import { quote } from '../answers/cutText.ts';
import type { JobContext } from '../contract/serviceCall.ts';
import { hashToken } from '../store/hashToken.ts';
import type { CalledExecution, RecordedEnd } from '../store/verbs/attempts.ts';
import type { AttemptEnd } from '../store/verbs/attempts.ts';
import { isWorkerShutdown, postJob } from './postJob.ts';
import type { ActivityDeps } from './deps.ts';
import { serviceUrl } from './serviceUrl.ts';
import { retryWhileDatabaseDown, untilRecorded } from './retryWhileDatabaseDown.ts';

const HEARTBEAT_MS = 3_000;

interface CallInput {
  executionId: string;
  /** From 1; never reused. */
  attempt: number;
  timeoutSeconds: number;
}

/**
 * All that passes through Temporal; counts and metadata go to Postgres only. `accepted`: the service reports its end later.
 * `unrecorded`: the database did not take the end before the worker had to stop, so the workflow has it recorded.
 */
export type CallEnd = Omit<RecordedEnd, 'class'> & {
  class: RecordedEnd['class'] | 'accepted';
  unrecorded?: Pick<AttemptEnd, 'result'>;
};

/** Through Temporal; the row has more. */
const PASSED_CHARACTERS = 200;

export function createCallService({ store, config, log }: ActivityDeps) {
  return async function callService({ executionId, attempt, timeoutSeconds }: CallInput): Promise<CallEnd> {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
    try {
      // A new token per invocation: should Temporal ever run this attempt twice, the database refuses the second.
      const token = randomBytes(32).toString('base64url');
      const { execution } = await retryWhileDatabaseDown(() =>
        store.startAttempt({ executionId, attempt, tokenHash: hashToken(token) }),
      );
      const answer = await call(execution, { attempt, timeoutSeconds, token }, context.cancellationSignal);
      if (answer === 'accepted') {
        // Should it not be recorded, the workflow waits for the report all the same.
        const accepted = await untilRecorded(() => store.acceptAttempt({ executionId, attempt }), log);
        log.debug({ executionId, attempt, end: accepted?.end }, 'call accepted');
        return accepted?.end ?? ACCEPTED;
      }
      const recorded = await untilRecorded(() => store.endAttempt({ executionId, attempt, ...answer }), log);
      log.debug({ executionId, attempt, end: recorded?.end }, 'call ended');
      if (recorded === undefined)
        return { ...passedOn(answer), unrecorded: { result: withoutTexts(answer.result) } };
      return recorded.end ?? passedOn(answer);
    } finally {
      clearInterval(heartbeat);
    }
  };

  async function call(
    execution: CalledExecution,
    { attempt, timeoutSeconds, token }: { attempt: number; timeoutSeconds: number; token: string },
    cancelled: AbortSignal,
  ): Promise<AttemptEnd | 'accepted'> {
    if (isWorkerShutdown(cancelled.reason)) {
      return { class: 'not_delivered', message: 'no call was made: the worker was being stopped' };
    }
    if (execution.cancel_requested_at !== null || cancelled.aborted) {
      return { class: 'cancelled', message: 'no call was made: the run was cancelled before' };
    }
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
        'x-scheduler-callback-url': `${config.publicUrl}/api/executions/${execution.id}`,
        'x-scheduler-callback-token': token,
        ...(execution.scheduled_for && { 'x-scheduler-scheduled-for': execution.scheduled_for }),
      },
      body: jobContext(execution),
      timeoutSeconds,
      cancelled,
    });
  }
}

const ACCEPTED: CallEnd = { class: 'accepted', httpStatus: null, message: null, retryAfterMs: null };

/** Texts and metadata are not for Temporal's history. */
function withoutTexts(result: AttemptEnd['result']): AttemptEnd['result'] {
  return result && { ...result, error: null, metadata: result.metadata ? { unrecorded: true } : null };
}

function passedOn(end: AttemptEnd): CallEnd {
  return {
    class: end.class,
    httpStatus: end.httpStatus ?? null,
    message: end.message === undefined ? null : quote(end.message, PASSED_CHARACTERS),
    retryAfterMs: end.retryAfterMs ?? null,
  };
}

function jobContext(execution: CalledExecution): JobContext {
  return {
    jobName: execution.job_name,
    config: execution.config,
    executionId: execution.id,
    triggeredBy: execution.triggered_by,
    ...(execution.triggered_by_user !== null && { triggeredByUser: execution.triggered_by_user }),
  };
}
