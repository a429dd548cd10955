// POST /api/jobs/:jobName/skip-next: the next occurrence will not run; its row says who skipped it and why.
import type { RouterMiddleware } from '@koa/router';
import { SchedulerError } from '../../../domain/errors.ts';
import { occurrenceExecutionId } from '../../../domain/identifiers.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { authorOf } from '../../request/changeBody.ts';
import { ChangeBody, type OccurrenceChanged } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextOccurrences, nextRunInWords } from '../../response/nextRun.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function skipNext({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    refuseUnknownFields(ctx.state['body'], Object.keys(ChangeBody.shape));
    const { userId, reason } = validate(ChangeBody, ctx.state['body']);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, displayName, revision, timeZone } = job;
    // The next one, although somebody may have skipped it already: asked twice, it is one skip.
    const scheduledFor = nextOccurrences(job, [], zoneData)[0];
    if (scheduledFor === undefined) {
      throw new SchedulerError(
        'NOTHING_TO_SKIP',
        `job "${displayName}" has no run to come; there is nothing to skip`,
        {
          details: { jobName },
        },
      );
    }
    const { skipped } = await store.listSkippedAhead({ jobName });
    const nextRunAt = nextOccurrences(job, [...new Set([...skipped, scheduledFor])], zoneData)[0] ?? null;
    const words = instantInWords(scheduledFor, timeZone);
    const { executionId, status } = await store.skipOccurrence({
      jobName,
      revision,
      executionId: occurrenceExecutionId(jobName, scheduledFor),
      scheduledFor,
      nextRunAt,
      ...authorOf(ctx, userId),
      reason,
    });
    if (status !== 'skipped') {
      throw new SchedulerError(
        'NOTHING_TO_SKIP',
        `the run of ${words} is already ${status}; cancel it instead`,
        {
          details: { jobName, executionId, status },
        },
      );
    }
    ctx.body = {
      message: `"${displayName}" skips its run of ${words}${nextRunInWords(nextRunAt, job)}`,
      executionId,
      scheduledFor,
      nextRunAt,
    } satisfies OccurrenceChanged;
  };
}
