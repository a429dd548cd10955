// A request repeated by the same caller with the same Idempotency-Key takes effect once.
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { IdempotencyHeaders } from '../../contract/headers.ts';
import type { RunBody } from '../../contract/runs.ts';
import { triggerExecutionId } from '../../domain/identifiers.ts';
import type { RunRequest } from '../../store/verbs/executions.ts';
import { requesterOf } from './caller.ts';
import { validate } from './validate.ts';

/** @param subject of the run: a job, or an execution to run again */
export function runRequestOf(
  ctx: Context,
  subject: string,
  body: RunBody & { runAt?: string | undefined },
): RunRequest & { runAt?: string | undefined } {
  return {
    executionId: triggerExecutionId(ctx.state.caller.principal, subject, idempotencyKeyOf(ctx)),
    ...body,
    ...requesterOf(ctx, body.userId),
    requestHash: requestHash(body),
  };
}

/** @throws SchedulerError VALIDATION_FAILED */
export function idempotencyKeyOf(ctx: Pick<Context, 'get'>): string | undefined {
  const headers = validate(IdempotencyHeaders, { 'Idempotency-Key': ctx.get('idempotency-key') });
  return headers['Idempotency-Key'] || undefined;
}

/** Equal for equal requests; the order of keys does not matter. */
export function requestHash(request: object): string {
  return createHash('sha256').update(canonical(request)).digest('hex');
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
