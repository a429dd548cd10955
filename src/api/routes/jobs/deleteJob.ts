// DELETE /api/jobs/:jobName
import type { RouterMiddleware } from '@koa/router';
import { applyChange } from '../../response/applyChange.ts';
import { changeOf } from '../../request/changeBody.ts';
import { ChangeBody, type JobDeleted } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function deleteJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const body = validate(ChangeBody, ctx.state['body']);
    const changed = await deps.store.deleteJob(changeOf(ctx, body));
    const { job, cancelledExecutionIds } = changed;
    const { schedule } = await applyChange(deps, changed);
    ctx.body = {
      message: `"${job.displayName}" is deleted and its history stays; when ${job.service} registers it again it comes back. To stop it for good, disable it instead`,
      schedule,
      cancelledExecutionIds,
      warnings: unknownFieldWarnings(ctx.state['body'], Object.keys(ChangeBody.shape)),
    } satisfies JobDeleted;
  };
}
