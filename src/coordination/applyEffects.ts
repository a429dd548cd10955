// The one place where a decision of the database reaches other runs: cancel them, start them, signal that they have a slot,
// accept the runs of dependents.
import type { Logger } from 'pino';
import { mapConcurrently } from '../domain/mapConcurrently.ts';
import type { Effects, QueuedRun } from '../store/verbs/effects.ts';
import type { Store } from '../store/store.ts';
import { createStartDependents } from './startDependents.ts';

/** Best-effort commands (API, activities) resolve to false when Temporal does not answer; raw ones (reconcile) reject. */
interface RunCommands {
  cancel(workflowId: string): Promise<unknown>;
  start(run: QueuedRun): Promise<unknown>;
  signalAdmitted(workflowId: string): Promise<unknown>;
}

export type ApplyEffects = ReturnType<typeof createApplyEffects>;

export function createApplyEffects({
  store,
  runs,
  log,
}: {
  store: Pick<Store, 'acceptDependent'>;
  runs: RunCommands;
  log: Logger;
}) {
  const startDependents = createStartDependents({ store, applyEffects, log });
  return applyEffects;

  /**
   * Repeatable. Resolves to false when something did not reach Temporal: reconcile repeats it.
   * @throws SchedulerError of the database, when there are dependents
   */
  async function applyEffects({ cancel, start, signal, dependents }: Effects): Promise<boolean> {
    // Cancel first, because a started run may wait for the end of a cancelled one.
    const cancelled = await mapConcurrently(cancel, (workflowId) => runs.cancel(workflowId));
    const answers = await Promise.all([
      mapConcurrently(start, (run) => runs.start(run)),
      mapConcurrently(signal, (workflowId) => runs.signalAdmitted(workflowId)),
      mapConcurrently(dependents, startDependents),
    ]);
    return [cancelled, ...answers].flat().every((answer) => answer !== false);
  }
}
