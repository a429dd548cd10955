// Without authentication only this machine may call; but any web page a developer opens can reach localhost, too.
import type { Middleware } from 'koa';
import type { Config } from '../../config.ts';
import { SchedulerError } from '../../domain/errors.ts';

const LOOPBACK_HOST = /^(localhost|[^/@]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

export function openModeGuard(config: Pick<Config, 'publicUrl' | 'frontendUrl' | 'production'>): Middleware {
  if (config.production) return (_ctx, next) => next();
  const allowedOrigins = [config.publicUrl, config.frontendUrl].flatMap((url) =>
    url ? [new URL(url).origin] : [],
  );
  return (ctx, next) => {
    const host = ctx.get('host');
    if (!LOOPBACK_HOST.test(host)) {
      throw new SchedulerError(
        'ORIGIN_NOT_ALLOWED',
        `without authentication this API answers only to localhost, not to host "${host}"; call it at ${config.publicUrl}`,
      );
    }
    const origin = ctx.get('origin');
    if (origin !== '' && origin !== `http://${host}` && !allowedOrigins.includes(origin)) {
      throw new SchedulerError(
        'ORIGIN_NOT_ALLOWED',
        `pages of "${origin}" may not call this API; set FRONTEND_URL to the page's address to allow it`,
      );
    }
    return next();
  };
}
