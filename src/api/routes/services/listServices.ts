// GET /api/services: the limit of each, and its counts of running and waiting runs.
import type { RouterMiddleware } from '@koa/router';
import type { Service, ServiceList } from '../../../contract/services.ts';
import type { ApiDeps } from '../../deps.ts';

export function listServices({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const services: Service[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listServices({ cursor });
      services.push(...page.services);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    ctx.body = { services } satisfies ServiceList;
  };
}
