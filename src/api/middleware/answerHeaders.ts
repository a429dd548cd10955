// Headers of every answer, errors included. The portal's files override some of them.
import type { Middleware } from 'koa';

export function answerHeaders(): Middleware {
  return (ctx, next) => {
    ctx.set({
      'x-content-type-options': 'nosniff',
      // For one caller only, and revalidated each time: an ETag makes that cheap.
      'cache-control': 'private, no-cache',
      // No page of another site may embed an answer as an image or script. cors.ts lifts this for allowed origins.
      'cross-origin-resource-policy': 'same-origin',
    });
    // Callers with other rights see other fields.
    ctx.vary('Authorization');
    ctx.vary('Cookie');
    return next();
  };
}
