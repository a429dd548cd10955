// POST /api/jobs/:jobName/enable
import type { RouterMiddleware } from '@koa/router';
import type { JobEnabled } from '../../../contract/jobChanges.ts';
import type { Job } from '../../../contract/jobs.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { changeOf } from '../../request/changeOf.ts';
import { entityTag } from '../../request/precondition.ts';
import { nextRunInWords, whenWithoutSchedule } from '../../response/nextRun.ts';

export function enableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body, warnings } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/enable'].body);
    const changed = await deps.store.enableJob({
      ...changeOf(ctx, body),
      // Operators pause and resume; what is disabled, an admin enables.
      onlyResume: ctx.state.caller.role === 'operator',
    });
    const job = await applyJobChange(deps, changed);
    ctx.set('etag', entityTag(job));
    ctx.body = { message: enabledMessage(job), schedule: job.schedule, warnings } satisfies JobEnabled;
  };
}

function enabledMessage(job: Job): string {
  const { displayName, nextRunAt } = job;
  if (nextRunAt === null) return `"${displayName}" is enabled; ${whenWithoutSchedule(job)}`;
  return `"${displayName}" is enabled${nextRunInWords(nextRunAt, job)}`;
}
