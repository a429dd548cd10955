// GET /docs: the API as a page from which requests can be sent. The page and its files are open; what it shows is not.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RouterMiddleware } from '@koa/router';
import { SchedulerError } from '../../domain/errors.ts';

export const DOCS_PATH = '/docs';

const FILES: Record<string, string> = {
  'docs.js': new URL('page/docs.js', import.meta.url).href,
  'docs.css': new URL('page/docs.css', import.meta.url).href,
  'swagger-ui-bundle.js': import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
  'swagger-ui.css': import.meta.resolve('swagger-ui-dist/swagger-ui.css'),
};

/** Nothing inline, and nothing of other hosts. Swagger UI has pictures in its styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default dompurify',
].join('; ');

export function docsPage(): RouterMiddleware {
  return async (ctx) => {
    // The page's addresses are relative, so that they hold behind a proxy with a prefix.
    if (ctx.path.endsWith('/')) return ctx.redirect('../docs');
    ctx.set('content-security-policy', POLICY);
    ctx.set('referrer-policy', 'no-referrer');
    ctx.type = 'html';
    ctx.body = await readFile(new URL('page/index.html', import.meta.url));
  };
}

export function docsFile(): RouterMiddleware {
  return async (ctx) => {
    const file = FILES[ctx.params['file'] ?? ''];
    if (file === undefined) {
      throw new SchedulerError('ROUTE_NOT_FOUND', `there is no ${ctx.path}; the page is at ${DOCS_PATH}`);
    }
    ctx.type = extname(file);
    ctx.body = await readFile(fileURLToPath(file));
  };
}
