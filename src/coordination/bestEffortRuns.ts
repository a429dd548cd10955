// Commands to runs that must not fail while Temporal is away (API and activities). Postgres already has the decision, so
// reconcile repeats a command that did not get through.
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';
import type { QueuedRun } from '../store/verbs/effects.ts';
import type { TemporalRuns } from '../temporal/temporalRuns.ts';

/** Every command resolves to false when Temporal did not answer. */
export type BestEffortRuns = ReturnType<typeof createBestEffortRuns>;

export function createBestEffortRuns({
  temporalRuns,
  log,
}: {
  temporalRuns: Pick<TemporalRuns, 'start' | 'cancel' | 'signalAdmitted' | 'signalAttemptEnded'>;
  log: Logger;
}) {
  return {
    start: (run: QueuedRun) => bestEffort('start', run.executionId, temporalRuns.start(run)),
    cancel: (workflowId: string) => bestEffort('cancel', workflowId, temporalRuns.cancel(workflowId)),
    signalAdmitted: (workflowId: string) =>
      bestEffort('signal admitted', workflowId, temporalRuns.signalAdmitted(workflowId)),
    signalAttemptEnded: (workflowId: string, attempt: number) =>
      bestEffort('signal attemptEnded', workflowId, temporalRuns.signalAttemptEnded(workflowId, attempt)),
  };

  async function bestEffort(command: string, id: string, sent: Promise<unknown>): Promise<boolean> {
    try {
      await sent;
      return true;
    } catch (error) {
      log.warn({ id, error: errorMessage(error) }, `${command} did not reach Temporal; reconcile repeats it`);
      return false;
    }
  }
}
