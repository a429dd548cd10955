// What a request for a run carries, whether of a job (trigger) or of an execution again (rerun).
import { createHash } from 'node:crypto';
import type { RouterContext } from '@koa/router';
import { z } from 'zod';
import type { RunBody } from '../../contract/runs.ts';
import { triggerExecutionId } from '../../domain/identifiers.ts';
import type { RunRequest } from '../../store/verbs/executions.ts';
import { validate } from './validate.ts';

const Headers = z.object({
  'Idempotency-Key': z.string().regex(/^[\x21-\x7e]{0,255}$/, 'must be 1 to 255 visible ASCII characters'),
});

/** The same Idempotency-Key for the same thing (`of`) is the same execution. */
export function runRequestOf(
  ctx: RouterContext,
  of: string,
  request: RunBody & { runAt?: string | undefined },
): RunRequest & { runAt?: string | undefined } {
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
