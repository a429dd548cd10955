// Rejects unknown paths, and methods that a path does not support, before a body is read.
import type { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { SchedulerError } from '../../domain/errors.ts';

export function refuseUnknownRoutes(router: Router): Middleware {
  return (ctx, next) => {
    const matched = router.match(safePath(ctx), ctx.method);
    if (matched.route) return next();
    const allowed = [...new Set(matched.path.flatMap(({ methods }) => methods))];
    if (allowed.length === 0) {
      throw new SchedulerError(
        'ROUTE_NOT_FOUND',
        `there is no ${ctx.method} ${ctx.path}; see the endpoints in the README`,
      );
    }
    ctx.set('allow', allowed.join(', '));
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204;
      return undefined;
    }
    throw new SchedulerError(
      'METHOD_NOT_ALLOWED',
      `${ctx.path} takes ${allowed.join(', ')}, not ${ctx.method}`,
    );
  };
}

/** Rejects a target that is not a valid address or whose percent-encoding is broken. */
function safePath(ctx: Context): string {
  try {
    decodeURIComponent(ctx.path);
    return ctx.path;
  } catch (cause) {
    throw new SchedulerError('ROUTE_NOT_FOUND', `the path ${ctx.req.url} cannot be read as an address`, {
      cause,
    });
  }
}
