// The HTTP call to a service: sent at most once, never redirected, and judged by what is certain about it.
import { CancelledFailure } from '@temporalio/activity';
import { Agent, errors, request } from 'undici';
import { cutMetadata, JobResult, type JobContext } from '../contract/serviceCall.ts';
import { errorMessage } from '../domain/errors.ts';
import { parseExactJson } from '../domain/exactJson.ts';
import type { AttemptEnd } from '../store/requests.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;
const SHOWN_ANSWER_CHARACTERS = 200;

// A connection per call: a kept-alive one that went stale would look like a call of unknown outcome.
// undici's own timeouts are off because the attempt's timeout rules.
const agent = new Agent({ connect: { timeout: 5_000 }, headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });

/** Errors of a call that certainly did not reach the service. */
const NOT_DELIVERED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export async function postJob(call: {
  url: string;
  service: string;
  headers: Record<string, string>;
  body: JobContext;
  timeoutSeconds: number;
  cancelled: AbortSignal;
}): Promise<AttemptEnd | 'accepted'> {
  const { url, service, timeoutSeconds, cancelled } = call;
  const expired = AbortSignal.timeout(timeoutSeconds * 1_000);
  try {
    const response = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...call.headers },
      body: JSON.stringify(call.body),
      signal: AbortSignal.any([expired, cancelled]),
    });
    const text = await readAnswer(response.body);
    const { statusCode, headers } = response;
    return statusCode === 202 ? 'accepted' : judge(statusCode, headers['retry-after'], text, service);
  } catch (error) {
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
        message: `${service} did not answer within ${timeoutSeconds} s; whether it did the work is unknown. Raise timeoutSeconds or make the job faster`,
      };
    }
    if (error instanceof AnswerTooLarge)
      return { class: 'failed', message: `${service} answered more than 1 MiB` };
    const code = errorCode(error);
    if (code !== undefined && NOT_DELIVERED.has(code)) {
      return {
        class: 'not_delivered',
        message: `${service} could not be reached at ${new URL(url).origin} (${code}); is it running, and is its address right?`,
      };
    }
    return {
      class: 'unknown',
      message: `the connection to ${service} broke (${errorMessage(error)}); whether it did the work is unknown`,
    };
  }
}

/** Temporal's SDK cancels what still runs when a stopping worker's grace time is over. */
export function isWorkerShutdown(reason: unknown): boolean {
  return reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
}

class AnswerTooLarge extends Error {}

async function readAnswer(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return storable(Buffer.concat(chunks).toString('utf8'));
}

/** Postgres takes neither a NUL character nor half of a surrogate pair; an answer must not fail for that. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** What an answer means. Only a 2xx with `success: true` is a success. */
function judge(
  httpStatus: number,
  retryAfter: string | string[] | undefined,
  text: string,
  service: string,
): AttemptEnd {
  const retryAfterMs = retryAfterOf(retryAfter);
  if (httpStatus === 429 || (httpStatus === 503 && retryAfterMs !== undefined)) {
    const when = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1_000)} s`;
    return {
      class: 'deferred',
      httpStatus,
      retryAfterMs,
      message: `${service} answered HTTP ${httpStatus} and asked to be called again ${when}`,
    };
  }
  const parsed = parseJobResult(text);
  const result = parsed.success ? cutMetadata(parsed.data) : undefined;
  if (httpStatus < 200 || httpStatus > 299) {
    const said = result?.error ?? shorten(text);
    return {
      class: 'failed',
      httpStatus,
      message: `${service} answered HTTP ${httpStatus}${said && `: ${said}`}`,
      result,
    };
  }
  if (result === undefined) {
    return {
      class: 'failed',
      httpStatus,
      message: `${service} answered ${httpStatus} without a JobResult: ${parsed.success ? '' : parsed.problem}`,
    };
  }
  if (!result.success) {
    return {
      class: 'failed',
      httpStatus,
      message: result.error ?? `${service} answered success: false without an error text`,
      result,
    };
  }
  return { class: 'succeeded', httpStatus, result };
}

/** Milliseconds from now that a Retry-After header asks for: seconds or a date (RFC 9110). */
function retryAfterOf(header: string | string[] | undefined): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function parseJobResult(
  text: string,
): { success: true; data: JobResult } | { success: false; problem: string } {
  let json: unknown;
  try {
    json = parseExactJson(text, storable);
  } catch {
    return {
      success: false,
      problem: text === '' ? 'the body is empty' : `the body is not JSON (${shorten(text)})`,
    };
  }
  const parsed = JobResult.safeParse(json);
  if (parsed.success) return { success: true, data: parsed.data };
  const problem = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    .join('; ');
  return { success: false, problem };
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_ANSWER_CHARACTERS ? `${line.slice(0, SHOWN_ANSWER_CHARACTERS)}…` : line;
}

function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  if (error instanceof errors.UndiciError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
