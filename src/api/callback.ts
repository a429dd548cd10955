// What a service sends with its reports: the token of the attempt it was called for.
import type { RouterContext } from '@koa/router';
import { SchedulerError } from '../domain/errors.ts';
import { hashToken } from '../store/hashToken.ts';
import { executionIdOf } from './pathParameters.ts';

/** @throws SchedulerError CALLBACK_TOKEN_INVALID without a token */
export function callbackOf(ctx: RouterContext): { executionId: string; tokenHash: string } {
  const executionId = executionIdOf(ctx);
  const token = ctx.get('x-scheduler-callback-token');
  if (token === '') {
    throw new SchedulerError(
      'CALLBACK_TOKEN_INVALID',
      'the header X-Scheduler-Callback-Token is missing; send back the one that came with the call',
      { details: { executionId } },
    );
  }
  return { executionId, tokenHash: hashToken(token) };
}
