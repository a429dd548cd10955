// POST /api/executions/:id/cancel: a queued execution ends at once; a running one as soon as its call has been aborted.
import type { RouterMiddleware } from '@koa/router';
import type { ExecutionCancelled } from '../../../contract/executions.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { executionIdOf } from '../../request/pathParameters.ts';

export function cancelExecution({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const executionId = executionIdOf(ctx);
    const { body } = bodyOf(ctx, ROUTES['POST /api/executions/:id/cancel'].body);
    const cancelled = await store.cancelExecution({
      executionId,
      ...authorOf(ctx, body),
      reason: body.reason,
    });
    const { status } = cancelled;
    const reachedTemporal = await applyEffects(cancelled.effects);
    const message = cancelMessage(cancelled, reachedTemporal);
    if (status !== 'cancelled') {
      ctx.status = 202;
      ctx.set('location', `/api/executions/${executionId}`);
    }
    ctx.body = { message, executionId, status } satisfies ExecutionCancelled;
  };
}

function cancelMessage(
  {
    status,
    scheduledFor,
    job,
  }: { status: string; scheduledFor: string | null; job: { displayName: string; timeZone: string } },
  reachedTemporal: boolean,
): string {
  const due = scheduledFor === null ? '' : ` due ${instantInWords(scheduledFor, job.timeZone)}`;
  const run = `the run of "${job.displayName}"${due}`;
  if (status === 'cancelled') return `${run} is cancelled; it had not started`;
  const when = reachedTemporal ? '' : ' as soon as Temporal is back';
  return `${run} is being cancelled${when}; the job's slot is free once its call has ended`;
}
