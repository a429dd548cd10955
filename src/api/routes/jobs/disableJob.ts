// POST /api/jobs/:jobName/disable: for good, or with `until` for a while.
import type { RouterMiddleware } from '@koa/router';
import type { JobDisabled } from '../../../contract/jobChanges.ts';
import type { Job } from '../../../contract/jobs.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { changeOf } from '../../request/changeOf.ts';
import { entityTag } from '../../request/precondition.ts';
import { nextRunInWords } from '../../response/nextRun.ts';

export function disableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body, warnings } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/disable'].body);
    const changed = await deps.store.disableJob({ ...changeOf(ctx, body), until: body.until });
    const job = await applyJobChange(deps, changed);
    const { schedule, nextRunAt, pausedUntil } = job;
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: disabledMessage(job),
      pausedUntil,
      nextRunAt,
      schedule,
      warnings,
    } satisfies JobDisabled;
  };
}

function disabledMessage(job: Job): string {
  const { displayName, service, enabled, pausedUntil, nextRunAt, timeZone } = job;
  if (pausedUntil === null) {
    return `"${displayName}" is disabled and stays so when ${service} registers it again; it can still be triggered`;
  }
  const until = instantInWords(pausedUntil, timeZone);
  if (!enabled) return `"${displayName}" is disabled, and stays so after ${until}; enable it to run it again`;
  return `"${displayName}" is paused until ${until}${nextRunInWords(nextRunAt, job)}; it can still be triggered`;
}
