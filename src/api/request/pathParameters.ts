// Names and ids from the path. A malformed one is answered as not found.
import type { RouterContext } from '@koa/router';
import { BackfillParams, ExecutionParams, JobParams } from '../../contract/params.ts';
import { SchedulerError } from '../../domain/errors.ts';

export function jobNameOf(ctx: RouterContext): string {
  const jobName = ctx.params['jobName'] ?? '';
  if (!JobParams.safeParse({ jobName }).success) {
    throw new SchedulerError('JOB_NOT_FOUND', `job "${jobName}" is not registered`, { details: { jobName } });
  }
  return jobName;
}

export function backfillIdOf(ctx: RouterContext): string {
  const id = ctx.params['id'] ?? '';
  if (!BackfillParams.safeParse({ id }).success) {
    throw new SchedulerError('BACKFILL_NOT_FOUND', `backfill ${id} does not exist`, {
      details: { backfillId: id },
    });
  }
  return id;
}

export function executionIdOf(ctx: RouterContext): string {
  const id = ctx.params['id'] ?? '';
  if (!ExecutionParams.safeParse({ id }).success) {
    throw new SchedulerError('EXECUTION_NOT_FOUND', `execution ${id} does not exist`, {
      details: { executionId: id },
    });
  }
  return id;
}
