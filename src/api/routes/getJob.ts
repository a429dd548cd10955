// GET /api/jobs/:jobName
import type { RouterMiddleware } from '@koa/router';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';

export function getJob({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    ctx.body = (await store.getJob({ jobName: jobNameOf(ctx) })).job;
  };
}
