// How each error code is answered: its HTTP status and its short title.
import type { ErrorCode } from '../domain/errors.ts';

export const ERROR_ANSWERS: Record<ErrorCode, { status: number; title: string }> = {
  INVALID_JSON: { status: 400, title: 'Invalid JSON' },
  VALIDATION_FAILED: { status: 400, title: 'Validation failed' },
  INVALID_CRON: { status: 400, title: 'Invalid cron expression' },
  INVALID_SETTING: { status: 400, title: 'Invalid setting' },
  SERVICE_URL_MISSING: { status: 400, title: 'Service address missing' },
  SERVICE_NAME_COLLISION: { status: 400, title: 'Service name collides' },
  SERVICE_NAME_RESERVED: { status: 400, title: 'Service name reserved' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Origin not allowed' },
  JOB_NOT_FOUND: { status: 404, title: 'Job not found' },
  EXECUTION_NOT_FOUND: { status: 404, title: 'Execution not found' },
  ROUTE_NOT_FOUND: { status: 404, title: 'Route not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  JOB_ALREADY_RUNNING: { status: 409, title: 'Job already running' },
  JOB_OWNED_BY_OTHER_SERVICE: { status: 409, title: 'Job owned by another service' },
  ATTEMPT_ALREADY_STARTED: { status: 409, title: 'Attempt already started' },
  EXECUTION_NOT_RUNNING: { status: 409, title: 'Execution not running' },
  BODY_TOO_LARGE: { status: 413, title: 'Body too large' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Idempotency key reused' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'Database unavailable' },
  TEMPORAL_UNAVAILABLE: { status: 503, title: 'Temporal unavailable' },
  INTERNAL: { status: 500, title: 'Internal error' },
};
