// POST /api/executions/:id/cancel: a queued execution at once; a running one as soon as its call has been aborted.
import type { RouterMiddleware } from '@koa/router';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { authorOf } from '../../request/changeBody.ts';
import { type ExecutionCancelled } from '../../../contract/executions.ts';
import { ChangeBody } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { executionIdOf } from '../../request/pathParameters.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function cancelExecution({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const executionId = executionIdOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(ChangeBody.shape));
    const { userId, reason } = validate(ChangeBody, ctx.state['body']);
    const { status, scheduledFor, job, effects } = await store.cancelExecution({
      executionId,
      ...authorOf(ctx, userId),
      reason,
    });
    const about = { executionId, status };
    const of = `of "${job.displayName}"`;
    const run =
      scheduledFor === null
        ? `the run ${of}`
        : `the run ${of} due ${instantInWords(scheduledFor, job.timeZone)}`;
    const reached = await applyEffects(effects);
    if (status === 'cancelled') {
      ctx.body = {
        message: `${run} is cancelled; it had not begun`,
        ...about,
      } satisfies ExecutionCancelled;
      return;
    }
    ctx.status = 202;
    ctx.set('location', `/api/executions/${executionId}`);
    ctx.body = {
      message: `${run} is being cancelled${reached ? '' : ' as soon as Temporal is back'}; the job's slot is free when its call has ended`,
      ...about,
    } satisfies ExecutionCancelled;
  };
}
