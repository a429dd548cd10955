// POST /api/jobs/:jobName/trigger: run now, and wait for the result as long as the caller does; or run once at `runAt`.
import type { RouterMiddleware } from '@koa/router';
import { respondWithRun } from '../../response/respondWithRun.ts';
import { FutureInstant } from '../../request/changeBody.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { RunBody, runRequestOf } from '../../request/runRequest.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

const Body = RunBody.extend({ runAt: FutureInstant.nullish() });

export function triggerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    const { runAt, ...body } = validate(Body, ctx.state['body']);
    const request = runRequestOf(ctx, jobName, { ...body, runAt: runAt ?? undefined });
    const accepted = await deps.store.acceptTrigger({ ...request, jobName });
    const warnings = unknownFieldWarnings(ctx.state['body'], Object.keys(Body.shape));
    await respondWithRun(deps, ctx, accepted, warnings);
  };
}
