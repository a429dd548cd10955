// What every change of a job may carry: who, why, and at which version.
import type { RouterContext } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { SchedulerError } from '../../domain/errors.ts';
import type { Author, Change } from '../../store/verbs/fields.ts';
import { jobNameOf } from './pathParameters.ts';

/** Who asks, in one line: audit and lists show it as one. Null or "" = absent. */
export const UserId = z
  .string()
  .max(200)
  .transform((text) => text.replaceAll(/[\n\v\f\r\u0085\u2028\u2029]+/g, ' ').trim())
  .nullish();

export const ChangeBody = z.object({
  /** Recorded as the actor. A name of the scheduler's own parts is only a name: the audit's `source` is not read from it. */
  userId: UserId,
  reason: z.string().max(1_000).nullish(),
});
export type ChangeBody = z.infer<typeof ChangeBody>;

/** An instant to come, ISO 8601 with an offset; kept in UTC. */
export const FutureInstant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as "2026-12-24T08:00:00Z"' })
  .refine((instant) => Date.parse(instant) > Date.now(), { error: 'must be in the future' })
  .transform((instant) => new Date(instant).toISOString());

/** End of a pause. Until then a job has no occurrences; then it goes on by itself. */
export const Until = FutureInstant.nullish();

/** @throws SchedulerError VALIDATION_FAILED for an If-Match that names no version */
export function changeOf(ctx: RouterContext, { userId, reason }: ChangeBody): Change {
  return {
    jobName: jobNameOf(ctx),
    ...authorOf(ctx, userId),
    reason: reason || undefined,
    expectedVersions: expectedVersions(ctx.get('if-match')),
  };
}

/** Until callers sign in, the actor is what they say of themselves; the source is only ever one of these two. */
export function authorOf(ctx: Context, userId: string | null | undefined): Author {
  return {
    actor: userId || 'anonymous',
    source: ctx.get('x-scheduler-client') === 'portal' ? 'portal' : 'api',
  };
}

/** The job's `version` as the entity tag that If-Match takes back. */
export function entityTag({ version }: { version: number }): string {
  return `"${version}"`;
}

/** Versions in an If-Match header; undefined when any will do: no header, or `*`. */
function expectedVersions(ifMatch: string): number[] | undefined {
  if (ifMatch === '' || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').map((tag) => {
    const version = /^\s*"?(\d{1,15})"?\s*$/.exec(tag)?.[1];
    if (version !== undefined) return Number(version);
    const message = `must be a job's version, such as "12", and not ${ifMatch}`;
    throw new SchedulerError('VALIDATION_FAILED', `If-Match ${message}`, {
      details: [{ path: 'If-Match', message }],
    });
  });
}
