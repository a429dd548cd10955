// GET /api/jobs/:jobName/dependencies: all jobs that it runs after, and all that run after it, however far away.
import type { RouterMiddleware } from '@koa/router';
import type { DependenciesAnswer } from '../../../contract/dependencies.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';

export function jobDependencies({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    ctx.body = { job: jobName, ...(await store.jobDependencies({ jobName })) } satisfies DependenciesAnswer;
  };
}
