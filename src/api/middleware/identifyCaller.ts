// Identifies the caller of a request by its credentials. No route reads headers for that.
import type { Middleware } from 'koa';
import type { Authenticate } from '../../auth/authenticate.ts';

export function identifyCaller(authenticate: Authenticate): Middleware {
  return async (ctx, next) => {
    const caller = await authenticate({
      authorization: ctx.get('authorization'),
      serviceToken: ctx.get('x-service-token'),
    });
    const client = ctx.get('x-scheduler-client') === 'portal' ? 'portal' : 'api';
    ctx.state.caller = { ...caller, client };
    return next();
  };
}
