// GET /api/executions/:id
import type { RouterMiddleware } from '@koa/router';
import type { ApiDeps } from '../deps.ts';
import { executionIdOf } from '../pathParameters.ts';

export function getExecution({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    ctx.body = await store.getExecution({ executionId: executionIdOf(ctx) });
  };
}
