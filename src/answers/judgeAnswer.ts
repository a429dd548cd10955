// Judges an answer. The status is certain once the head has arrived, even if the body is lost. Only a 2xx with
// `success: true` is a success.
import type { IncomingHttpHeaders } from 'node:http';
import type { AttemptReport } from '../contract/attempts.ts';
import type { AttemptCode } from '../contract/reasons.ts';
import { quote } from './cutText.ts';
import type { DecodedBody } from './decodeBody.ts';
import { MAX_SAID_CHARACTERS, QUOTED_CHARACTERS } from './limits.ts';
import { readJobResult } from './readJobResult.ts';
import { saidIn } from './saidIn.ts';

/** @param body may be truncated, unless the answer is judged by its body (`isJudgedByBody`) */
export function judgeAnswer(
  { status, headers }: { status: number; headers: IncomingHttpHeaders },
  body: DecodedBody,
  service: string,
): AttemptReport {
  const retryAfterMs = retryAfterOf(headers['retry-after']);
  const known = { httpStatus: status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    const when = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1_000)} s`;
    return {
      ...known,
      class: 'deferred',
      code: 'asked_to_wait',
      message: `${service} answered HTTP ${status} and asked to be called again ${when}`,
    };
  }
  const reading = readJobResult(body.text, body.whole);
  if (!isJudgedByBody(status)) {
    const quoted = quote(body.text, QUOTED_CHARACTERS) || body.problem;
    const said = reading.result?.error ?? quoted;
    return {
      ...known,
      class: 'failed',
      code: 'answered',
      ...inItsWords(reading.result?.error ?? saidIn(body.text) ?? quoted),
      message: `${service} answered HTTP ${status}${redirectTo(status, headers.location)}${said ? `: ${said}` : ''}`,
      ...reported(reading),
    };
  }
  if (!reading.result) {
    const why = body.problem && !reading.isJson ? `${body.problem} (${reading.problem})` : reading.problem;
    return {
      ...known,
      class: 'failed',
      code: 'no_result',
      ...inItsWords(why),
      message: `${service} answered ${status} without a JobResult: ${why}`,
    };
  }
  return { ...known, ...endOf(reading.result), ...reported(reading) };
}

/** With a 2xx only the body shows whether the service succeeded. */
export function isJudgedByBody(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** The end that a service states, in an answer or in a report. */
export function endOf(result: { success: boolean; error?: string | null | undefined }): {
  class: 'succeeded' | 'failed';
  message?: string;
  code?: AttemptCode;
  said?: string;
} {
  if (result.success) return { class: 'succeeded' };
  const message = result.error ?? 'the service said success: false without an error text';
  return { class: 'failed', code: 'reported', message, ...inItsWords(result.error) };
}

/** For lists: one line. */
function inItsWords(said: string | null | undefined): { said?: string } {
  return said ? { said: quote(said, MAX_SAID_CHARACTERS) } : {};
}

/** The parts of a result that are recorded beside the class. */
export function reported(reading: ReturnType<typeof readJobResult>): Pick<AttemptReport, 'result' | 'note'> {
  if (!reading.result) return {};
  return { result: reading.result, ...(reading.notes.length > 0 && { note: reading.notes.join('; ') }) };
}

/** Milliseconds from now that a Retry-After header asks for: seconds or a date (RFC 9110). */
function retryAfterOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  // Date.parse takes "-5" for a year.
  const date = /^[A-Za-z]/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Without credentials, which must not enter a history. */
function redirectTo(status: number, location: string | undefined): string {
  if (status < 300 || status > 399 || location === undefined) return '';
  const to = quote(location.replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*@/i, '$1//'), QUOTED_CHARACTERS);
  return `, a redirect to ${to}; redirects are not followed: register that path, or correct the service's address`;
}
