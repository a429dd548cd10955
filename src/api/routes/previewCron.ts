// POST /api/cron/preview: an expression in words, its next occurrences, and what may surprise.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { cronWarnings } from '../../domain/cron/cronWarnings.ts';
import { describeCron } from '../../domain/cron/describeCron.ts';
import { occurrences } from '../../domain/cron/occurrences.ts';
import { assertTimeZone } from '../../domain/cron/timeZones.ts';
import { validate } from '../validate.ts';

const Body = z.strictObject({
  cronExpression: z.string().min(1).max(500),
  timeZone: z.string().max(100).default('UTC'),
  count: z.int().min(1).max(100).default(10),
});

export function previewCron(): RouterMiddleware {
  return (ctx) => {
    const { cronExpression, count, ...body } = validate(Body, ctx.state['body']);
    const timeZone = assertTimeZone(body.timeZone);
    const now = new Date();
    ctx.body = {
      description: describeCron(cronExpression, timeZone),
      upcoming: occurrences({ cronExpression, timeZone, after: now, count }).map((instant) => ({
        scheduledFor: instant.toISOString(),
      })),
      warnings: cronWarnings({ cronExpression, timeZone, from: now }),
    };
  };
}
