// POST /api/executions/:id/cancel: a queued execution at once; a running one as soon as its call has been aborted.
import type { RouterMiddleware } from '@koa/router';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { startAccepted } from '../../../coordination/startAccepted.ts';
import { authorOf } from '../../request/changeBody.ts';
import { type ExecutionCancelled } from '../../../contract/executions.ts';
import { ChangeBody } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { executionIdOf } from '../../request/pathParameters.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function cancelExecution({ store, runs }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const executionId = executionIdOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(ChangeBody.shape));
    const { userId, reason } = validate(ChangeBody, ctx.state['body']);
    const { execution, job, released } = await store.cancelExecution({
      executionId,
      ...authorOf(ctx, userId),
      reason,
    });
    const { status, workflow_id: workflowId } = execution;
    const about = { executionId, status };
    const of = `of "${job.displayName}"`;
    const run =
      execution.scheduled_for === null
        ? `the run ${of}`
        : `the run ${of} due ${instantInWords(execution.scheduled_for, job.timeZone)}`;
    await Promise.all(released.map((next) => startAccepted(runs, { execution: next })));
    if (status === 'cancelled') {
      // Its workflow, if it has one, need not ask again.
      if (execution.run_id !== null) await runs.cancel(workflowId);
      ctx.body = {
        message: `${run} is cancelled; it had not begun`,
        ...about,
      } satisfies ExecutionCancelled;
      return;
    }
    const told = await runs.cancel(workflowId);
    ctx.status = 202;
    ctx.set('location', `/api/executions/${executionId}`);
    ctx.body = {
      message: `${run} is being cancelled${told ? '' : ' as soon as Temporal is back'}; the job's slot is free when its call has ended`,
      ...about,
    } satisfies ExecutionCancelled;
  };
}
