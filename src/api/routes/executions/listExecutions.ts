// GET /api/executions: the runs of all jobs, newest first by their start (or their end if they never began, or when they were queued).
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { ExecutionPage } from '../../../contract/executions.ts';
import type { ApiDeps } from '../../deps.ts';
import { servicesOf } from '../../request/caller.ts';
import { cursorOf, FeedQuery, feedRequest, repeated } from '../../request/feedQuery.ts';
import { answerJson } from '../../response/jsonAnswer.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({
  ...FeedQuery,
  job: repeated(z.string().max(100)),
  service: repeated(z.string().max(100)),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** With config and metadata; otherwise with their sizes. */
  fields: z.literal('full').optional(),
});

export function listExecutions({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { limit, job: jobs, service: services, fields, ...filters } = validate(Query, ctx.query);
    const { executions, next } = await store.listExecutions({
      limit,
      jobs,
      services: servicesOf(ctx.state.caller.services, services),
      full: fields === 'full',
      ...feedRequest(filters),
    });
    answerJson<ExecutionPage, 'executions'>(ctx, { executions }, { nextCursor: cursorOf(next) });
  };
}
