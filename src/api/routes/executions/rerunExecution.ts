// POST /api/executions/:id/rerun: a finished execution once more, as a new one that names it as its parent.
import type { RouterMiddleware } from '@koa/router';
import { respondWithRun } from '../../response/respondWithRun.ts';
import { RunBody } from '../../../contract/runs.ts';
import type { ApiDeps } from '../../deps.ts';
import { executionIdOf } from '../../request/pathParameters.ts';
import { runRequestOf } from '../../request/runRequest.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function rerunExecution(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const parentId = executionIdOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(RunBody.shape));
    const body = validate(RunBody, ctx.state['body']);
    const request = runRequestOf(ctx, `rerun of ${parentId}`, body);
    const accepted = await deps.store.rerunExecution({ ...request, parentId });
    await respondWithRun(deps, ctx, accepted);
  };
}
