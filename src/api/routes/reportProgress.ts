// POST /api/executions/:id/progress: a service that answered 202 says how far it is, and learns whether it shall stop.
import type { RouterMiddleware } from '@koa/router';
import { Progress } from '../../contract/execution.ts';
import { callbackOf } from '../callback.ts';
import type { ApiDeps } from '../deps.ts';
import { refuseUnknownFields, validate } from '../validate.ts';

export function reportProgress({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const callback = callbackOf(ctx);
    refuseUnknownFields(ctx.state['body'], Object.keys(Progress.shape));
    const progress = validate(Progress, ctx.state['body']);
    const { cancelRequested, cancelReason, heartbeatSeconds } = await store.reportProgress({
      ...callback,
      progress,
    });
    ctx.body = {
      message: cancelRequested
        ? 'the run was cancelled; stop, and report the end with complete within 10 s of the cancellation'
        : `report again within ${heartbeatSeconds} s`,
      cancelRequested,
      cancelReason,
      heartbeatSeconds,
    };
  };
}
