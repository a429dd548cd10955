// Starts the runs of a job that the ends of its parents ask for, each once.
import type { Logger } from 'pino';
import { dependencyExecutionId } from '../domain/identifiers.ts';
import type { Effects } from '../store/verbs/effects.ts';
import type { Store } from '../store/store.ts';

/** Resolves to the number of runs that were accepted; reconcile starts those that did not reach Temporal. */
export type StartDependents = (jobName: string) => Promise<number>;

export function createStartDependents({
  store,
  applyEffects,
  log,
}: {
  store: Pick<Store, 'acceptDependent'>;
  applyEffects: (effects: Effects) => Promise<unknown>;
  log: Logger;
}): StartDependents {
  return async function startDependents(jobName) {
    for (let accepted = 0; ;) {
      const arrived = await store.acceptDependent({ jobName });
      if (arrived.state !== 'ready') return accepted;
      const { parentExecutionIds: parents } = arrived;
      const executionId = dependencyExecutionId(jobName, parents);
      const dependent = await store.acceptDependent({ jobName, executionId, parentExecutionIds: parents });
      if (dependent.state === 'waiting') return accepted;
      if (dependent.state === 'ready') continue; // another parent has ended meanwhile
      await applyEffects(dependent.effects);
      const { status, reason } = dependent;
      log.info({ jobName, executionId, parents, reason }, `run after its parents ${status}`);
      accepted += 1;
    }
  };
}
