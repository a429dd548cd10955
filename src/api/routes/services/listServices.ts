// GET /api/services: what each may run at once, and what runs and waits.
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
