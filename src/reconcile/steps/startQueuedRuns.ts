// Starts accepted executions whose workflow was never started: the process died after the answer, or Temporal was down.
import type { Reason } from '../../contract/reasons.ts';
import { errorMessage } from '../../domain/errors.ts';
import { executionWorkflowId } from '../../domain/workflowIds.ts';
import { pages } from '../../store/pages.ts';
import type { UnfinishedExecution } from '../../store/verbs/reconcile.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

/** A younger one is still being started by the process that accepted it. */
const OLDER_THAN_SECONDS = 2;

export async function startQueuedRuns({ store, temporalRuns, log }: ReconcileDeps): Promise<number> {
  let started = 0;
  const queued = { status: 'queued' as const, olderThanSeconds: OLDER_THAN_SECONDS, limit: 200 };
  for await (const { executions: page } of pages(store.listUnfinishedExecutions, queued)) {
    started += await countConcurrently(page, start);
  }
  return started;

  async function start(execution: UnfinishedExecution): Promise<boolean> {
    const { executionId, jobName, workflowId, startDeadlineSeconds } = execution;
    try {
      // A run that waits for a slot has a workflow already; an occurrence has the one its Schedule started.
      if (execution.runId !== null && (await temporalRuns.state(workflowId)).state === 'open') return false;
      if ((await temporalRuns.start(execution)) === 'started') {
        log.info({ executionId, jobName }, 'queued run started by reconcile');
        return true;
      }
      const { state, name } = await temporalRuns.state(executionWorkflowId(executionId));
      if (state === 'open') return false;
      await fail(executionId, {
        // A workflow that completes has written how its run ended: the database was restored to a state before that.
        code: name === 'COMPLETED' ? 'database_restored' : 'ended_before_begin',
        details: { workflowStatus: name },
      });
    } catch (error) {
      const deadline = Date.parse(execution.startDeadlineFrom) + startDeadlineSeconds * 1_000;
      // A run that has asked for a slot was started; it may wait for as long as it takes.
      if (execution.runId !== null || Date.now() < deadline) throw error;
      await fail(executionId, {
        code: 'not_started',
        details: { seconds: startDeadlineSeconds, error: errorMessage(error) },
      });
    }
    return false;
  }

  async function fail(executionId: string, reason: Reason): Promise<void> {
    await store.finishExecution({ executionId, status: 'failed', reason });
    log.warn({ executionId, ...reason }, 'queued run failed by reconcile');
  }
}
