// POST /api/jobs/:jobName/disable: for good, or with `until` for a while.
import type { RouterMiddleware } from '@koa/router';
import type { Job } from '../../contract/job.ts';
import { applyChange } from '../applyChange.ts';
import { ChangeBody, changeOf, entityTag, Until } from '../changeBody.ts';
import type { ApiDeps } from '../deps.ts';
import { unknownFieldWarnings, validate } from '../validate.ts';

const Body = ChangeBody.extend({ until: Until });

export function disableJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { until, ...change } = validate(Body, ctx.state['body']);
    const { job } = await deps.store.disableJob({ ...changeOf(ctx, change), until: until ?? undefined });
    const { schedule, nextRunAt } = await applyChange(deps, job);
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: inWords(job, nextRunAt),
      pausedUntil: job.pausedUntil,
      nextRunAt,
      schedule,
      warnings: unknownFieldWarnings(ctx.state['body'], Object.keys(Body.shape)),
    };
  };
}

function inWords({ name, service, enabled, pausedUntil }: Job, nextRunAt: string | null): string {
  if (pausedUntil === null) {
    return `job "${name}" is disabled and stays so when ${service} registers it again; it can still be triggered`;
  }
  if (!enabled)
    return `job "${name}" is disabled, and stays so after ${pausedUntil}; enable it to have runs again`;
  const next = nextRunAt === null ? '' : `; next run ${nextRunAt}`;
  return `job "${name}" is paused until ${pausedUntil}${next}; it can still be triggered`;
}
