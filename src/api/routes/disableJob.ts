// POST /api/jobs/:jobName/disable
import type { RouterMiddleware } from '@koa/router';
import { applyChange } from '../applyChange.ts';
import { ChangeBody, changeOf } from '../changeBody.ts';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { unknownFieldWarnings, validate } from '../validate.ts';

export function disableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const body = validate(ChangeBody, ctx.state['body']);
    const { job } = await deps.store.disableJob(changeOf(jobNameOf(ctx), body));
    const { schedule } = await applyChange(deps, job);
    ctx.body = {
      message: `job "${job.name}" is disabled and stays so when ${job.service} registers it again; it can still be triggered`,
      schedule,
      warnings: unknownFieldWarnings(ctx.state['body'], Object.keys(ChangeBody.shape)),
    };
  };
}
