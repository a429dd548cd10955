// DELETE /api/jobs/:jobName
import type { RouterMiddleware } from '@koa/router';
import type { JobDeleted } from '../../../contract/jobChanges.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { changeOf } from '../../request/changeOf.ts';

export function deleteJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body, warnings } = bodyOf(ctx, ROUTES['DELETE /api/jobs/:jobName'].body);
    const changed = await deps.store.deleteJob(changeOf(ctx, body));
    const { job, cancelledExecutionIds } = changed;
    const { schedule } = await applyJobChange(deps, changed);
    ctx.body = {
      message: `"${job.displayName}" is deleted; its history is kept, and it comes back when ${job.service} registers it again. To stop it for good, disable it instead`,
      schedule,
      cancelledExecutionIds,
      warnings,
    } satisfies JobDeleted;
  };
}
