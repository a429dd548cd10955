// What the database's errors mean to callers: refusals by their SQLSTATE, everything else by its kind.
import { z } from 'zod';
import { SchedulerError, type ErrorCode } from '../domain/errors.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable } from './database.ts';

/** SQLSTATEs that our SQL functions raise. */
const REFUSALS: Record<string, ErrorCode> = {
  SJ001: 'JOB_NOT_FOUND',
  SJ002: 'JOB_OWNED_BY_OTHER_SERVICE',
  SJ003: 'JOB_ALREADY_RUNNING',
  SJ004: 'IDEMPOTENCY_KEY_REUSED',
  SJ005: 'EXECUTION_NOT_FOUND',
  SJ006: 'SERVICE_NAME_COLLISION',
  SJ007: 'ATTEMPT_ALREADY_STARTED',
  SJ008: 'EXECUTION_NOT_RUNNING',
  SJ009: 'VERSION_CONFLICT',
  SJ010: 'EXECUTION_NOT_FINISHED',
  SJ011: 'CALLBACK_TOKEN_INVALID',
  SJ012: 'ATTEMPT_ALREADY_ENDED',
  SJ013: 'EXECUTION_ALREADY_FINISHED',
  SJ014: 'QUEUE_FULL',
  SJ015: 'DEPENDENCY_CYCLE',
  SJ016: 'BACKFILL_NOT_FOUND',
  SJ017: 'NOTHING_TO_BACKFILL',
  SJ023: 'DEPENDENCIES_TOO_MANY',
  SJ024: 'NOTHING_TO_UNSKIP',
  SJ025: 'FORBIDDEN',
  SJ026: 'JOBS_TOO_MANY',
};

export function asSchedulerError(functionName: string, cause: unknown): SchedulerError {
  if (cause instanceof DatabaseRefusal) {
    const code = REFUSALS[cause.sqlState] ?? 'INTERNAL';
    return new SchedulerError(code, cause.message, { details: cause.details, cause });
  }
  if (cause instanceof DatabaseUnavailable) {
    return new SchedulerError('DATABASE_UNAVAILABLE', cause.message, { cause });
  }
  return new SchedulerError('INTERNAL', internalMessage(functionName, cause), { cause });
}

function internalMessage(functionName: string, cause: unknown): string {
  if (cause instanceof DatabaseFault && cause.sqlState === '42883') {
    return `the database lacks a function that ${functionName} needs; run "npm run migrate"`;
  }
  if (cause instanceof z.ZodError) {
    const { path, message } = cause.issues[0]!;
    return `unexpected answer from SQL function ${functionName}: ${path.join('.')}: ${message}`;
  }
  return `SQL function ${functionName} failed`;
}
