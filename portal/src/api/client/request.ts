// All requests to the API: JSON in and out, errors as ApiError.
import { ApiError } from './ApiError.ts';
import { apiUrl } from './address.ts';
import { markExpired, credentials } from './credentials.ts';

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
  const response = await send(method, path, options);
  const text = await response.text();
  if (response.ok) return text;
  if (response.status === 401) markExpired();
  throw errorOf(response, text);
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const { token } = credentials.state;
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
