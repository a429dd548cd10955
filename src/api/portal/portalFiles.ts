// GET /admin/scheduler: the files of the built portal. Every address of a view below it is answered with the one page.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { RouterMiddleware } from '@koa/router';
import type { Context } from 'koa';
import { SchedulerError } from '../../domain/errors.ts';
import { PORTAL_PATH } from '../../domain/portalAddress.ts';
import type { ApiDeps } from '../deps.ts';

export const PORTAL_FOLDER = join(import.meta.dirname, '../../../portal/dist');

const NOT_BUILT =
  'The admin portal is not built. Run "npm run build" in the scheduler\'s folder, then reload.';
const ASSET = /^\/assets\/([\w-][\w.-]*)$/;

export function portalFiles({
  portalFolder,
  config,
  log,
}: Pick<ApiDeps, 'portalFolder' | 'config' | 'log'>): RouterMiddleware {
  const page = join(portalFolder, 'index.html');
  // The origin whose messages the embedded portal accepts.
  const host =
    config.frontendUrl === undefined
      ? ''
      : `\n    <meta name="scheduler-portal-host" content="${new URL(config.frontendUrl).origin}" />`;
  if (!existsSync(page)) log.warn({ portalFolder }, NOT_BUILT);

  return async (ctx) => {
    const path = ctx.path.slice(PORTAL_PATH.length);
    const asset = ASSET.exec(path)?.[1];
    if (asset !== undefined) {
      const file = join(portalFolder, 'assets', asset);
      const compressed = ctx.acceptsEncodings('br') ? await readOrUndefined(`${file}.br`) : undefined;
      ctx.body = compressed ?? (await readOrUndefined(file));
      if (ctx.body === undefined) throw notFound(ctx);
      if (compressed) ctx.set('content-encoding', 'br');
      ctx.vary('accept-encoding');
      ctx.type = extname(asset);
      // Its name changes with its content.
      ctx.set('cache-control', 'public, max-age=31536000, immutable');
      return;
    }
    if (path.startsWith('/assets/') || ctx.accepts('html') === false) throw notFound(ctx);
    const html = await readOrUndefined(page);
    // A nonce is good for one answer.
    ctx.set('cache-control', 'no-store');
    if (html === undefined) {
      ctx.status = 503;
      ctx.body = NOT_BUILT;
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    ctx.set('content-security-policy', contentSecurityPolicy(config.frontendUrl, nonce));
    ctx.set('referrer-policy', 'same-origin');
    ctx.type = 'html';
    ctx.body = html
      .toString()
      .replaceAll(INLINE, `$& nonce="${nonce}"`)
      .replace('<head>', `<head>\n    <base href="${toPortal(path)}" />${host}${nonceElement(nonce)}`);
  };
}

/**
 * From a view's address to the portal's folder. Relative, so it also holds behind a proxy that puts a prefix before
 * PORTAL_PATH (X-Forwarded-Prefix), without having to know or trust it.
 */
function toPortal(path: string): string {
  const depth = path.split('/').length - 2;
  if (depth < 0) return `${PORTAL_PATH.split('/').at(-1)}/`;
  return depth === 0 ? './' : '../'.repeat(depth);
}

/** What runs or applies before the files of index.html have loaded. */
const INLINE = /<(?:script|style)(?=>)/g;

/** Where Vite's and the portal's own code finds it. */
function nonceElement(nonce: string): string {
  return `\n    <meta property="csp-nonce" nonce="${nonce}" />`;
}

/** @param nonce of the page's own script and styles, and of the style elements that its code adds */
function contentSecurityPolicy(frontendUrl: string | undefined, nonce: string): string {
  const embedders = frontendUrl === undefined ? '' : ` ${new URL(frontendUrl).origin}`;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    `frame-ancestors 'self'${embedders}`,
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** A name that no file can have counts as not found; so does a folder of that name. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

async function readOrUndefined(file: string): Promise<Buffer | undefined> {
  try {
    return (await stat(file)).isFile() ? await readFile(file) : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.includes(String(error.code))) return undefined;
    throw error;
  }
}

function notFound(ctx: Context): SchedulerError {
  return new SchedulerError('ROUTE_NOT_FOUND', `the portal has no file ${ctx.path}; reload the page`);
}
