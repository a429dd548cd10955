// GET /api/jobs/:jobName/dependencies: all its ancestors and descendants in the graph of `after`.
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
