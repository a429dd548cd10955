// What a request for a run carries, whether of a job (trigger) or of an execution again (rerun).
import { createHash } from 'node:crypto';
import type { RouterContext } from '@koa/router';
import { z } from 'zod';
import { JobConfig } from '../../contract/jobs.ts';
import { triggerExecutionId } from '../../domain/identifiers.ts';
import type { RunRequest } from '../../store/verbs/executions.ts';
import { UserId } from './changeBody.ts';
import { validate } from './validate.ts';

export const RunBody = z.object({
  userId: UserId,
  config: JobConfig.nullish(),
  reason: z.string().max(1_000).nullish(),
});
const Headers = z.object({
  'Idempotency-Key': z.string().regex(/^[\x21-\x7e]{0,255}$/, 'must be 1 to 255 visible ASCII characters'),
});

/** The same Idempotency-Key for the same thing (`of`) is the same execution. */
export function runRequestOf(
  ctx: RouterContext,
  of: string,
  { userId, config, reason, ...more }: z.infer<typeof RunBody> & { runAt?: string | undefined },
): RunRequest & { runAt?: string | undefined } {
  const request = {
    userId: userId || undefined,
    config: config ?? undefined,
    reason: reason || undefined,
    ...more,
  };
  return {
    executionId: triggerExecutionId('anonymous', of, idempotencyKeyOf(ctx)),
    ...request,
    triggeredBy: 'manual',
    requestHash: requestHash(request),
  };
}

export function idempotencyKeyOf(ctx: RouterContext): string | undefined {
  const headers = validate(Headers, { 'Idempotency-Key': ctx.get('idempotency-key') });
  return headers['Idempotency-Key'] || undefined;
}

/** The same for the same request, however its keys are ordered. */
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
