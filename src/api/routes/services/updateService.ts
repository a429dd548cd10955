// PUT /api/services/:service: how many of its runs may go on at once, and whether any may start.
import type { RouterMiddleware } from '@koa/router';
import { SchedulerError } from '../../../domain/errors.ts';
import { NAME_PATTERN } from '../../../domain/identifiers.ts';
import { authorOf } from '../../request/changeBody.ts';
import { ServiceBody, type ServiceUpdated } from '../../../contract/services.ts';
import type { ApiDeps } from '../../deps.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function updateService({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const name = ctx.params['service'] ?? '';
    if (!NAME_PATTERN.test(name)) {
      const message = 'must be a service name: letters, digits, ".", "_" or "-"';
      throw new SchedulerError('VALIDATION_FAILED', `service: ${message}`, {
        details: [{ path: 'service', message }],
      });
    }
    refuseUnknownFields(ctx.state['body'], Object.keys(ServiceBody.shape));
    const { maxConcurrent, paused, userId, reason } = validate(ServiceBody, ctx.state['body']);
    const { service, effects } = await store.setService({
      service: name,
      maxConcurrent,
      paused,
      reason,
      ...authorOf(ctx, userId),
    });
    await applyEffects(effects);
    const limit = service.maxConcurrent === null ? 'any number of' : service.maxConcurrent;
    ctx.body = {
      message: `service "${name}" ${service.paused ? 'is paused and starts nothing' : `runs ${limit} at once`}; ${service.running} running, ${service.queued} queued`,
      service,
    } satisfies ServiceUpdated;
  };
}
