// GET /api/executions: the runs of all jobs, newest first by their start (or their end if they never began, or when they were queued).
import type { RouterMiddleware } from '@koa/router';
import type { ExecutionPage } from '../../../contract/executions.ts';
import { cursorOf } from '../../../contract/queries.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { servicesOf } from '../../request/caller.ts';
import { feedRequest } from '../../request/feedQuery.ts';
import { answerJson } from '../../response/jsonAnswer.ts';
import { validate } from '../../request/validate.ts';

export function listExecutions({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const {
      limit,
      job: jobs,
      service: services,
      fields,
      ...filters
    } = validate(ROUTES['GET /api/executions'].query, ctx.query);
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
