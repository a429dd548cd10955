// Not @koa/cors: it knows nothing of Cross-Origin-Resource-Policy, which has to follow the same decision about the origin.
import type { Middleware } from 'koa';

/** Lets pages of FRONTEND_URL, and only those, call the API. */
export function cors(frontendUrl: string | undefined): Middleware {
  const allowed = frontendUrl === undefined ? undefined : new URL(frontendUrl).origin;
  return async (ctx, next) => {
    ctx.vary('Origin');
    if (allowed === undefined || ctx.get('origin') !== allowed) return next();
    ctx.set('access-control-allow-origin', allowed);
    ctx.set('cross-origin-resource-policy', 'cross-origin');
    ctx.set('access-control-expose-headers', 'X-Request-Id, Location, Retry-After, Preference-Applied');
    if (ctx.method !== 'OPTIONS' || ctx.get('access-control-request-method') === '') return next();
    ctx.set('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE');
    ctx.set(
      'access-control-allow-headers',
      'Authorization, Content-Type, If-Match, Prefer, Idempotency-Key, X-Request-Id, X-Scheduler-Client',
    );
    ctx.set('access-control-max-age', '600');
    ctx.status = 204;
    return undefined;
  };
}
