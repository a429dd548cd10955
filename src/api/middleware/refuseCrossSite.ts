// Pages of other sites cannot read our answers, but with an image or a script they could make each visitor's browser request
// costly ones. Browsers mark such requests (Sec-Fetch-Site); other callers do not send the header.
import type { Middleware } from 'koa';
import type { Config } from '../../config.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { PORTAL_PATH } from '../../domain/portalAddress.ts';
import { DOCS_PATH } from '../docs/docsPage.ts';
import { allowedOrigins } from './allowedOrigins.ts';

const PAGES = [PORTAL_PATH, DOCS_PATH];

export function refuseCrossSite(config: Pick<Config, 'publicUrl' | 'frontendUrl'>): Middleware {
  const allowed = allowedOrigins(config);
  return (ctx, next) => {
    if (ctx.get('sec-fetch-site') !== 'cross-site' || allowed.includes(ctx.get('origin'))) return next();
    // A link to a page. In a frame, the page's own policy (frame-ancestors) decides.
    const isLink = ctx.method === 'GET' && ctx.get('sec-fetch-mode') === 'navigate';
    if (isLink && PAGES.some((page) => ctx.path === page || ctx.path.startsWith(`${page}/`))) return next();
    throw new SchedulerError(
      'ORIGIN_NOT_ALLOWED',
      'a page of another site asked for this; set FRONTEND_URL to the address of that page to let it call the API, or open the address by itself',
    );
  };
}
