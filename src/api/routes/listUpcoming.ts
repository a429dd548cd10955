// GET /api/jobs/:jobName/upcoming: the occurrences that will fire.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { describeCron } from '../../domain/cron/describeCron.ts';
import { afterPause, occurrences } from '../../domain/cron/occurrences.ts';
import { parseCron } from '../../domain/cron/parseCron.ts';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { validate } from '../validate.ts';

const Query = z.object({ count: z.coerce.number().int().min(1).max(100).default(10) });

export function listUpcoming({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { count } = validate(Query, ctx.query);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, cronExpression, timeZone } = job;
    if (!job.enabled || cronExpression === null) {
      const message = job.enabled
        ? `job "${job.name}" has no schedule and runs only when triggered`
        : `job "${job.name}" is disabled; enable it to have runs again`;
      ctx.body = { upcoming: [], timeZone, message };
      return;
    }
    const instants = occurrences({
      cronExpression,
      timeZone,
      jobName,
      after: afterPause(job.pausedUntil, new Date()),
      count,
    });
    const skipped = new Set((await store.listSkippedAhead({ jobName })).skipped);
    ctx.body = {
      upcoming: instants.map((instant) => {
        const scheduledFor = instant.toISOString();
        return skipped.has(scheduledFor) ? { scheduledFor, skipped: true } : { scheduledFor };
      }),
      timeZone,
      description: describeCron(cronExpression, timeZone, jobName),
      resolved: parseCron(cronExpression, jobName).expression,
    };
  };
}
