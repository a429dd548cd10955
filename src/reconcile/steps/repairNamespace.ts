// The Temporal namespace's retention and search attributes, in case they were changed or the namespace was made anew.
import { prepareNamespace } from '../../temporal/prepareNamespace.ts';
import type { ReconcileDeps } from '../deps.ts';

export async function repairNamespace({ temporal, log }: ReconcileDeps): Promise<number> {
  return (await prepareNamespace(temporal, log)).length;
}
