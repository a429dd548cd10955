// GET /api/jobs/:jobName/stats
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { validate } from '../validate.ts';

const DAY_MS = 86_400_000;
const Query = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) });

export function jobStats({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { days } = validate(Query, ctx.query);
    const now = Date.now();
    const period = { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
    const { stats } = await store.jobStats({ jobName: jobNameOf(ctx), ...period });
    ctx.body = { stats, period: { days, ...period } };
  };
}
