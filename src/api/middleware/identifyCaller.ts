// Identifies the caller of a request. Authentication belongs here: no route reads headers for it.
import type { Middleware } from 'koa';

/** Without authentication every caller is an admin; openModeGuard limits who can call. */
const ANYONE = { principal: 'anonymous', name: 'anonymous', role: 'admin' } as const;

export function identifyCaller(): Middleware {
  return (ctx, next) => {
    const client = ctx.get('x-scheduler-client') === 'portal' ? 'portal' : 'api';
    ctx.state.caller = { ...ANYONE, client };
    return next();
  };
}
