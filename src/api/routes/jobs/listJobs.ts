// GET /api/jobs: all jobs in one answer, or filtered by search, service and status in pages; or summaries.
import { createHash } from 'node:crypto';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { listSummaries } from './listSummaries.ts';
import type { JobList } from '../../../contract/jobs.ts';
import type { ApiDeps } from '../../deps.ts';
import { answerJson, streamJson } from '../../response/jsonAnswer.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

/** Jobs read, written and sent at once. */
const PAGE_SIZE = 200;

const Query = z.object({
  search: z.string().max(200).optional(),
  service: z.string().max(100).optional(),
  status: z.enum(['running', 'queued', 'enabled', 'paused', 'disabled']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(100).optional(),
});

export function listJobs(deps: Pick<ApiDeps, 'store'>): RouterMiddleware {
  const { store } = deps;
  return async (ctx) => {
    if (ctx.query['view'] === 'summary') {
      await listSummaries(deps, ctx);
      return;
    }
    const query = validate(Query, ctx.query);
    // Existing callers add parameters of their own, such as one that defeats caches.
    const warnings = unknownFieldWarnings(ctx.query, Object.keys(Query.shape));
    const about = warnings.length > 0 ? { warnings } : {};
    if (Object.keys(query).length > 0) {
      const { jobs, nextCursor } = await store.listJobs(query);
      answerJson<JobList, 'jobs'>(ctx, { jobs }, { nextCursor, ...about });
      return;
    }
    if (await isKnown(ctx)) return;
    await streamJson(ctx, allJobs(about));
  };

  /** A stream has no ETag of its content; the database has a version of the list, for one short query. */
  async function isKnown(ctx: RouterContext): Promise<boolean> {
    const { version } = await store.jobsVersion({});
    const address = createHash('sha256').update(ctx.url).digest('base64url').slice(0, 8);
    ctx.set('etag', `W/"${version}-${address}"`);
    ctx.status = 200;
    if (!ctx.fresh) return false;
    ctx.status = 304;
    return true;
  }

  async function* allJobs(about: Omit<JobList, 'jobs'>): AsyncGenerator<string, void> {
    let page = await store.listJobs({ limit: PAGE_SIZE });
    yield `{"jobs":[${inner(page.jobs)}`;
    while (page.nextCursor !== null) {
      page = await store.listJobs({ limit: PAGE_SIZE, cursor: page.nextCursor });
      yield `,${inner(page.jobs)}`;
    }
    const rest = JSON.stringify(about).slice(1);
    yield rest === '}' ? ']}' : `],${rest}`;
  }
}

/** The elements of an array's JSON. */
function inner(array: string): string {
  return array.slice(1, -1);
}
