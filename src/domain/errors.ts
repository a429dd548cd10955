// The errors that callers see. Branch on `code`, never on the message.

export const ERROR_CODES = [
  'INVALID_JSON',
  'VALIDATION_FAILED',
  'INVALID_CRON',
  'INVALID_SETTING',
  'DEPENDENCY_CYCLE',
  'DEPENDENCIES_TOO_MANY',
  'SERVICE_URL_MISSING',
  'SERVICE_NAME_COLLISION',
  'SERVICE_NAME_RESERVED',
  'JOB_NOT_FOUND',
  'EXECUTION_NOT_FOUND',
  'BACKFILL_NOT_FOUND',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'JOB_ALREADY_RUNNING',
  'JOB_OWNED_BY_OTHER_SERVICE',
  'BODY_TOO_LARGE',
  'IDEMPOTENCY_KEY_REUSED',
  'ATTEMPT_ALREADY_STARTED',
  'EXECUTION_NOT_RUNNING',
  'EXECUTION_NOT_FINISHED',
  'EXECUTION_ALREADY_FINISHED',
  'CALLBACK_TOKEN_INVALID',
  'ATTEMPT_ALREADY_ENDED',
  'VERSION_CONFLICT',
  'QUEUE_FULL',
  'NOTHING_TO_SKIP',
  'NOTHING_TO_UNSKIP',
  'NOTHING_TO_BACKFILL',
  'ORIGIN_NOT_ALLOWED',
  'UNAUTHENTICATED',
  'NO_ROLE',
  'FORBIDDEN',
  'RATE_LIMITED',
  'JOBS_TOO_MANY',
  'SIGN_IN_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
  'TEMPORAL_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal or failure with a stable code, a sentence with the next step, and data about it. */
export class SchedulerError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SchedulerError';
    this.code = code;
    this.details = options.details;
  }
}

/** The text of an error for a log line or a row: its message, and those of its causes that add information. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message || error.name;
  const cause = errorMessage(error.cause);
  if (cause.startsWith(error.message)) return cause;
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
