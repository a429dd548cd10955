// GET /api/jobs/:jobName/history, newest first; it outlives a deleted job.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import type { HistoryPage } from '../../../contract/executions.ts';
import type { ApiDeps } from '../../deps.ts';
import { cursorOf, FeedQuery, feedRequest } from '../../request/feedQuery.ts';
import { answerJson } from '../../response/jsonAnswer.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { validate } from '../../request/validate.ts';

const Query = z.object({
  ...FeedQuery,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

export function listHistory({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { limit, offset, ...filters } = validate(Query, ctx.query);
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
