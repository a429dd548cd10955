// GET /api/jobs/:jobName/stats, in all or by day, beside the period before.
import type { RouterMiddleware } from '@koa/router';
import type { JobStatsAnswer } from '../../../contract/stats.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const DAY_MS = 86_400_000;

export function jobStats({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { days, bucket, compare } = validate(ROUTES['GET /api/jobs/:jobName/stats'].query, ctx.query);
    const now = Date.now();
    const period = { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
    const previous = compare === 'previous';
    const found = await store.jobStats({ jobName: jobNameOf(ctx), ...period, bucket, previous });
    ctx.body = { ...found, period: { days, ...period } } satisfies JobStatsAnswer;
  };
}
