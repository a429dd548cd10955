// GET /api/backfills/:id: how far it has come.
import type { RouterMiddleware } from '@koa/router';
import type { ApiDeps } from '../../deps.ts';
import { backfillIdOf } from '../../request/pathParameters.ts';

export function getBackfill({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    ctx.body = await store.getBackfill({ backfillId: backfillIdOf(ctx) });
  };
}
