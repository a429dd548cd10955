// GET /api/jobs/:jobName/stats, in all or by day, beside the period before.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { JobStatsAnswer } from '../../../contract/stats.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const DAY_MS = 86_400_000;
const Query = z.object({
  days: z.coerce.number().int().min(1).max(365).default(30),
  bucket: z.enum(['day']).optional(),
  compare: z.enum(['previous']).optional(),
});

export function jobStats({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { days, bucket, compare } = validate(Query, ctx.query);
    const now = Date.now();
    const period = { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
    const previous = compare === 'previous';
    const found = await store.jobStats({ jobName: jobNameOf(ctx), ...period, bucket, previous });
    ctx.body = { ...found, period: { days, ...period } } satisfies JobStatsAnswer;
  };
}
