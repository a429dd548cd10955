// The first step of a run, repeated for as long as it has to wait for a place.
import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RunJobInput } from '../contract/runJobInput.ts';
import { ADMITTED, scheduledForOf } from '../domain/workflowIds.ts';
import { databaseActivityOptions } from './databaseActivityOptions.ts';

/** A run that waits asks again by itself, should the signal have got lost; ever less often, for each time is in its history. */
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
  let places = 0;
  setHandler(admitted, () => {
    places += 1;
  });
  const { workflowId, runId } = workflowInfo();
  for (let waitMs = ASK_AGAIN_MS; ; waitMs = Math.min(2 * waitMs, MAX_ASK_AGAIN_MS)) {
    const seen = places;
    const begun = await CancellationScope.nonCancellable(() =>
      beginExecution({ ...input, workflowId, runId, scheduledFor: scheduledForOf(workflowId) }),
    );
    if (begun.decision !== 'queued') return begun;
    const { executionId, reason, cancel = [] } = begun;
    setCurrentDetails(`Execution ${executionId} waits: ${reason}.`);
    await tellRuns(cancel, (id) => getExternalWorkflowHandle(id).cancel());
    try {
      await condition(() => places > seen, waitMs, { summary: 'until it has a place, or to ask again' });
    } catch (error) {
      if (!isCancellation(error)) throw error;
      const message = 'cancelled while it waited for a place';
      await finish({ executionId, jobName: null, status: 'cancelled', message });
      return { decision: 'cancelled', executionId, reason: message };
    }
  }
}

/** Writes the end of a run, and tells those that it made room for. */
export async function finish(end: Parameters<Activities['finishExecution']>[0]): Promise<void> {
  // Workers of the first version answered nothing here.
  const places = (await CancellationScope.nonCancellable(() => finishExecution(end))) ?? [];
  await tellRuns(places, (id) => getExternalWorkflowHandle(id).signal(admitted));
}

/** Another run's workflow may have closed by now, and reconcile repeats whatever does not get through. */
async function tellRuns(workflowIds: string[], tell: (workflowId: string) => Promise<void>): Promise<void> {
  await CancellationScope.nonCancellable(() =>
    Promise.all(
      workflowIds.map((id) =>
        tell(id).catch((error: unknown) => log.info('another run could not be told', { id, error })),
      ),
    ),
  );
}
