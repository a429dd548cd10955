// POST /api/jobs/:jobName/backfill: queues a run for each past occurrence that no run has completed; they run one after the other.
import type { RouterMiddleware } from '@koa/router';
import type { BackfillAccepted, BackfillPlan } from '../../../contract/backfills.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { backfillExecutionId, backfillId } from '../../../domain/identifiers.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf, requesterOf } from '../../request/caller.ts';
import { idempotencyKeyOf, requestHash } from '../../request/idempotency.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { incompleteOccurrences } from '../../request/incompleteOccurrences.ts';

export function backfillJob({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    const { body } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/backfill'].body);
    const { from, to = new Date(), limit, dryRun, userId, reason } = body;
    const { occurrences, continueFrom } = await incompleteOccurrences(store, { jobName, from, to, limit });
    const rest = continueFrom === null ? '' : `; continue with "from": "${continueFrom}"`;
    if (dryRun) {
      const message = `${occurrences.length} runs of job "${jobName}" would be queued for backfill${rest}`;
      ctx.body = { message, occurrences, continueFrom } satisfies BackfillPlan;
      return;
    }
    const id = backfillId(ctx.state.caller.principal, jobName, idempotencyKeyOf(ctx));
    const { backfill, effects } = await store.acceptBackfill({
      backfillId: id,
      jobName,
      from: from.toISOString(),
      to: to.toISOString(),
      occurrences: occurrences.map(({ scheduledFor }) => ({
        executionId: backfillExecutionId(id, jobName, scheduledFor),
        scheduledFor,
      })),
      ...requesterOf(ctx, userId),
      ...authorOf(ctx, body),
      reason,
      // Without `to` it is the time of the request, which differs.
      requestHash: requestHash({ from, to: body.to, limit, userId, reason }),
    });
    await applyEffects(effects);
    ctx.status = 202;
    ctx.set('location', `/api/backfills/${id}`);
    const message = `${backfill.total} runs of job "${jobName}" queued for backfill, one after the other${rest}`;
    ctx.body = { message, backfill, occurrences, continueFrom } satisfies BackfillAccepted;
  };
}
