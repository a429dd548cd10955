// PUT /api/services/:service: how many of its runs may run at once, and whether any may start.
import type { RouterMiddleware } from '@koa/router';
import type { Service, ServiceUpdated } from '../../../contract/services.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { withAddress } from '../../response/withAddress.ts';
import { validate } from '../../request/validate.ts';

export function updateService({ store, addresses, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { service: name } = validate(ROUTES['PUT /api/services/:service'].params, ctx.params);
    const { body } = bodyOf(ctx, ROUTES['PUT /api/services/:service'].body);
    const { maxConcurrent, paused, reason } = body;
    const { service: stored, effects } = await store.setService({
      service: name,
      maxConcurrent,
      paused,
      reason,
      ...authorOf(ctx, body),
    });
    await applyEffects(effects);
    const service = withAddress(addresses, stored);
    ctx.body = { message: serviceMessage(service), service } satisfies ServiceUpdated;
  };
}

function serviceMessage({ name, maxConcurrent, paused, running, queued }: Service): string {
  const limit = maxConcurrent === null ? 'any number of runs' : `at most ${maxConcurrent} runs`;
  const now = paused ? 'is paused and starts nothing' : `may have ${limit} at once`;
  return `service "${name}" ${now}; ${running} running, ${queued} queued`;
}
