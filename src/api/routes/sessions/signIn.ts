// POST /api/sign-in: an admin token for a session that a browser keeps.
import type { RouterMiddleware } from '@koa/router';
import { findAdminToken } from '../../../auth/adminTokens.ts';
import { createSession, SESSION_MS } from '../../../auth/sessions.ts';
import type { SignedIn } from '../../../contract/signIn.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { requireOwnPage, sessionCookie } from '../../request/sessionCookie.ts';

export function signIn({ config, log }: ApiDeps): RouterMiddleware {
  const { publicUrl, credentials } = config;
  return (ctx) => {
    // Otherwise another page could sign somebody in as the attacker.
    requireOwnPage(ctx, publicUrl);
    const { body } = bodyOf(ctx, ROUTES['POST /api/sign-in'].body);
    const admin = findAdminToken(credentials?.adminTokens ?? [], body.token);
    if (admin === undefined) {
      log.warn({ address: ctx.ip, requestId: ctx.state.requestId }, 'a sign-in was refused');
      throw new SchedulerError(
        'UNAUTHENTICATED',
        'no admin has this token; check it, or ask an operator of the scheduler',
        { details: { unknown: true } },
      );
    }
    const expiresAtMs = Date.now() + SESSION_MS;
    ctx.set('set-cookie', sessionCookie(publicUrl, createSession(admin, expiresAtMs), SESSION_MS / 1_000));
    ctx.body = {
      message: `signed in as ${admin.name} for 8 hours`,
      expiresAt: new Date(expiresAtMs).toISOString(),
    } satisfies SignedIn;
  };
}
