// GET /api/events: the audit trail of all jobs, newest first.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { AuditEvents } from '../../../contract/audit.ts';
import type { ApiDeps } from '../../deps.ts';
import { InstantQuery, repeated } from '../../request/feedQuery.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the nextCursor of an earlier answer')
    .optional(),
  job: repeated(z.string().max(100)),
  actor: repeated(z.string().max(200)),
  /** Any part of the name, in any case; `actor` is ignored beside it. */
  who: z.string().min(1).max(200).optional(),
  action: repeated(z.string().max(100)),
  from: InstantQuery,
  to: InstantQuery,
  /** Only registrations and repairs (true), or everything else (false). */
  machine: z
    .enum(['true', 'false'])
    .transform((given) => given === 'true')
    .optional(),
});

export function listAudit({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { job: jobs, actor: actors, action: actions, ...query } = validate(Query, ctx.query);
    const events = await store.listAllEvents({ ...query, jobs, actors, actions });
    ctx.body = events satisfies AuditEvents;
  };
}
