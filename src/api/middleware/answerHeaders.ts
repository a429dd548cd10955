// What every answer says to browsers and caches, errors too. The portal's files replace what they know better.
import type { Middleware } from 'koa';

export function answerHeaders(): Middleware {
  return (ctx, next) => {
    ctx.set({
      'x-content-type-options': 'nosniff',
      // For one caller only, and asked for anew each time: an ETag makes that cheap.
      'cache-control': 'private, no-cache',
      // No page of another site may embed an answer as an image or script. Requests that CORS allows are not concerned.
      'cross-origin-resource-policy': 'same-origin',
    });
    return next();
  };
}
