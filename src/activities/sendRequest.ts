// One HTTP request over its own connection, and how far it got. Nothing is written before the connection is established, so
// it is certain whether anything was sent. A kept-alive connection that went stale would look like a call of unknown
// outcome. Redirects are not followed, and variables that name a proxy have no effect. Node's client ignores an unsolicited
// 100 Continue, as RFC 9110 requires.
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { firstBytes } from '../answers/decodeBody.ts';
import { MAX_ANSWER_BYTES } from '../answers/limits.ts';
import type { Reach } from '../services/refusedAddresses.ts';
import { TLS_RULES } from '../services/tlsRules.ts';

export const CONNECT_TIMEOUT_SECONDS = 5;

export interface Sending {
  /** False: no byte of the request was sent, so the service cannot have done anything. */
  sent: boolean;
  head?: { status: number; headers: IncomingHttpHeaders };
  /** As far as it arrived, up to the limit. */
  body: Buffer;
  /** The body ended as it should, at or beyond the limit. */
  ended: boolean;
  whole: boolean;
  failure?: unknown;
}

/** No connection, or no end of the TLS handshake, in time. */
export class ConnectTimeout extends Error {}

/** A connection stays open after a 202: some services take a closed one for a cancellation. */
const DRAIN_ACCEPTED_MS = 1_000;

const httpAgent = new http.Agent({ keepAlive: false });
const httpsAgent = new https.Agent({ keepAlive: false, ...TLS_RULES });

interface Request {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  reach: Reach;
  /** Instead of the one that all services share. */
  agent?: https.Agent | undefined;
}

export async function sendRequest(url: URL, request: Request): Promise<Sending> {
  const sending: Sending = { sent: false, body: Buffer.alloc(0), ended: false, whole: false };
  try {
    const response = await head(url, request, () => {
      sending.sent = true;
    });
    sending.head = { status: response.statusCode ?? 0, headers: response.headers };
    // A 202 needs no body: the service works, and reports its end later.
    if (sending.head.status === 202) {
      response.on('error', () => undefined).resume();
      setTimeout(() => response.destroy(), DRAIN_ACCEPTED_MS).unref();
      return sending;
    }
    const { bytes, whole, failure } = await firstBytes(response, MAX_ANSWER_BYTES);
    response.destroy();
    Object.assign(sending, { body: bytes, whole, ended: failure === undefined, failure });
  } catch (failure) {
    sending.failure = failure;
    if (isRefusedCertificate(failure)) sending.sent = false;
  }
  return sending;
}

/**
 * In TLS 1.3 the client writes before the server has judged its certificate. A server that refuses it says so with one of these
 * alerts, and never reads the request.
 */
export function isRefusedCertificate(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && REFUSALS.test(String(failure.code));
}

const REFUSALS =
  /^ERR_SSL_\w+_ALERT_(CERTIFICATE_(REQUIRED|EXPIRED|REVOKED|UNKNOWN)|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA)$/;

function head(
  url: URL,
  { headers, body, signal, reach, agent }: Request,
  onConnected: () => void,
): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (isSecure ? https : http).request(url, {
    method: 'POST',
    agent: agent ?? (isSecure ? httpsAgent : httpAgent),
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    signal,
    lookup: reach(url),
  });
  const late = setTimeout(() => request.destroy(new ConnectTimeout()), CONNECT_TIMEOUT_SECONDS * 1_000);
  request.once('socket', (socket) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      onConnected();
      request.end(body);
    });
  });
  request.once('response', resolve);
  request.once('close', () => {
    clearTimeout(late);
    reject(new Error('the connection was closed without an answer'));
  });
  // It may also come after the head; firstBytes then returns the failure.
  request.on('error', reject);
  return promise;
}
