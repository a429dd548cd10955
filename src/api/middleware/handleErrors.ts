// Turns every thrown error into {error, code, message, requestId, details?}. Internal errors are logged, not shown.
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import type { ApiErrorBody } from '../../contract/errors.ts';
import { InvalidCron } from '../../domain/cron/parseCron.ts';
import { InvalidTimeZone } from '../../domain/cron/timeZones.ts';
import { SchedulerError, type ErrorCode } from '../../domain/errors.ts';
import { ERROR_STATUSES } from '../response/errorStatuses.ts';

const RETRY_AFTER_SECONDS = 5;

export function handleErrors(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      answer(ctx, asSchedulerError(thrown), log);
    }
  };
}

function answer(ctx: Context, error: SchedulerError, log: Logger): void {
  const { status, title } = ERROR_STATUSES[error.code];
  const { requestId } = ctx.state;
  if (status >= 500) log.error({ err: error, requestId }, 'request failed');
  if (error.code === 'UNAUTHENTICATED') ctx.set('www-authenticate', 'Bearer realm="scheduler"');
  if (status === 503) ctx.set('retry-after', String(RETRY_AFTER_SECONDS));
  ctx.status = status;
  ctx.body = {
    error: title,
    code: error.code,
    message:
      status === 500 ? `something went wrong here; report it with request id ${requestId}` : error.message,
    requestId,
    ...(status < 500 && error.details !== undefined && { details: error.details }),
    ...BESIDE_THE_ERROR[error.code]?.(error.details),
  } satisfies ApiErrorBody;
}

function asSchedulerError(thrown: unknown): SchedulerError {
  if (thrown instanceof SchedulerError) return thrown;
  if (thrown instanceof InvalidCron) {
    return new SchedulerError('INVALID_CRON', thrown.message, { details: thrown.details, cause: thrown });
  }
  if (thrown instanceof InvalidTimeZone)
    return new SchedulerError('INVALID_SETTING', thrown.message, { details: thrown.details, cause: thrown });
  return new SchedulerError('INTERNAL', 'internal error', { cause: thrown });
}

/** Details that the contract also has at the top level of the answer. */
const BESIDE_THE_ERROR: Partial<Record<ErrorCode, (details: unknown) => object>> = {
  JOB_ALREADY_RUNNING: (details) => part(details, 'executionId'),
  VERSION_CONFLICT: (details) => part(details, 'job'),
};

function part(details: unknown, name: string): object {
  return typeof details === 'object' && details !== null && name in details
    ? { [name]: details[name as keyof typeof details] }
    : {};
}
