// PUT /api/jobs/:jobName/cron: an operator's schedule, which later registrations leave alone.
import type { RouterMiddleware } from '@koa/router';
import { CronBody, type CronChanged } from '../../../contract/jobChanges.ts';
import { cronWarnings } from '../../../domain/cron/explain/cronWarnings.ts';
import { assertCron } from '../../../domain/cron/assertCron.ts';
import { applyChange } from '../../response/applyChange.ts';
import { changeOf, entityTag } from '../../request/changeBody.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextRunInWords } from '../../response/nextRun.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function changeCron(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const body = validate(CronBody, ctx.state['body']);
    const { cronExpression } = body;
    const change = changeOf(ctx, body);
    const { jobName } = change;
    if (cronExpression !== null) assertCron(cronExpression, jobName);
    const job = await applyChange(deps, await deps.store.changeCron({ ...change, cronExpression }));
    const { schedule, nextRunAt, timeZone } = job;
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: `"${job.displayName}" now ${cronExpression === null ? 'runs only when triggered' : `follows "${cronExpression}"`}${nextRunInWords(nextRunAt, job)}`,
      cronExpression,
      schedule,
      warnings: [
        ...unknownFieldWarnings(ctx.state['body'], Object.keys(CronBody.shape)),
        ...(cronExpression === null
          ? []
          : cronWarnings({ cronExpression, timeZone, jobName, from: new Date() })),
      ],
    } satisfies CronChanged;
  };
}
