// POST /api/executions/:id/rerun: a finished execution once more, as a new one that names it as its parent.
import type { RouterMiddleware } from '@koa/router';
import { answerRun } from '../answerRun.ts';
import type { ApiDeps } from '../deps.ts';
import { executionIdOf } from '../pathParameters.ts';
import { RunBody, runRequestOf } from '../runRequest.ts';
import { refuseUnknownFields, validate } from '../validate.ts';

export function rerunExecution(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const parentId = executionIdOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(RunBody.shape));
    const body = validate(RunBody, ctx.state['body']);
    const request = runRequestOf(ctx, `rerun of ${parentId}`, body);
    const accepted = await deps.store.rerunExecution({ ...request, parentId });
    await answerRun(deps, ctx, accepted);
  };
}
