// The cookie of a session. With __Host- a browser takes it over https only, and no sister domain can set one.
import type { Context } from 'koa';
import { SchedulerError } from '../../domain/errors.ts';

/** Over http, which is allowed on this machine alone, browsers refuse that prefix. */
export function cookieNameOf(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-scheduler' : 'scheduler';
}

export function sessionOf(ctx: Pick<Context, 'get'>, publicUrl: string): string {
  const name = cookieNameOf(publicUrl);
  const pairs = ctx.get('cookie').split(/; */);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** @param maxAgeSeconds 0 removes it */
export function sessionCookie(publicUrl: string, session: string, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${cookieNameOf(publicUrl)}=${session}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Whether a page of the scheduler itself sent the request: browsers say so. SameSite=Strict is about sites, and a sister
 * subdomain is the same site.
 */
export function isFromOwnPage(ctx: Pick<Context, 'get'>, publicUrl: string): boolean {
  const origin = ctx.get('origin');
  if (origin !== '') return origin === new URL(publicUrl).origin;
  return ctx.get('sec-fetch-site') === 'same-origin';
}

/** @throws SchedulerError ORIGIN_NOT_ALLOWED */
export function requireOwnPage(ctx: Pick<Context, 'get'>, publicUrl: string): void {
  if (isFromOwnPage(ctx, publicUrl)) return;
  throw new SchedulerError(
    'ORIGIN_NOT_ALLOWED',
    `only the scheduler's own page at ${publicUrl} may sign in and out; other callers send "Authorization: Bearer <token>"`,
  );
}
