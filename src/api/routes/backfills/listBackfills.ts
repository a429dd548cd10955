// GET /api/jobs/:jobName/backfills, newest first.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });

export function listBackfills({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    ctx.body = await store.listBackfills({ jobName: jobNameOf(ctx), ...validate(Query, ctx.query) });
  };
}
