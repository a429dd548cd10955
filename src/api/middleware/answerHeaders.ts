// Headers of every answer, errors included. The portal's files override some of them.
import type { Middleware } from 'koa';
import type { Config } from '../../config.ts';

const YEAR_SECONDS = 31_536_000;

export function answerHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Middleware {
  const isHttps = publicUrl.startsWith('https:');
  return (ctx, next) => {
    ctx.set({
      'x-content-type-options': 'nosniff',
      // An answer that a browser shows as a page may do nothing.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      ...(isHttps && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
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
