// One execution, from its due instant or trigger to its final row: begin → call → finish.
// Every path ends in a row that says what happened; nothing but ids and outcomes enters the history.
import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  TimeoutFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RunJobInput, RunJobOutcome } from '../contract/runJobInput.ts';
import { scheduledForOf } from '../domain/workflowIds.ts';

/** The worker's heartbeat is missing for this long = the worker is lost. */
const WORKER_LOST_SECONDS = 15;
/** Beyond the call's own timeout: a database that is away for less only delays the record of its end. */
const RECORDING_SECONDS = 60;

// A database outage delays a run and never fails it.
const { beginExecution, finishExecution } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '8 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

type Outcome = { status: 'completed' | 'failed' | 'cancelled'; message: string | null };

export async function runJob(input: RunJobInput): Promise<RunJobOutcome> {
  const { workflowId, runId } = workflowInfo();
  const scheduledFor = scheduledForOf(workflowId);
  const begun = await CancellationScope.nonCancellable(() =>
    input.kind === 'execution'
      ? beginExecution({ ...input, workflowId, runId })
      : beginExecution({ ...input, workflowId, runId, scheduledFor }),
  );
  if (begun.decision !== 'run') {
    setCurrentDetails(`No call was made: ${begun.reason}.`);
    return {
      executionId: begun.executionId ?? null,
      status: begun.decision,
      message: begun.reason,
    };
  }
  const { executionId, jobName } = begun;
  // Every other execution has had it since its start; an upsert costs a write of the server's visibility store.
  if (input.kind === 'occurrence') upsertSearchAttributes({ ExecutionId: [executionId] });
  setCurrentDetails(`Execution [${executionId}](${begun.url}) is running: ${begun.request}.`);

  const outcome = await callOnce(begun);
  await CancellationScope.nonCancellable(() => finishExecution({ executionId, jobName, ...outcome }));
  setCurrentDetails(
    `Execution [${executionId}](${begun.url}) ${outcome.status}${outcome.message ? `: ${outcome.message}` : '.'}`,
  );
  return { executionId, ...outcome };
}

async function callOnce(run: {
  executionId: string;
  timeoutSeconds: number;
  request: string;
}): Promise<Outcome> {
  const attempt = 1;
  const { callService } = proxyActivities<Activities>({
    activityId: `call-${attempt}`,
    summary: run.request,
    startToCloseTimeout: `${run.timeoutSeconds + RECORDING_SECONDS} seconds`,
    heartbeatTimeout: `${WORKER_LOST_SECONDS} seconds`,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    // A call that may have reached the service is never repeated by Temporal.
    retry: { maximumAttempts: 1 },
  });
  try {
    const ended = await callService({
      executionId: run.executionId,
      attempt,
      timeoutSeconds: run.timeoutSeconds,
    });
    if (ended.class === 'succeeded') return { status: 'completed', message: null };
    return { status: ended.class === 'cancelled' ? 'cancelled' : 'failed', message: ended.message };
  } catch (error) {
    if (isCancellation(error))
      return { status: 'cancelled', message: 'cancelled in Temporal before the call was made' };
    return { status: 'failed', message: lostCallMessage(error) };
  }
}

function lostCallMessage(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) {
    const what =
      cause.timeoutType === 'HEARTBEAT'
        ? 'the worker that made the call was lost'
        : 'the end of the call could not be recorded in time';
    return `${what}; whether the service did the work is unknown: check there before running it again`;
  }
  const what = cause instanceof Error ? cause.message : String(cause);
  return `the scheduler failed around the call (${what}); whether the service did the work is unknown`;
}
