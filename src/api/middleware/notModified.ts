// Answers 304 when the caller already has the answer. Not where a route sets its own ETag: a job's version does not cover its runs.
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
