// GET /api/events: the audit trail of all jobs, newest first.
import type { RouterMiddleware } from '@koa/router';
import type { AuditEvents } from '../../../contract/audit.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { validate } from '../../request/validate.ts';

export function listAudit({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const {
      job: jobs,
      actor: actors,
      action: actions,
      ...query
    } = validate(ROUTES['GET /api/events'].query, ctx.query);
    const events = await store.listAllEvents({ ...query, jobs, actors, actions });
    ctx.body = events satisfies AuditEvents;
  };
}
