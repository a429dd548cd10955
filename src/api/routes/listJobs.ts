// GET /api/jobs: all of them, or those that search, service and status leave, in pages; or summaries.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { Job } from '../../contract/job.ts';
import type { ApiDeps } from '../deps.ts';
import { unknownFieldWarnings, validate } from '../validate.ts';
import { answerSummaries } from '../answerSummaries.ts';

const Query = z.object({
  search: z.string().max(200).optional(),
  service: z.string().max(100).optional(),
  status: z.enum(['running', 'queued', 'enabled', 'paused', 'disabled']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(100).optional(),
});

export function listJobs(deps: ApiDeps): RouterMiddleware {
  const { store } = deps;
  return async (ctx) => {
    if (ctx.query['view'] === 'summary') {
      await answerSummaries(deps, ctx);
      return;
    }
    const query = validate(Query, ctx.query);
    // An old route: callers of long standing add parameters of their own, such as one against caches.
    const warnings = unknownFieldWarnings(ctx.query, Object.keys(Query.shape));
    const about = warnings.length > 0 ? { warnings } : {};
    if (Object.keys(query).length > 0) {
      ctx.body = { ...(await store.listJobs(query)), ...about };
      return;
    }
    const jobs: Job[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listJobs({ cursor });
      jobs.push(...page.jobs);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    ctx.body = { jobs, ...about };
  };
}
