// POST /api/jobs/:jobName/skip-next: the next occurrence will not run; its row says who skipped it and why.
import type { RouterMiddleware } from '@koa/router';
import type { OccurrenceChanged } from '../../../contract/jobChanges.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { occurrenceExecutionId } from '../../../domain/identifiers.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { nextOccurrences, nextRunInWords } from '../../response/nextRun.ts';

export function skipNext({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body } = bodyOf(ctx, ROUTES['POST /api/jobs/:jobName/skip-next'].body);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, displayName, revision, timeZone } = job;
    // The next occurrence even if it is skipped already: the same request twice is one skip.
    const scheduledFor = nextOccurrences(job, [], zoneData)[0];
    if (scheduledFor === undefined) {
      const message = `job "${displayName}" has no upcoming run; there is nothing to skip`;
      throw new SchedulerError('NOTHING_TO_SKIP', message, { details: { jobName } });
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
      ...authorOf(ctx, body),
      reason: body.reason,
    });
    if (status !== 'skipped') {
      const message = `the run of ${words} is already ${status}; cancel it instead`;
      throw new SchedulerError('NOTHING_TO_SKIP', message, { details: { jobName, executionId, status } });
    }
    ctx.body = {
      message: `"${displayName}" skips its run of ${words}${nextRunInWords(nextRunAt, job)}`,
      executionId,
      scheduledFor,
      nextRunAt,
    } satisfies OccurrenceChanged;
  };
}
