// Without authentication only this machine may call. But every web page that a developer opens can also reach localhost, and
// behind a proxy every request comes from this machine.
import type { IncomingHttpHeaders } from 'node:http';
import type { Middleware } from 'koa';
import type { Config } from '../../config.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { allowedOrigins } from './allowedOrigins.ts';

const LOOPBACK_HOST = /^(localhost|[^/@]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const BY_PROXY = /^(forwarded|x-forwarded-.+|x-real-ip|via)$/;

export const OPEN_MODE =
  'open mode (no credentials are set): everyone who reaches this port is an admin without signing in; never put a proxy, tunnel or port forward before it';

export function openModeGuard(
  config: Pick<Config, 'publicUrl' | 'frontendUrl' | 'credentials' | 'production'>,
): Middleware {
  // A worker needs none in production: it serves its health alone.
  if (config.credentials !== null || config.production) return (_ctx, next) => next();
  const allowed = allowedOrigins(config);
  return (ctx, next) => {
    const header = proxyHeader(ctx.headers);
    if (header !== undefined) {
      throw new SchedulerError(
        'ORIGIN_NOT_ALLOWED',
        `this request came through a proxy (it has the header ${header}), and without authentication this API answers only to callers on its own machine; call it at ${config.publicUrl}, or set credentials (SERVICE_TOKENS, ADMIN_TOKENS or AUTH_ISSUER) and PUBLIC_URL if it is meant to be reached through the proxy`,
      );
    }
    const host = ctx.get('host');
    if (!LOOPBACK_HOST.test(host)) {
      throw new SchedulerError(
        'ORIGIN_NOT_ALLOWED',
        `without authentication this API answers only to localhost, not to host "${host}"; call it at ${config.publicUrl}`,
      );
    }
    const origin = ctx.get('origin');
    if (origin !== '' && origin !== `http://${host}` && !allowed.includes(origin)) {
      throw new SchedulerError(
        'ORIGIN_NOT_ALLOWED',
        `pages of "${origin}" may not call this API; set FRONTEND_URL to the page's address to allow it`,
      );
    }
    return next();
  };
}

/** The header in which a proxy names the client of the request it forwards. */
function proxyHeader(headers: IncomingHttpHeaders): string | undefined {
  return Object.keys(headers).find((name) => BY_PROXY.test(name));
}
