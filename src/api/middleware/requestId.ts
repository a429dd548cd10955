// Every answer carries an id that is also in the log lines of its request. An id sent by the caller is kept.
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
