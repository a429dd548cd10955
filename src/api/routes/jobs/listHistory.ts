// GET /api/jobs/:jobName/history, newest first; it outlives a deleted job.
import type { RouterMiddleware } from '@koa/router';
import type { HistoryPage } from '../../../contract/executions.ts';
import { cursorOf } from '../../../contract/queries.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { feedRequest } from '../../request/feedQuery.ts';
import { answerJson } from '../../response/jsonAnswer.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

export function listHistory({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { limit, offset, ...filters } = validate(ROUTES['GET /api/jobs/:jobName/history'].query, ctx.query);
    const request = { jobName: jobNameOf(ctx), limit, offset, ...feedRequest(filters) };
    const { executions, total, totalIsAtLeast, next } = await store.listHistory(request);
    const pagination = {
      limit,
      offset,
      total,
      hasMore: next !== null,
      ...(totalIsAtLeast && { totalIsAtLeast: true as const }),
    };
    const rest = { pagination, nextCursor: cursorOf(next) };
    answerJson<HistoryPage, 'executions'>(ctx, { executions }, rest);
  };
}
