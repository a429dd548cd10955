// PUT /api/jobs/:jobName/cron: an operator's schedule, which later registrations leave alone.
import type { RouterMiddleware } from '@koa/router';
import type { CronChanged } from '../../../contract/jobChanges.ts';
import type { Job } from '../../../contract/jobs.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { changeOf } from '../../request/changeOf.ts';
import { checkSchedule, scheduleWarnings } from '../../request/checkSchedule.ts';
import { entityTag } from '../../request/precondition.ts';
import { nextRunInWords } from '../../response/nextRun.ts';

export function changeCron(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body, warnings } = bodyOf(ctx, ROUTES['PUT /api/jobs/:jobName/cron'].body);
    const { cronExpression } = body;
    const change = changeOf(ctx, body);
    checkSchedule({ jobName: change.jobName, cronExpression });
    const job = await applyJobChange(deps, await deps.store.changeCron({ ...change, cronExpression }));
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: cronMessage(job),
      cronExpression,
      schedule: job.schedule,
      warnings: [...warnings, ...scheduleWarnings(job)],
    } satisfies CronChanged;
  };
}

function cronMessage(job: Job): string {
  const { displayName, cronExpression, nextRunAt } = job;
  const now = cronExpression === null ? 'runs only when triggered' : `follows "${cronExpression}"`;
  return `"${displayName}" now ${now}${nextRunInWords(nextRunAt, job)}`;
}
