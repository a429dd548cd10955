// GET /api/jobs/:jobName; its ETag is the version that If-Match of a change takes back.
import type { RouterMiddleware } from '@koa/router';
import { entityTag } from '../../request/precondition.ts';
import type { Job } from '../../../contract/jobs.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';

export function getJob({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    ctx.set('etag', entityTag(job));
    ctx.body = job satisfies Job;
  };
}
