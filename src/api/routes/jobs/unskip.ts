// POST /api/jobs/:jobName/unskip: an occurrence to come that somebody skipped runs after all; its `skipped` row goes.
import type { RouterMiddleware } from '@koa/router';
import { SchedulerError } from '../../../domain/errors.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { authorOf } from '../../request/changeBody.ts';
import { UnskipBody, type OccurrenceChanged } from '../../../contract/jobChanges.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextOccurrences, nextRunInWords } from '../../response/nextRun.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function unskip({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    refuseUnknownFields(ctx.state['body'], Object.keys(UnskipBody.shape));
    const { userId, reason, ...body } = validate(UnskipBody, ctx.state['body']);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, displayName, revision, timeZone } = job;
    const { skipped } = await store.listSkippedAhead({ jobName });
    const scheduledFor = body.scheduledFor ?? skipped[0];
    if (scheduledFor === undefined) {
      throw new SchedulerError(
        'NOTHING_TO_UNSKIP',
        `job "${displayName}" has no skipped run to come; there is nothing to undo`,
        { details: { jobName } },
      );
    }
    const stillSkipped = skipped.filter((instant) => instant !== scheduledFor);
    const nextRunAt = nextOccurrences(job, stillSkipped, zoneData)[0] ?? null;
    const { executionId } = await store.unskipOccurrence({
      jobName,
      revision,
      scheduledFor,
      nextRunAt,
      ...authorOf(ctx, userId),
      reason,
    });
    const words = instantInWords(scheduledFor, timeZone);
    ctx.body = {
      message: `"${displayName}" is not to skip its run of ${words} any more${nextRunInWords(nextRunAt, job)}`,
      executionId,
      scheduledFor,
      nextRunAt,
    } satisfies OccurrenceChanged;
  };
}
