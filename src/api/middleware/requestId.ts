// Every answer carries an id that the log lines of its request carry too; a caller's own id is kept.
import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';

export function requestId(): Middleware {
  return (ctx, next) => {
    const given = ctx.get('x-request-id');
    ctx.state.requestId = /^[A-Za-z0-9._-]{1,100}$/.test(given) ? given : randomUUID();
    ctx.set('x-request-id', ctx.state.requestId);
    return next();
  };
}
