// POST /api/backfills/:id/cancel: what has not begun is cancelled at once, the run under way as soon as its call has been aborted.
import type { RouterMiddleware } from '@koa/router';
import { authorOf } from '../../request/changeBody.ts';
import { type BackfillCancelled } from '../../../contract/backfills.ts';
import { ChangeBody } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { backfillIdOf } from '../../request/pathParameters.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function cancelBackfill({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const backfillId = backfillIdOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(ChangeBody.shape));
    const { userId, reason } = validate(ChangeBody, ctx.state['body']);
    const { backfill, effects } = await store.cancelBackfill({
      backfillId,
      ...authorOf(ctx, userId),
      reason,
    });
    await applyEffects(effects);
    ctx.body = {
      message: `backfill ${backfillId} of job "${backfill.jobName}" is ${backfill.status}: ${backfill.completed} of ${backfill.total} runs completed, ${backfill.cancelled} cancelled`,
      backfill,
    } satisfies BackfillCancelled;
  };
}
