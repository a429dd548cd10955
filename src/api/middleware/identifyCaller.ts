// Decides who sends a request. Authentication belongs here: no route looks at headers for it.
import type { Middleware } from 'koa';

/** Without authentication, everyone who reaches the port is an admin; openModeGuard limits who does. */
const ANYONE = { principal: 'anonymous', name: 'anonymous', role: 'admin' } as const;

export function identifyCaller(): Middleware {
  return (ctx, next) => {
    const client = ctx.get('x-scheduler-client') === 'portal' ? 'portal' : 'api';
    ctx.state.caller = { ...ANYONE, client };
    return next();
  };
}
