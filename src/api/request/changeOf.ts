// The parts of every change of a job: its name, the author, the reason and the expected version.
import type { RouterContext } from '@koa/router';
import type { ChangeBody } from '../../contract/jobChanges.ts';
import type { Change } from '../../store/verbs/fields.ts';
import { authorOf } from './caller.ts';
import { jobNameOf } from './pathParameters.ts';
import { expectedVersions } from './precondition.ts';

/** @throws SchedulerError VALIDATION_FAILED for an If-Match that is not a version */
export function changeOf(ctx: RouterContext, body: ChangeBody): Change {
  return {
    jobName: jobNameOf(ctx),
    ...authorOf(ctx, body),
    reason: body.reason,
    expectedVersions: expectedVersions(ctx.get('if-match')),
  };
}
