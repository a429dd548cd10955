// Starts the runs of a job that its parents' ends call for, each of them once.
import type { Logger } from 'pino';
import { dependencyExecutionId } from '../domain/identifiers.ts';
import type { Store } from '../store/store.ts';
import { startAccepted, type StartRuns } from './startAccepted.ts';

/** Resolves to how many runs were accepted; those that Temporal did not hear of, reconcile starts. */
export type StartDependents = (jobName: string) => Promise<number>;

export function createStartDependents({
  store,
  runs,
  log,
}: {
  store: Store;
  runs: StartRuns;
  log: Logger;
}): StartDependents {
  return async function startDependents(jobName) {
    for (let accepted = 0; ;) {
      let dependent = await store.acceptDependent({ jobName });
      if (dependent.state === 'ready') {
        const { parentExecutionIds } = dependent;
        const executionId = dependencyExecutionId(jobName, parentExecutionIds);
        dependent = await store.acceptDependent({ jobName, executionId, parentExecutionIds });
      }
      if (dependent.state === 'waiting') return accepted;
      if (dependent.state === 'ready') continue; // another end has come meanwhile
      const { execution } = dependent;
      await startAccepted(runs, dependent);
      const { id: executionId, status, reason, parent_execution_ids: parents } = execution;
      log.info({ jobName, executionId, parents, reason }, `run after its parents ${status}`);
      accepted += 1;
    }
  };
}
