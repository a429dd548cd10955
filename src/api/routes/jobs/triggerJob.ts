// POST /api/jobs/:jobName/trigger: run now, and wait for the result as long as the caller does; or run once at `runAt`.
import type { RouterMiddleware } from '@koa/router';
import { respondWithRun } from '../../response/respondWithRun.ts';
import { TriggerBody } from '../../../contract/runs.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { runRequestOf } from '../../request/runRequest.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function triggerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    const body = validate(TriggerBody, ctx.state['body']);
    const request = runRequestOf(ctx, jobName, body);
    const accepted = await deps.store.acceptTrigger({ ...request, jobName });
    const warnings = unknownFieldWarnings(ctx.state['body'], Object.keys(TriggerBody.shape));
    await respondWithRun(deps, ctx, accepted, warnings);
  };
}
