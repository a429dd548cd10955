// POST /api/executions/:id/rerun: a finished execution once more, as a new one that names it as its parent.
import type { RouterMiddleware } from '@koa/router';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { runRequestOf } from '../../request/idempotency.ts';
import { executionIdOf } from '../../request/pathParameters.ts';
import { respondWithRun } from '../../response/respondWithRun.ts';

export function rerunExecution(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const parentId = executionIdOf(ctx);
    const { body } = bodyOf(ctx, ROUTES['POST /api/executions/:id/rerun'].body);
    const request = runRequestOf(ctx, `rerun of ${parentId}`, body);
    const accepted = await deps.store.rerunExecution({ ...request, parentId });
    await respondWithRun(deps, ctx, accepted);
  };
}
