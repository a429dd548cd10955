// The HTTP call to a service: sent at most once, never redirected, and judged only by certain facts.
import { CancelledFailure } from '@temporalio/activity';
import { decodeBody } from '../answers/decodeBody.ts';
import { isJudgedByBody, judgeAnswer } from '../answers/judgeAnswer.ts';
import type { AttemptReport } from '../contract/attempts.ts';
import type { JobContext } from '../contract/serviceCall.ts';
import { errorMessage } from '../domain/errors.ts';
import type { Reach } from '../services/refusedAddresses.ts';
import { hideSecrets, type ServiceAddress } from '../services/serviceAddress.ts';
import { sendRequest, type Sending } from './sendRequest.ts';
import { undeliveredEnd } from './undelivered.ts';

interface Call {
  url: string;
  /** Its TLS options and header. */
  address?: Pick<ServiceAddress, 'agent' | 'header'>;
  reach: Reach;
  /** @returns the headers with its signature */
  sign(body: string): Record<string, string>;
  /** Not to be kept where the service quotes them. */
  secrets: string[];
  service: string;
  headers: Record<string, string>;
  body: JobContext;
  timeoutSeconds: number;
  cancelled: AbortSignal;
}

export async function postJob(call: Call): Promise<AttemptReport | 'accepted'> {
  const url = new URL(call.url);
  const expired = AbortSignal.timeout(call.timeoutSeconds * 1_000);
  const { agent, header } = call.address ?? {};
  const body = JSON.stringify(call.body);
  const sending = await sendRequest(url, {
    agent,
    reach: call.reach,
    headers: {
      ...header?.headers(),
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...call.headers,
      ...call.sign(body),
    },
    body,
    signal: AbortSignal.any([expired, call.cancelled]),
  });
  const { head } = sending;
  if (head?.status === 202) return 'accepted';
  if (head && (sending.ended || !isJudgedByBody(head.status))) {
    const answer = await decodeBody({
      bytes: sending.body,
      whole: sending.whole,
      contentEncoding: head.headers['content-encoding'],
      contentType: head.headers['content-type'],
    });
    const hide = (text: string) => hideSecrets(header?.redact(text) ?? text, call.secrets);
    const { location, ...headers } = head.headers;
    return judgeAnswer(
      { ...head, headers: { ...headers, ...(location !== undefined && { location: hide(location) }) } },
      { ...answer, text: hide(answer.text) },
      call.service,
    );
  }
  const end = sending.sent ? unanswered(call, sending, expired) : undelivered(call, url, sending, expired);
  return head ? { ...end, httpStatus: head.status } : end;
}

/** Temporal's SDK cancels the calls that are still running when a stopping worker's grace time is over. */
export function isWorkerShutdown(reason: unknown): boolean {
  return reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
}

/** The request was sent, and the outcome is unknown. */
function unanswered(
  { service, timeoutSeconds, cancelled }: Call,
  { head, failure }: Sending,
  expired: AbortSignal,
): AttemptReport {
  const answered = head ? ` had answered HTTP ${head.status} and` : '';
  if (isWorkerShutdown(cancelled.reason)) {
    return {
      class: 'unknown',
      message: `the worker was stopped while ${service} was working; whether it did the work is unknown: check there before running it again`,
    };
  }
  if (cancelled.aborted) {
    return { class: 'cancelled', message: `the run was cancelled and the call to ${service} aborted` };
  }
  if (expired.aborted) {
    return {
      class: 'unknown',
      code: 'no_answer',
      limitSeconds: timeoutSeconds,
      message: `${service}${answered} did not ${head ? 'end its answer' : 'answer'} within ${timeoutSeconds} s; whether it did the work is unknown. Raise timeoutSeconds or make the job faster`,
    };
  }
  const after = head ? ` after it had answered HTTP ${head.status}` : '';
  return {
    class: 'unknown',
    code: 'connection_lost',
    said: errorMessage(failure),
    message: `the connection to ${service} broke${after} (${errorMessage(failure)}); whether it did the work is unknown`,
  };
}

/** Nothing was sent. */
function undelivered(
  { service, timeoutSeconds, cancelled }: Call,
  url: URL,
  { failure }: Sending,
  expired: AbortSignal,
): AttemptReport {
  if (isWorkerShutdown(cancelled.reason)) {
    return {
      class: 'not_delivered',
      message: `no call was made: the worker was stopped before it had a connection to ${service}`,
    };
  }
  if (cancelled.aborted) {
    return { class: 'cancelled', message: `no call was made: the run was cancelled before` };
  }
  if (expired.aborted) {
    return {
      class: 'not_delivered',
      code: 'unreachable',
      said: `no connection within timeoutSeconds, ${timeoutSeconds} s`,
      message: `${service} could not be reached at ${url.origin} (no connection within timeoutSeconds, ${timeoutSeconds} s); is it running, and is its address right?`,
    };
  }
  return undeliveredEnd(service, url, failure);
}
