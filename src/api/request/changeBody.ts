// What every change of a job may carry: who, why, and at which version.
import type { RouterContext } from '@koa/router';
import type { Context } from 'koa';
import type { ChangeBody } from '../../contract/jobChanges.ts';
import { SchedulerError } from '../../domain/errors.ts';
import type { Author, Change } from '../../store/verbs/fields.ts';
import { jobNameOf } from './pathParameters.ts';

/** @throws SchedulerError VALIDATION_FAILED for an If-Match that names no version */
export function changeOf(ctx: RouterContext, { userId, reason }: ChangeBody): Change {
  return {
    jobName: jobNameOf(ctx),
    ...authorOf(ctx, userId),
    reason,
    expectedVersions: expectedVersions(ctx.get('if-match')),
  };
}

/** Until callers sign in, the actor is what they say of themselves; the source is only ever one of these two. */
export function authorOf(ctx: Context, userId: string | undefined): Author {
  return {
    actor: userId ?? 'anonymous',
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
