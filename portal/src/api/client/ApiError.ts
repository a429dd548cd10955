// Why a request failed, for the person who sees it.

/** Codes of the API (src/domain/errors.ts), plus NO_CONNECTION and NOT_THE_SCHEDULER. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number | null;
  /** To find the request in the scheduler's log. */
  readonly requestId: string | null;
  readonly details: unknown;
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    about: {
      code: string;
      status?: number | undefined;
      requestId?: string | null | undefined;
      details?: unknown;
      retryAfterMs?: number | null;
      cause?: unknown;
    },
  ) {
    super(message, { cause: about.cause });
    this.name = 'ApiError';
    this.code = about.code;
    this.status = about.status ?? null;
    this.requestId = about.requestId ?? null;
    this.details = about.details;
    this.retryAfterMs = about.retryAfterMs ?? null;
  }
}

/** "503, request 7f3a21bc": the reference in brackets after "Could not refresh". */
export function errorReference(error: unknown): string {
  if (!(error instanceof ApiError)) return 'unexpected error';
  const parts = [
    error.status === null ? 'no connection' : String(error.status),
    ...(error.requestId === null ? [] : [`request ${error.requestId.slice(0, 8)}`]),
  ];
  return parts.join(', ');
}

/** Errors of the page itself mean nothing to the viewer. */
export function errorText(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : 'Something went wrong on this page. Reload it and try again.';
}

/** The sign-in page or dialog says it. */
export function isSignInMissing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.code === 'NO_ROLE');
}

/** Whether a retry may help: after an outage, but not after a refusal. */
export function mayAnswerLater(error: unknown): boolean {
  return error instanceof ApiError && (error.status === null || error.status >= 500);
}
