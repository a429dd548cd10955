// Starts an accepted run, and answers with its result once it has one, or with where to look when the caller does not wait.
import { setTimeout as delay } from 'node:timers/promises';
import type { RouterContext } from '@koa/router';
import type { z } from 'zod';
import { isFinished, type Execution } from '../../contract/executions.ts';
import type { RunAccepted, RunEnded, RunPlanned, WaitReason } from '../../contract/runs.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { instantInWords } from '../../domain/instantInWords.ts';
import type { Warning } from '../../contract/warnings.ts';
import type { Accepted } from '../../store/verbs/executions.ts';
import type { ApiDeps } from '../deps.ts';
import { preferredWaitMs } from '../request/preferredWaitMs.ts';
import { startAccepted } from '../../coordination/startAccepted.ts';

/** A closed workflow whose row is not finished yet, or a database that is away: ask again after this. */
const ASK_AGAIN_MS = 250;

const WAITS: Record<WaitReason, string> = {
  service_paused: 'its service is paused',
  service_limit: 'its service runs as many at once as it may',
  overlap: 'another run of the job has not ended',
};

export async function respondWithRun(
  deps: ApiDeps,
  ctx: RouterContext,
  accepted: Pick<z.infer<typeof Accepted>, 'execution' | 'cancel' | 'job' | 'waits'>,
  warnings: Warning[] = [],
): Promise<void> {
  const { execution, job, waits } = accepted;
  const executionId = execution.id;
  const started = await startAccepted(deps.runs, accepted);
  const planned = execution.awaits === 'instant';
  const ended = started && !planned ? await waitForEnd(deps, ctx, execution) : null;
  const about = { executionId, ...(warnings.length > 0 && { warnings }) };
  if (ended === null) {
    ctx.status = 202;
    ctx.set('location', `/api/executions/${executionId}`);
    ctx.body = planned
      ? ({
          message: `"${job.displayName}" runs once on ${instantInWords(execution.scheduled_for!, job.timeZone)}`,
          scheduledFor: execution.scheduled_for!,
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
    message: `job "${execution.job_name}" ${ended.status}`,
    ...about,
    result: resultOf(ended),
  } satisfies RunEnded;
}

/** The finished execution, or null when the caller prefers not to wait longer, has gone, or this process stops. */
async function waitForEnd(
  { store, awaitEnd, stopping, log }: ApiDeps,
  ctx: RouterContext,
  accepted: Execution,
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
    for (let execution = accepted; ;) {
      if (isFinished(execution.status)) return execution;
      if (enough.aborted || waitMs === 0) return null;
      await awaitEnd(execution.workflow_id, enough);
      execution = await readAgain(execution);
      if (!isFinished(execution.status)) await delay(ASK_AGAIN_MS, undefined, { signal: enough });
    }
  } catch (error) {
    if (enough.aborted) return null;
    throw error;
  } finally {
    ctx.res.off('close', hangUp);
  }

  /** The run goes on while the database is away, so the wait does, too. */
  async function readAgain(execution: Execution): Promise<Execution> {
    try {
      return (await store.getExecution({ executionId: execution.id })).execution;
    } catch (error) {
      if (!(error instanceof SchedulerError) || error.code !== 'DATABASE_UNAVAILABLE') throw error;
      log.warn({ executionId: execution.id }, 'database away while a caller waits for a run');
      return execution;
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
