// POST /api/jobs/:jobName/trigger: runs now and waits for the result as long as the caller does; or runs once at `runAt`.
import type { RouterMiddleware } from '@koa/router';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { runRequestOf } from '../../request/idempotency.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { respondWithRun } from '../../response/respondWithRun.ts';

export function triggerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    const { body, warnings } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/trigger'].body);
    const request = runRequestOf(ctx, jobName, body);
    const accepted = await deps.store.acceptTrigger({ ...request, jobName });
    await respondWithRun(deps, ctx, accepted, warnings);
  };
}
