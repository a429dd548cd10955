// POST /api/jobs/:jobName/trigger: run now, and wait for the result as long as the caller does.
import type { RouterMiddleware } from '@koa/router';
import { answerRun } from '../answerRun.ts';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { RunBody, runRequestOf } from '../runRequest.ts';
import { unknownFieldWarnings } from '../validate.ts';

export function triggerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    const accepted = await deps.store.acceptTrigger({ ...runRequestOf(ctx, jobName), jobName });
    const warnings = unknownFieldWarnings(ctx.state['body'], Object.keys(RunBody.shape));
    await answerRun(deps, ctx, accepted, warnings);
  };
}
