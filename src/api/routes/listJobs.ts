// GET /api/jobs: all of them, or those that search, service and status leave, in pages.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { Job } from '../../contract/job.ts';
import type { ApiDeps } from '../deps.ts';
import { validate } from '../validate.ts';

const Query = z.strictObject({
  search: z.string().max(200).optional(),
  service: z.string().max(100).optional(),
  status: z.enum(['running', 'queued', 'enabled', 'disabled']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(100).optional(),
});

export function listJobs({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const query = validate(Query, ctx.query);
    if (Object.keys(query).length > 0) {
      ctx.body = await store.listJobs(query);
      return;
    }
    const jobs: Job[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listJobs({ cursor });
      jobs.push(...page.jobs);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    ctx.body = { jobs };
  };
}
