// GET /api/jobs/:jobName/upcoming: the occurrences that will fire, and one-off runs (`planned`).
import type { RouterMiddleware } from '@koa/router';
import { describeCron } from '../../../domain/cron/explain/describeCron.ts';
import { afterPause, occurrences } from '../../../domain/cron/occurrences.ts';
import { knownCron } from '../../../domain/cron/knownCron.ts';
import type { Job } from '../../../contract/jobs.ts';
import type { Upcoming, UpcomingRun } from '../../../contract/upcoming.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

export function listUpcoming({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { count } = validate(ROUTES['GET /api/jobs/:jobName/upcoming'].query, ctx.query);
    const { job } = await store.getJob({ jobName: jobNameOf(ctx) });
    const { name: jobName, cronExpression, timeZone } = job;
    const ahead = await store.listSkippedAhead({ jobName });
    const planned = ahead.planned.map((run): UpcomingRun => ({ ...run, planned: true }));
    if (!job.enabled || cronExpression === null) {
      ctx.body = { upcoming: planned.slice(0, count), timeZone, message: whyNone(job) } satisfies Upcoming;
      return;
    }
    const instants = occurrences({
      cronExpression,
      timeZone,
      jobName,
      zoneData,
      after: afterPause(job.pausedUntil, new Date()),
      count,
    });
    const skipped = new Set(ahead.skipped);
    const due = instants.map((instant): UpcomingRun => {
      const scheduledFor = instant.toISOString();
      return skipped.has(scheduledFor) ? { scheduledFor, skipped: true } : { scheduledFor };
    });
    ctx.body = {
      upcoming: [...planned, ...due]
        .toSorted((a, b) => (a.scheduledFor < b.scheduledFor ? -1 : 1))
        .slice(0, count),
      timeZone,
      description: describeCron(cronExpression, timeZone, jobName),
      resolved: knownCron(cronExpression, jobName).expression,
    } satisfies Upcoming;
  };
}

function whyNone({ name, enabled, after }: Job): string {
  if (!enabled) return `job "${name}" is disabled; enable it to run it again`;
  return after.length > 0
    ? `job "${name}" runs after ${after.map((parent) => parent.job).join(', ')}`
    : `job "${name}" has no schedule and runs only when triggered`;
}
