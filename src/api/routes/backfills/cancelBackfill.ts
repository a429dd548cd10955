// POST /api/backfills/:id/cancel: waiting runs are cancelled at once, the current one as soon as its call has been aborted.
import type { RouterMiddleware } from '@koa/router';
import type { BackfillCancelled } from '../../../contract/backfills.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { backfillIdOf } from '../../request/pathParameters.ts';

export function cancelBackfill({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const backfillId = backfillIdOf(ctx);
    const { body } = bodyOf(ctx, ROUTES['POST /api/backfills/:id/cancel'].body);
    const { backfill, effects } = await store.cancelBackfill({
      backfillId,
      ...authorOf(ctx, body),
      reason: body.reason,
    });
    await applyEffects(effects);
    ctx.body = {
      message: `backfill ${backfillId} of job "${backfill.jobName}" is ${backfill.status}: ${backfill.completed} of ${backfill.total} runs completed, ${backfill.cancelled} cancelled`,
      backfill,
    } satisfies BackfillCancelled;
  };
}
