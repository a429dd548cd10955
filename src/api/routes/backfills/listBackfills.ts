// GET /api/jobs/:jobName/backfills, newest first.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { BackfillList } from '../../../contract/backfills.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });

export function listBackfills({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const request = { jobName: jobNameOf(ctx), ...validate(Query, ctx.query) };
    const { backfills } = await store.listBackfills(request);
    ctx.body = { backfills } satisfies BackfillList;
  };
}
