// All requests to the API: JSON in and out, errors as ApiError. When the API refuses the token, the host page is asked for a
// fresh one, and the request is repeated once: a refused one did nothing.
import { ApiError, isSignInMissing } from './ApiError.ts';
import { apiUrl } from './address.ts';
import { credentials, noteAccepted, noteRefused } from './credentials.ts';
import { renewFromHost } from './hostPage.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

export interface RequestOptions {
  /** Left out where null or undefined; lists are repeated. */
  query?: Query | undefined;
  body?: unknown;
  /** Version of the job that the change was made for; the API refuses it with VERSION_CONFLICT if there is a newer one. */
  version?: number | undefined;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Instead of the page's own; null for the cookie alone. A refusal then does not concern the page. */
  token?: string | null;
}

/**
 * @returns the answer's JSON; its type is the caller's claim, by src/contract
 * @throws ApiError for every unsuccessful or missing answer; AbortError when `signal` aborts
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  return JSON.parse(await requestText(method, path, options)) as T;
}

/** The answer as the server wrote it: numbers beyond 2^53 are exact only there. */
export async function requestText(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<string> {
  const { generation } = credentials.state;
  const isOwn = options.token === undefined;
  let response = await send(method, path, options);
  if (isOwn && response.status === 401 && (await isRenewedSince(generation))) {
    response = await send(method, path, options);
  }
  const text = await response.text();
  if (response.ok) {
    if (isOwn && path.startsWith('api/')) noteAccepted();
    return text;
  }
  const error = errorOf(response, text);
  if (isOwn && isSignInMissing(error)) {
    noteRefused(error.code === 'NO_ROLE' ? { noRole: error.message } : 'unauthenticated');
  }
  throw error;
}

async function isRenewedSince(generation: number): Promise<boolean> {
  return credentials.state.generation !== generation || renewFromHost();
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const token = options.token === undefined ? credentials.state.token : options.token;
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      headers: {
        accept: 'application/json',
        // For the audit.
        'x-scheduler-client': 'portal',
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.version !== undefined && { 'if-match': `"${options.version}"` }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...options.headers,
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError('The scheduler does not answer. Check the connection.', {
      code: 'NO_CONNECTION',
      cause,
    });
  }
}

function withQuery(path: string, query: Query = {}): URL {
  const url = apiUrl(path);
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) url.searchParams.append(key, String(one));
  }
  return url;
}

function errorOf(response: Response, text: string): ApiError {
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const about = {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    retryAfterMs: Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1_000 : null,
  };
  try {
    const { code, message, details } = JSON.parse(text) as {
      code: string;
      message: string;
      details?: unknown;
    };
    return new ApiError(capitalised(message), { ...about, code, details });
  } catch (cause) {
    // A proxy's error page.
    return new ApiError(`The answer (${response.status}) did not come from the scheduler. Try again.`, {
      ...about,
      code: 'NOT_THE_SCHEDULER',
      cause,
    });
  }
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
