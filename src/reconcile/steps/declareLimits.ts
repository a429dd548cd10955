// Limits that the services file of this worker declares, and that the database does not have (any more).
import type { ReconcileDeps } from '../deps.ts';

export async function declareLimits({ store, addresses }: ReconcileDeps): Promise<number> {
  return (await store.declareLimits({ limits: addresses.limits() })).changed;
}
