// 304 for whoever has the answer already. Not where a route sets an ETag of its own: a job's version says nothing of its runs.
import etag from '@koa/etag';
import type { Middleware } from 'koa';
import conditional from 'koa-conditional-get';

const done = () => Promise.resolve();

export function notModified(): Middleware {
  const tag = etag();
  const compare = conditional();
  return async (ctx, next) => {
    await next();
    if (ctx.response.get('etag')) return;
    await tag(ctx, done);
    await compare(ctx, done);
  };
}
