// GET /api/me: the caller and their role, and facts about this server that a page needs.
import type { RouterMiddleware } from '@koa/router';
import type { Session } from '../../../contract/session.ts';
import type { ApiDeps } from '../../deps.ts';

/** Pages that poll need not ask more often. */
const POLL_FLOOR_MS = 2_000;

export function session({ config, temporalNamespace, version }: ApiDeps): RouterMiddleware {
  return (ctx) => {
    const { kind, name, role, services } = ctx.state.caller;
    ctx.body = {
      actor: name,
      role: role ?? 'service',
      // A person needs either; a token wins.
      cookie: kind === 'person' && ctx.get('authorization') === '' && ctx.get('x-service-token') === '',
      ...(services && { services: [...services] }),
      temporalUiUrl: config.temporalUiUrl ?? null,
      temporalNamespace,
      publicUrl: config.publicUrl,
      serverTime: new Date().toISOString(),
      version,
      pollFloorMs: POLL_FLOOR_MS,
    } satisfies Session;
  };
}
