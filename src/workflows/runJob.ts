// One execution, from its due instant or trigger to its final row: begin → attempts → finish.
// Every path ends in a row that says what happened; nothing but ids and outcomes enters the history.
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
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RunJobInput, RunJobOutcome } from '../contract/runJobInput.ts';
import { createRetryPolicy, type RetrySettings } from '../domain/retryPolicy.ts';
import { ADMITTED, scheduledForOf } from '../domain/workflowIds.ts';
import { attemptEnded, createAttempts } from './attempts.ts';
import { RECORDING } from './recording.ts';

const { beginExecution, finishExecution } = proxyLocalActivities<Activities>(RECORDING);

const admitted = defineSignal(ADMITTED);

/** A run that waits for a place asks again, should the signal have got lost; ever less often, for each time is in its history. */
const ASK_AGAIN_MS = 30_000;
const MAX_ASK_AGAIN_MS = 600_000;

type Ending = { status: 'completed' | 'failed' | 'cancelled'; message: string | null };

/** Executions begun by workers of the first version, which knew no retries. */
const ONE_ATTEMPT: RetrySettings = {
  maxAttempts: 1,
  initialIntervalSeconds: 0,
  backoffCoefficient: 1,
  maxIntervalSeconds: 0,
};

/** Without an input when somebody starts it by hand; beginExecution says so. */
export async function runJob(input?: RunJobInput): Promise<RunJobOutcome> {
  let notices = 0;
  let places = 0;
  setHandler(attemptEnded, () => {
    notices += 1;
  });
  setHandler(admitted, () => {
    places += 1;
  });
  const { workflowId, runId } = workflowInfo();
  const begin = () =>
    CancellationScope.nonCancellable(() =>
      beginExecution({ ...input, workflowId, runId, scheduledFor: scheduledForOf(workflowId) }),
    );
  let seen = places;
  let begun = await begin();
  for (
    let waitMs = ASK_AGAIN_MS;
    begun.decision === 'queued';
    waitMs = Math.min(2 * waitMs, MAX_ASK_AGAIN_MS)
  ) {
    const { executionId, reason, cancel = [] }: typeof begun = begun;
    setCurrentDetails(`Execution ${executionId} waits: ${reason}.`);
    await Promise.all(cancel.map((id) => tellWorkflow(() => getExternalWorkflowHandle(id).cancel())));
    if (!(await untilOrCancelled(() => condition(() => places > seen, waitMs)))) {
      const message = 'cancelled while it waited for a place';
      await finish({ executionId, jobName: null, status: 'cancelled', message });
      return { executionId, status: 'cancelled', message };
    }
    seen = places;
    begun = await begin();
  }
  if (begun.decision !== 'run') {
    setCurrentDetails(`No call was made: ${begun.reason}.`);
    return { executionId: begun.executionId ?? null, status: begun.decision, message: begun.reason };
  }
  const { executionId, jobName, request } = begun;
  const tell = (what: string) => setCurrentDetails(`Execution [${executionId}](${begun.url}) ${what}`);
  // Every other execution has had it since its start; an upsert costs a write of the server's visibility store.
  if (input?.kind === 'occurrence') upsertSearchAttributes({ ExecutionId: [executionId] });
  tell(`is running: ${request}.`);

  const attempts = createAttempts(begun, {
    notices: () => notices,
    onAccepted: () => tell(`is running: ${begun.service} answered 202 and will report the end.`),
  });
  const afterAttempt = createRetryPolicy(
    { retry: begun.retry ?? ONE_ATTEMPT, startDeadlineSeconds: begun.startDeadlineSeconds ?? 0 },
    Date.now(),
  );
  let ending: Ending | undefined;
  for (let attempt = 1; ending === undefined; attempt += 1) {
    const end = await attempts.make(attempt);
    if (end.class === 'finished') {
      tell(`needs nothing more: ${end.message}.`);
      return { executionId, status: 'nothing', message: end.message };
    }
    if (end.class === 'succeeded') {
      ending = { status: 'completed', message: null };
    } else if (end.class === 'cancelled' || CancellationScope.current().consideredCancelled) {
      ending = { status: 'cancelled', message: end.message };
    } else {
      const next = afterAttempt({ ...end, class: end.class }, Date.now());
      if (next.again) {
        const at = new Date(Date.now() + next.delayMs).toISOString();
        tell(
          `is waiting: attempt ${attempt} ended (${end.message}); attempt ${attempt + 1} follows at ${at}.`,
        );
        if (!(await untilOrCancelled(() => sleep(next.delayMs))))
          ending = { status: 'cancelled', message: end.message };
      } else {
        ending = { status: 'failed', message: next.message };
      }
    }
  }
  const { status, message } = ending;
  await finish({ executionId, jobName, status, message });
  tell(`${status}${message ? `: ${message}` : '.'}`);
  return { executionId, status, message };
}

/** Writes the end, and tells those that it made room for. */
async function finish(end: Parameters<Activities['finishExecution']>[0]): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    // Workers of the first version answered nothing here.
    const places = (await finishExecution(end)) ?? [];
    await Promise.all(places.map((id) => tellWorkflow(() => getExternalWorkflowHandle(id).signal(admitted))));
  });
}

/** Another run's workflow may have closed by now, and reconcile repeats whatever does not get through. */
async function tellWorkflow(tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.info('another run could not be told', { error });
  }
}

/** False when the workflow was cancelled meanwhile. */
async function untilOrCancelled(wait: () => Promise<unknown>): Promise<boolean> {
  try {
    await wait();
    return true;
  } catch (error) {
    if (isCancellation(error)) return false;
    throw error;
  }
}
