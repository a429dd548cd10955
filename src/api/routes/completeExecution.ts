// POST /api/executions/:id/complete: a service that answered 202 reports its result. In Postgres first; the workflow is told then.
import type { RouterMiddleware } from '@koa/router';
import { cutMetadata, JobResult } from '../../contract/serviceCall.ts';
import { callbackOf } from '../callback.ts';
import type { ApiDeps } from '../deps.ts';
import { validate } from '../validate.ts';

export function completeExecution({ store, executions }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const callback = callbackOf(ctx);
    const result = cutMetadata(validate(JobResult, ctx.state['body']));
    const { workflowId, jobName, attempt } = await store.completeAttempt({
      ...callback,
      ...(result.success
        ? { class: 'succeeded' }
        : {
            class: 'failed',
            message: result.error ?? 'the service reported success: false without an error text',
          }),
      result,
    });
    await executions.tellEnded(workflowId, attempt);
    ctx.body = {
      message: `the end of attempt ${attempt} of job "${jobName}" is recorded`,
      executionId: callback.executionId,
      attempt,
    };
  };
}
