// POST /api/jobs/:jobName/disable: for good, or with `until` for a while.
import type { RouterMiddleware } from '@koa/router';
import type { Job } from '../../../contract/jobs.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { applyChange } from '../../response/applyChange.ts';
import { changeOf, entityTag } from '../../request/changeBody.ts';
import { DisableBody, type JobDisabled } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextRunInWords } from '../../response/nextRun.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function disableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { until, ...change } = validate(DisableBody, ctx.state['body']);
    const changed = await deps.store.disableJob({ ...changeOf(ctx, change), until });
    const job = await applyChange(deps, changed);
    const { schedule, nextRunAt } = job;
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: inWords(job, nextRunAt),
      pausedUntil: job.pausedUntil,
      nextRunAt,
      schedule,
      warnings: unknownFieldWarnings(ctx.state['body'], Object.keys(DisableBody.shape)),
    } satisfies JobDisabled;
  };
}

function inWords(job: Job, nextRunAt: string | null): string {
  const { displayName, service, enabled, pausedUntil, timeZone } = job;
  if (pausedUntil === null) {
    return `"${displayName}" is disabled and stays so when ${service} registers it again; it can still be triggered`;
  }
  const until = instantInWords(pausedUntil, timeZone);
  if (!enabled)
    return `"${displayName}" is disabled, and stays so after ${until}; enable it to have runs again`;
  return `"${displayName}" is paused until ${until}${nextRunInWords(nextRunAt, job)}; it can still be triggered`;
}
