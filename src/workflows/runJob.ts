// One execution, from its due instant or trigger to its final row: begin → attempts → finish.
// Every path ends in a row that says what happened. Only ids and outcomes enter the history.
import {
  CancellationScope,
  isCancellation,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Reason } from '../contract/reasons.ts';
import type { RunJobInput, RunJobOutcome } from '../contract/runJobInput.ts';
import { createRetryPolicy } from '../domain/retryPolicy.ts';
import { attemptEnded, createAttempts } from './attempts.ts';
import { beginWhenAdmitted, finish } from './beginWhenAdmitted.ts';

interface Ending {
  status: 'completed' | 'failed' | 'cancelled';
  /** How the last attempt ended. */
  message: string | null;
  /** Why no other attempt follows. */
  reason?: Reason;
}

/** A workflow started by hand has no input; beginExecution rejects it. */
export async function runJob(input?: RunJobInput): Promise<RunJobOutcome> {
  let attemptEndedSignals = 0;
  setHandler(attemptEnded, () => {
    attemptEndedSignals += 1;
  });
  const begun = await beginWhenAdmitted(input);
  if (begun.decision !== 'run') {
    setCurrentDetails(`No call was made: ${begun.reason}.`);
    return { executionId: begun.executionId ?? null, status: begun.decision, message: begun.reason };
  }
  const { executionId, jobName, request } = begun;
  const describeRun = (what: string) => setCurrentDetails(`Execution [${executionId}](${begun.url}) ${what}`);
  // Other runs have this attribute from the start; an upsert costs a write to the server's visibility store.
  if (input?.kind === 'occurrence') upsertSearchAttributes({ ExecutionId: [executionId] });
  describeRun(`is running: ${request}.`);

  const attempts = createAttempts(begun, {
    attemptEndedSignals: () => attemptEndedSignals,
    onAccepted: () => describeRun(`is running: ${begun.service} answered 202 and will report the end.`),
  });
  const afterAttempt = createRetryPolicy(begun, Date.now());
  let ending: Ending | undefined;
  for (let attempt = 1; ending === undefined; attempt += 1) {
    const end = await attempts.make(attempt);
    if (end.class === 'finished') {
      describeRun(`needs nothing more: ${end.message}.`);
      return { executionId, status: 'nothing', message: end.message };
    }
    if (end.class === 'succeeded') {
      ending = { status: 'completed', message: null };
    } else if (end.class === 'cancelled' || CancellationScope.current().consideredCancelled) {
      ending = { status: 'cancelled', message: end.message };
    } else {
      const next = afterAttempt(end, Date.now());
      if (next.again) {
        const at = new Date(Date.now() + next.delayMs).toISOString();
        describeRun(
          `is waiting: attempt ${attempt} ended (${end.message}); attempt ${attempt + 1} follows at ${at}.`,
        );
        if (!(await slept(next.delayMs, `before attempt ${attempt + 1}`)))
          ending = { status: 'cancelled', message: end.message };
      } else {
        ending = { status: 'failed', message: end.message, reason: next.reason };
      }
    }
  }
  const { status, message } = ending;
  await finish({ executionId, jobName, ...ending });
  describeRun(`${status}${message ? `: ${message}` : '.'}`);
  return { executionId, status, message };
}

/** False when the workflow was cancelled meanwhile. */
async function slept(ms: number, summary: string): Promise<boolean> {
  try {
    await sleep(ms, { summary });
    return true;
  } catch (error) {
    if (isCancellation(error)) return false;
    throw error;
  }
}
