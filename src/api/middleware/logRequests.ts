import type { Middleware } from 'koa';
import type { Logger } from 'pino';

/** One line per request; health checks, which come every few seconds, only at debug level. */
export function logRequests(log: Logger): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    await next();
    // Not ctx.path, which throws when the request target is not a valid address.
    const path = (ctx.req.url ?? '').split('?', 1)[0]!;
    const level = path.startsWith('/health') ? 'debug' : 'info';
    log[level](
      {
        method: ctx.method,
        path,
        status: ctx.status,
        durationMs: Math.round(performance.now() - startedAt),
        requestId: ctx.state.requestId,
      },
      'request',
    );
  };
}
