// GET /api/jobs/:jobName/events: the audit trail, newest first.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { JobEvents } from '../../../contract/audit.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the nextCursor of an earlier answer')
    .optional(),
});

export function listEvents({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const events = await store.listEvents({ jobName: jobNameOf(ctx), ...validate(Query, ctx.query) });
    ctx.body = events satisfies JobEvents;
  };
}
