// POST /api/jobs/:jobName/skip-next: the next occurrence will not run; its row says who skipped it and why.
import type { RouterMiddleware } from '@koa/router';
import { afterPause, occurrences } from '../../domain/cron/occurrences.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { occurrenceExecutionId } from '../../domain/identifiers.ts';
import { authorOf, ChangeBody } from '../changeBody.ts';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { refuseUnknownFields, validate } from '../validate.ts';

export function skipNext({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    refuseUnknownFields(ctx.state['body'], Object.keys(ChangeBody.shape));
    const { userId, reason } = validate(ChangeBody, ctx.state['body']);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, revision, cronExpression, timeZone, enabled, pausedUntil } = job;
    const after = afterPause(pausedUntil, new Date());
    const [next, following] =
      enabled && cronExpression !== null
        ? occurrences({ cronExpression, timeZone, jobName, after, count: 2 })
        : [];
    if (next === undefined) {
      throw new SchedulerError(
        'NOTHING_TO_SKIP',
        `job "${jobName}" has no run to come; there is nothing to skip`,
        {
          details: { jobName },
        },
      );
    }
    const scheduledFor = next.toISOString();
    const nextRunAt = following?.toISOString() ?? null;
    const { execution } = await store.skipOccurrence({
      jobName,
      revision,
      executionId: occurrenceExecutionId(jobName, scheduledFor),
      scheduledFor,
      nextRunAt,
      ...authorOf(ctx, userId),
      reason: reason || undefined,
    });
    if (execution.status !== 'skipped') {
      throw new SchedulerError(
        'NOTHING_TO_SKIP',
        `the run of ${scheduledFor} is already ${execution.status}; cancel it instead`,
        {
          details: { jobName, executionId: execution.id, status: execution.status },
        },
      );
    }
    ctx.body = {
      message: `job "${jobName}" skips its run of ${scheduledFor}${nextRunAt === null ? '' : `; next run ${nextRunAt}`}`,
      executionId: execution.id,
      scheduledFor,
      nextRunAt,
    };
  };
}
