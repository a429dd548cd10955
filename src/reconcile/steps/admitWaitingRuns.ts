// Queued runs that could have a slot (the run that freed it died before it signalled), and runs that missed their signal.
import { pages } from '../../store/pages.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function admitWaitingRuns({ store, applyEffects }: ReconcileDeps): Promise<number> {
  let signalled = 0;
  for await (const { services } of pages(store.listServices, {})) {
    for (const { name: service, queued } of services) {
      if (queued === 0) continue;
      const { effects } = await store.admitWaiting({ service });
      await applyEffects(effects);
      signalled += effects.signal.length;
    }
  }
  return signalled;
}
