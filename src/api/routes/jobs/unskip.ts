// POST /api/jobs/:jobName/unskip: a skipped upcoming occurrence runs after all; its `skipped` row is deleted.
import type { RouterMiddleware } from '@koa/router';
import type { OccurrenceChanged } from '../../../contract/jobChanges.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { nextOccurrences, nextRunInWords } from '../../response/nextRun.ts';

export function unskip({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/unskip'].body);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, displayName, revision, timeZone } = job;
    const { skipped } = await store.listSkippedAhead({ jobName });
    const scheduledFor = body.scheduledFor ?? skipped[0];
    if (scheduledFor === undefined) {
      const message = `job "${displayName}" has no skipped upcoming run; there is nothing to undo`;
      throw new SchedulerError('NOTHING_TO_UNSKIP', message, { details: { jobName } });
    }
    const stillSkipped = skipped.filter((instant) => instant !== scheduledFor);
    const nextRunAt = nextOccurrences(job, stillSkipped, zoneData)[0] ?? null;
    const { executionId } = await store.unskipOccurrence({
      jobName,
      revision,
      scheduledFor,
      nextRunAt,
      ...authorOf(ctx, body),
      reason: body.reason,
    });
    const words = instantInWords(scheduledFor, timeZone);
    ctx.body = {
      message: `"${displayName}" no longer skips its run of ${words}${nextRunInWords(nextRunAt, job)}`,
      executionId,
      scheduledFor,
      nextRunAt,
    } satisfies OccurrenceChanged;
  };
}
