// POST /api/sign-out: removes the cookie of the session. Bearer tokens are their holder's to forget.
import type { RouterMiddleware } from '@koa/router';
import type { SignedOut } from '../../../contract/signIn.ts';
import type { ApiDeps } from '../../deps.ts';
import { requireOwnPage, sessionCookie } from '../../request/sessionCookie.ts';

export function signOut({ config }: ApiDeps): RouterMiddleware {
  return (ctx) => {
    requireOwnPage(ctx, config.publicUrl);
    ctx.set('set-cookie', sessionCookie(config.publicUrl, '', 0));
    ctx.body = { message: 'signed out' } satisfies SignedOut;
  };
}
