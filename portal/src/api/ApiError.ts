// Why a request did not succeed, as the person who sees it needs it.

/** Codes of the API (src/domain/errors.ts), and two of our own: nobody answered, or something that is not the API did. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number | null;
  /** To be given to whoever looks into the scheduler's log. */
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

/** "503, request 7f3a21bc": what stands in brackets behind "Could not refresh". */
export function errorReference(error: unknown): string {
  if (!(error instanceof ApiError)) return 'unexpected error';
  const parts = [
    error.status === null ? 'no connection' : String(error.status),
    ...(error.requestId === null ? [] : [`request ${error.requestId.slice(0, 8)}`]),
  ];
  return parts.join(', ');
}

/** An error of the page itself says nothing to its viewer. */
export function errorText(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : 'Something went wrong on this page. Reload it and try again.';
}

/** What the scheduler refused it refuses again; what it could not answer may work the next time. */
export function mayAnswerLater(error: unknown): boolean {
  return error instanceof ApiError && (error.status === null || error.status >= 500);
}
