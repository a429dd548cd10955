// GET /api/services: the address and limit of each, its last answer, and its counts of running and waiting runs.
import type { RouterMiddleware } from '@koa/router';
import type { Service, ServiceList } from '../../../contract/services.ts';
import type { ApiDeps } from '../../deps.ts';
import { withAddress } from '../../response/withAddress.ts';

export function listServices({ store, addresses }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const services: Service[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listServices({ cursor });
      services.push(...page.services.map((service) => withAddress(addresses, service)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    ctx.body = { services } satisfies ServiceList;
  };
}
