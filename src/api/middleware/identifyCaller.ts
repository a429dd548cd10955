// Identifies the caller of a request by its credentials. No route reads headers for that.
import type { Middleware } from 'koa';
import type { HealthDeps } from '../deps.ts';
import { isFromOwnPage, sessionOf } from '../request/sessionCookie.ts';

export function identifyCaller({
  authenticate,
  config: { publicUrl },
}: {
  authenticate: HealthDeps['authenticate'];
  config: Pick<HealthDeps['config'], 'publicUrl'>;
}): Middleware {
  return async (ctx, next) => {
    const caller = await authenticate({
      authorization: ctx.get('authorization'),
      serviceToken: ctx.get('x-service-token'),
      // A page of another site can make a browser send the cookie, but not these headers.
      session: isFromOwnPage(ctx, publicUrl) ? sessionOf(ctx, publicUrl) : '',
    });
    const client = ctx.get('x-scheduler-client') === 'portal' ? 'portal' : 'api';
    ctx.state.caller = { ...caller, client };
    return next();
  };
}
