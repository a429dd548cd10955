// The first step of a run, repeated while it has to wait for a slot.
import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RunJobInput } from '../contract/runJobInput.ts';
import { ADMITTED, scheduledForOf } from '../domain/workflowIds.ts';
import { databaseActivityOptions } from './databaseActivityOptions.ts';

/** Fallback poll in case the `admitted` signal is lost; backs off because every poll grows the history. */
const ASK_AGAIN_MS = 30_000;
const MAX_ASK_AGAIN_MS = 600_000;

const admitted = defineSignal(ADMITTED);

const { beginExecution, finishExecution } = proxyLocalActivities<Activities>(databaseActivityOptions);

type Begun = Awaited<ReturnType<Activities['beginExecution']>>;

export async function beginWhenAdmitted(
  input: RunJobInput | undefined,
): Promise<
  Exclude<Begun, { decision: 'queued' }> | { decision: 'cancelled'; executionId: string; reason: string }
> {
  let signals = 0;
  setHandler(admitted, () => {
    signals += 1;
  });
  const { workflowId, runId } = workflowInfo();
  for (let waitMs = ASK_AGAIN_MS; ; waitMs = Math.min(2 * waitMs, MAX_ASK_AGAIN_MS)) {
    const seen = signals;
    const begun = await CancellationScope.nonCancellable(() =>
      beginExecution({ ...input, workflowId, runId, scheduledFor: scheduledForOf(workflowId) }),
    );
    if (begun.decision !== 'queued') return begun;
    const { executionId, reason } = begun;
    setCurrentDetails(`Execution ${executionId} waits: ${reason}.`);
    try {
      await condition(() => signals > seen, waitMs, { summary: 'until it has a slot, or to ask again' });
    } catch (error) {
      if (!isCancellation(error)) throw error;
      const message = 'cancelled while it waited for a slot';
      await finish({ executionId, jobName: null, status: 'cancelled', message });
      return { decision: 'cancelled', executionId, reason: message };
    }
  }
}

/** Writes the end of a run, also of one that is cancelled. */
export async function finish(end: Parameters<Activities['finishExecution']>[0]): Promise<void> {
  await CancellationScope.nonCancellable(() => finishExecution(end));
}
