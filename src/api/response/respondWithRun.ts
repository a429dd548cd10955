// Starts an accepted run. Answers with its result, or with its address when the caller does not wait.
import { setTimeout as delay } from 'node:timers/promises';
import type { RouterContext } from '@koa/router';
import { isFinished, type Execution } from '../../contract/executions.ts';
import type { RunAccepted, RunEnded, RunPlanned, WaitReason } from '../../contract/runs.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { instantInWords } from '../../domain/instantInWords.ts';
import type { Warning } from '../../contract/warnings.ts';
import type { Accepted } from '../../store/verbs/executions.ts';
import type { ApiDeps } from '../deps.ts';
import { preferredWaitMs } from '../request/prefer.ts';

/** Delay before reading the row again, when the workflow has closed and the row is not finished, or the database is away. */
const ASK_AGAIN_MS = 250;

const WAITS: Record<WaitReason, string> = {
  service_paused: 'its service is paused',
  service_limit: 'its service is at its limit of concurrent runs',
  overlap: 'another run of the job has not ended',
};

export async function respondWithRun(
  deps: ApiDeps,
  ctx: RouterContext,
  { run, job, waits, effects }: Accepted,
  warnings: Warning[] = [],
): Promise<void> {
  const { executionId, jobName, planned, scheduledFor } = run;
  const started = await deps.applyEffects(effects);
  const ended = started && !planned ? await waitForEnd(deps, ctx, run) : null;
  const about = { executionId, ...(warnings.length > 0 && { warnings }) };
  if (ended === null) {
    ctx.status = 202;
    ctx.set('location', `/api/executions/${executionId}`);
    ctx.body = planned
      ? ({
          message: `"${job.displayName}" runs once on ${instantInWords(scheduledFor!, job.timeZone)}`,
          scheduledFor: scheduledFor!,
          ...about,
        } satisfies RunPlanned)
      : ({
          message: acceptedMessage(job.displayName, waits, started),
          waits,
          ...about,
        } satisfies RunAccepted);
    return;
  }
  ctx.body = {
    message: `job "${jobName}" ${ended.status}`,
    ...about,
    result: resultOf(ended),
  } satisfies RunEnded;
}

/** The finished execution, or null when the caller prefers not to wait longer, has gone, or this process stops. */
async function waitForEnd(
  { store, awaitEnd, stopping, log }: ApiDeps,
  ctx: RouterContext,
  run: Accepted['run'],
): Promise<Execution | null> {
  const waitMs = preferredWaitMs(ctx.get('prefer'));
  if (waitMs !== null)
    ctx.set('preference-applied', waitMs === 0 ? 'respond-async' : `wait=${waitMs / 1_000}`);
  const gone = new AbortController();
  const hangUp = () => gone.abort();
  if (ctx.res.closed) hangUp();
  else ctx.res.once('close', hangUp);
  const signals = [gone.signal, stopping, ...(waitMs === null ? [] : [AbortSignal.timeout(waitMs)])];
  const enough = AbortSignal.any(signals);
  try {
    // The same request may have come before, and its run may have finished.
    let ended = isFinished(run.status) ? await finished() : null;
    while (ended === null) {
      if (enough.aborted || waitMs === 0) return null;
      await awaitEnd(run.workflowId, enough);
      ended = await finished();
      if (ended === null) await delay(ASK_AGAIN_MS, undefined, { signal: enough });
    }
    return ended;
  } catch (error) {
    if (enough.aborted) return null;
    throw error;
  } finally {
    ctx.res.off('close', hangUp);
  }

  /** Null while the run has not finished, and while the database is away: the run continues meanwhile, so the wait does as well. */
  async function finished(): Promise<Execution | null> {
    const { executionId } = run;
    try {
      const { execution } = await store.getExecution({ executionId });
      return isFinished(execution.status) ? execution : null;
    } catch (error) {
      if (!(error instanceof SchedulerError) || error.code !== 'DATABASE_UNAVAILABLE') throw error;
      log.warn({ executionId }, 'database away while a caller waits for a run');
      return null;
    }
  }
}

function acceptedMessage(displayName: string, waits: WaitReason | null, started: boolean): string {
  const accepted = `a run of "${displayName}" was accepted`;
  const waiting = waits === null ? '' : ` and waits: ${WAITS[waits]}`;
  return `${accepted}${waiting}${started ? '' : '; it begins as soon as Temporal is back'}`;
}

function resultOf(execution: Execution): RunEnded['result'] {
  const success = execution.status === 'completed';
  return {
    success,
    itemsProcessed: execution.items_processed ?? 0,
    itemsSucceeded: execution.items_succeeded ?? 0,
    itemsFailed: execution.items_failed ?? 0,
    error: success
      ? null
      : (execution.error_message ?? execution.reason ?? `the run was ${execution.status}`),
    metadata: execution.metadata ?? {},
  };
}
