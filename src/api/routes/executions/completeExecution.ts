// POST /api/executions/:id/complete: a service that answered 202 reports its result. Postgres records it first, then the workflow is signalled.
import type { RouterMiddleware } from '@koa/router';
import { endOf, reported } from '../../../answers/judgeAnswer.ts';
import { readJobResult } from '../../../answers/readJobResult.ts';
import type { AttemptReported } from '../../../contract/attempts.ts';
import { JobResult } from '../../../contract/serviceCall.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { callbackOf } from '../../request/callbackToken.ts';
import type { ApiDeps } from '../../deps.ts';
import { readReport } from '../../request/readReport.ts';
import { unknownFieldWarnings } from '../../request/validate.ts';

export function completeExecution({ store, signalAttemptEnded }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const callback = callbackOf(ctx);
    const body = await readReport(ctx);
    const reading = readJobResult(body.text, body.whole);
    if (!reading.result) {
      // It still counts as a sign of life; this call also rejects a wrong token.
      await store.reportProgress({ ...callback, progress: {} });
      const problem = [body.problem, reading.problem].filter(Boolean).join('; ');
      throw new SchedulerError(
        reading.isJson ? 'VALIDATION_FAILED' : 'INVALID_JSON',
        `${problem}. Send a JobResult`,
        { details: reading.details },
      );
    }
    const { workflowId, jobName, attempt, ended } = await store.completeAttempt({
      ...callback,
      ...endOf(reading.result),
      ...reported(reading),
    });
    if (ended !== null) {
      const { kept, ...end } = ended;
      const how = `${end.class ?? end.status}${kept ? '; this report is kept beside it' : ''}`;
      throw new SchedulerError(
        'ATTEMPT_ALREADY_ENDED',
        `attempt ${attempt} of execution ${callback.executionId} has already ended (${how}); stop working on it`,
        { details: { executionId: callback.executionId, attempt, ...end } },
      );
    }
    await signalAttemptEnded(workflowId, attempt);
    const warnings = [
      ...reading.notes.map((message) => ({ code: 'REPAIRED' as const, message })),
      ...unknownFieldWarnings(reading.fields, Object.keys(JobResult.shape)),
    ];
    ctx.body = {
      message: `the end of attempt ${attempt} of job "${jobName}" is recorded`,
      executionId: callback.executionId,
      attempt,
      ...(warnings.length > 0 && { warnings }),
    } satisfies AttemptReported;
  };
}
