// GET /api/jobs/:jobName/events: the audit trail, newest first.
import type { RouterMiddleware } from '@koa/router';
import type { JobEvents } from '../../../contract/audit.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

export function listEvents({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const events = await store.listEvents({
      jobName: jobNameOf(ctx),
      ...validate(ROUTES['GET /api/jobs/:jobName/events'].query, ctx.query),
    });
    ctx.body = events satisfies JobEvents;
  };
}
