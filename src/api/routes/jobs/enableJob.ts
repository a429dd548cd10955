// POST /api/jobs/:jobName/enable
import type { RouterMiddleware } from '@koa/router';
import { applyChange } from '../../response/applyChange.ts';
import { changeOf, entityTag } from '../../request/changeBody.ts';
import { ChangeBody, type JobEnabled } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextRunInWords, whenWithoutSchedule } from '../../response/nextRun.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function enableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const body = validate(ChangeBody, ctx.state['body']);
    const changed = await deps.store.enableJob(changeOf(ctx, body));
    const job = await applyChange(deps, changed);
    const { schedule, nextRunAt } = job;
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: `"${job.displayName}" is enabled${nextRunAt === null ? `; ${whenWithoutSchedule(job)}` : nextRunInWords(nextRunAt, job)}`,
      schedule,
      warnings: unknownFieldWarnings(ctx.state['body'], Object.keys(ChangeBody.shape)),
    } satisfies JobEnabled;
  };
}
