// The one call of an attempt: POST {SERVICE_URL}{endpoint}, and the record of its outcome.
import { randomBytes } from 'node:crypto';
import { setInterval } from 'node:timers';
import { Context } from '@temporalio/activity';
import { quote } from '../answers/cutText.ts';
import type { AttemptOutcome, AttemptReport } from '../contract/attempts.ts';
import type { JobContext } from '../contract/serviceCall.ts';
import { serviceUrlVariable } from '../domain/identifiers.ts';
import { hashToken } from '../store/hashToken.ts';
import type { ServiceCall } from '../store/verbs/attempts.ts';
import { isWorkerShutdown, postJob } from './postJob.ts';
import type { ActivityDeps } from './deps.ts';
import { retryWhileDatabaseDown, untilRecorded } from './retryWhileDatabaseDown.ts';

const HEARTBEAT_MS = 3_000;

interface CallInput {
  executionId: string;
  /** From 1; never reused. */
  attempt: number;
  timeoutSeconds: number;
}

/**
 * The part that enters Temporal's history; counts and metadata go to Postgres only. `accepted`: the service reports its end
 * later. `unrecorded`: the database did not record the end before the worker had to stop, so the workflow tries again.
 */
type CallEnd = (AttemptOutcome & { unrecorded?: Pick<AttemptReport, 'result'> }) | { class: 'accepted' };

/** Limit of a message in Temporal's history; the row keeps more. */
const PASSED_CHARACTERS = 200;

export function createCallService({ store, config, addresses, signCall, reach, log }: ActivityDeps) {
  return async function callService({ executionId, attempt, timeoutSeconds }: CallInput): Promise<CallEnd> {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
    try {
      // A new token per invocation: if Temporal ever ran this attempt twice, the database would refuse the second.
      const token = randomBytes(32).toString('base64url');
      const { call } = await retryWhileDatabaseDown(() =>
        store.startAttempt({ executionId, attempt, tokenHash: hashToken(token) }),
      );
      const answer = await post(call, { attempt, timeoutSeconds, token }, context.cancellationSignal);
      if (answer === 'accepted') {
        // Even if this is not recorded, the workflow waits for the report.
        const accepted = await untilRecorded(() => store.acceptAttempt({ executionId, attempt }), log);
        log.debug({ executionId, attempt, end: accepted?.end }, 'call accepted');
        return accepted?.end ?? { class: 'accepted' };
      }
      const recorded = await untilRecorded(() => store.endAttempt({ executionId, attempt, ...answer }), log);
      log.debug({ executionId, attempt, end: recorded?.end }, 'call ended');
      if (recorded === undefined) return { ...outcomeOf(answer), unrecorded: withoutTexts(answer) };
      return recorded.end ?? outcomeOf(answer);
    } finally {
      clearInterval(heartbeat);
    }
  };

  async function post(
    call: ServiceCall,
    { attempt, timeoutSeconds, token }: { attempt: number; timeoutSeconds: number; token: string },
    cancelled: AbortSignal,
  ): Promise<AttemptReport | 'accepted'> {
    if (isWorkerShutdown(cancelled.reason)) {
      return { class: 'not_delivered', message: 'no call was made: the worker was being stopped' };
    }
    if (call.cancelRequested || cancelled.aborted) {
      return { class: 'cancelled', message: 'no call was made: the run was cancelled before' };
    }
    const address = addresses.find(call.service);
    if (address === undefined) {
      return { class: 'not_delivered', message: `no call was made: ${withoutAddress(call.service)}` };
    }
    return postJob({
      url: `${address.url}${call.endpoint}`,
      address,
      reach,
      sign: (body) => signCall({ service: call.service, id: `${call.executionId}.${attempt}`, body }),
      secrets: [token],
      service: call.service,
      headers: {
        'x-scheduler-execution-id': call.executionId,
        'x-scheduler-attempt': String(attempt),
        'idempotency-key': call.executionId,
        'x-scheduler-callback-url': `${config.callbackUrl}/api/executions/${call.executionId}`,
        'x-scheduler-callback-token': token,
        ...(call.scheduledFor !== null && { 'x-scheduler-scheduled-for': call.scheduledFor }),
      },
      body: jobContext(call),
      timeoutSeconds,
      cancelled,
    });
  }

  function withoutAddress(service: string): string {
    return addresses.listedIn === 'SERVICES_FILE'
      ? `the SERVICES_FILE of this worker does not list ${service}; add it there with its url`
      : `${serviceUrlVariable(service)} is not set for this worker; set it to the address of ${service}`;
  }
}

/** Texts and metadata must not enter Temporal's history. */
function withoutTexts({ result }: AttemptReport): Pick<AttemptReport, 'result'> {
  if (!result) return {};
  return { result: { ...result, error: null, metadata: result.metadata ? { unrecorded: true } : null } };
}

function outcomeOf({ class: class_, httpStatus, message, retryAfterMs }: AttemptReport): AttemptOutcome {
  return {
    class: class_,
    httpStatus: httpStatus ?? null,
    message: message == null ? null : quote(message, PASSED_CHARACTERS),
    retryAfterMs: retryAfterMs ?? null,
  };
}

function jobContext({ jobName, config, executionId, triggeredBy, triggeredByUser }: ServiceCall): JobContext {
  return {
    jobName,
    config,
    executionId,
    triggeredBy,
    ...(triggeredByUser !== null && { triggeredByUser }),
  };
}
