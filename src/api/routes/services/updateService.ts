// PUT /api/services/:service: how many of its runs may run at once, and whether any may start.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { Name } from '../../../contract/fields.ts';
import { ServiceBody, type Service, type ServiceUpdated } from '../../../contract/services.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf } from '../../request/caller.ts';
import { withAddress } from '../../response/withAddress.ts';
import { validate } from '../../request/validate.ts';

const Parameters = z.object({ service: Name });

export function updateService({ store, addresses, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { service: name } = validate(Parameters, ctx.params);
    const { body } = bodyOf(ctx, ServiceBody, { unknown: 'refuse' });
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
