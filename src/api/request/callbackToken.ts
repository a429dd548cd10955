// The token of an attempt, which a service sends back with its reports.
import type { RouterContext } from '@koa/router';
import { z } from 'zod';
import { SchedulerError } from '../../domain/errors.ts';
import { hashToken } from '../../store/hashToken.ts';

/** @throws SchedulerError CALLBACK_TOKEN_INVALID without a token or with a malformed execution id (an unknown execution answers the same) */
export function callbackOf(ctx: RouterContext): { executionId: string; tokenHash: string } {
  const executionId = ctx.params['id'] ?? '';
  const token = ctx.get('x-scheduler-callback-token');
  if (token === '') {
    throw new SchedulerError(
      'CALLBACK_TOKEN_INVALID',
      'the header X-Scheduler-Callback-Token is missing; send back the one that came with the call',
      { details: { executionId } },
    );
  }
  if (!z.guid().safeParse(executionId).success) {
    throw new SchedulerError(
      'CALLBACK_TOKEN_INVALID',
      `the callback token does not belong to execution ${executionId}; send the X-Scheduler-Callback-Token of the call`,
    );
  }
  return { executionId, tokenHash: hashToken(token) };
}
