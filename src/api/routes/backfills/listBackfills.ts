// GET /api/jobs/:jobName/backfills, newest first.
import type { RouterMiddleware } from '@koa/router';
import type { BackfillList } from '../../../contract/backfills.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

export function listBackfills({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const request = {
      jobName: jobNameOf(ctx),
      ...validate(ROUTES['GET /api/jobs/:jobName/backfills'].query, ctx.query),
    };
    const { backfills } = await store.listBackfills(request);
    ctx.body = { backfills } satisfies BackfillList;
  };
}
