// POST /api/cron/preview: an expression in words, its next occurrences, and what may surprise.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { cronWarnings } from '../../domain/cron/cronWarnings.ts';
import { describeCron } from '../../domain/cron/describeCron.ts';
import { occurrences } from '../../domain/cron/occurrences.ts';
import { parseCron } from '../../domain/cron/parseCron.ts';
import { assertTimeZone } from '../../domain/cron/timeZones.ts';
import { NAME_PATTERN } from '../../domain/identifiers.ts';
import { validate } from '../validate.ts';

const Body = z.strictObject({
  cronExpression: z.string().min(1).max(500),
  timeZone: z.string().max(100).default('UTC'),
  /** Whose values the `H` of the expression stand for. */
  jobName: z.string().regex(NAME_PATTERN, 'must be a job name').optional(),
  count: z.int().min(1).max(100).default(10),
});

export function previewCron(): RouterMiddleware {
  return (ctx) => {
    const { cronExpression, count, jobName, ...body } = validate(Body, ctx.state['body']);
    const timeZone = assertTimeZone(body.timeZone);
    const now = new Date();
    ctx.body = {
      description: describeCron(cronExpression, timeZone, jobName),
      resolved: parseCron(cronExpression, jobName).expression,
      upcoming: occurrences({ cronExpression, timeZone, jobName, after: now, count }).map((instant) => ({
        scheduledFor: instant.toISOString(),
      })),
      warnings: cronWarnings({ cronExpression, timeZone, jobName, from: now }),
    };
  };
}
