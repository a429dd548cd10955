// GET /api/backfills/:id: how far it has come.
import type { RouterMiddleware } from '@koa/router';
import type { BackfillAnswer } from '../../../contract/backfills.ts';
import type { ApiDeps } from '../../deps.ts';
import { backfillIdOf } from '../../request/pathParameters.ts';

export function getBackfill({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { backfill } = await store.getBackfill({ backfillId: backfillIdOf(ctx) });
    ctx.body = { backfill } satisfies BackfillAnswer;
  };
}
