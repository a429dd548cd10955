// POST /api/executions/:id/progress: a service that answered 202 reports its progress, and learns whether it should stop.
import type { RouterMiddleware } from '@koa/router';
import { PROGRESS_FIELDS, readProgress } from '../../../answers/readProgress.ts';
import { callbackOf } from '../../request/callbackToken.ts';
import type { ProgressReported } from '../../../contract/attempts.ts';
import type { ApiDeps } from '../../deps.ts';
import { readReport } from '../../request/readReport.ts';
import { unknownFieldWarnings } from '../../request/validate.ts';

export function reportProgress({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const callback = callbackOf(ctx);
    const { fields, progress, warnings } = readProgress(await readReport(ctx));
    const { cancelRequested, cancelReason, heartbeatSeconds } = await store.reportProgress({
      ...callback,
      progress,
    });
    warnings.push(...unknownFieldWarnings(fields, PROGRESS_FIELDS));
    ctx.body = {
      message: cancelRequested
        ? 'the run was cancelled; stop, and report the end with complete within 10 s of the cancellation'
        : `report again within ${heartbeatSeconds} s`,
      cancelRequested,
      cancelReason,
      heartbeatSeconds,
      ...(warnings.length > 0 && { warnings }),
    } satisfies ProgressReported;
  };
}
