// Rows in status running whose workflow has closed or is gone: it was terminated or reset by hand, or Temporal lost its store.
// Also sends cancellations that did not reach their workflow.
import { pages } from '../../store/pages.ts';
import type { UnfinishedExecution } from '../../store/verbs/reconcile.ts';
import type { ReconcileDeps } from '../deps.ts';
import { countConcurrently } from '../../domain/mapConcurrently.ts';

/** Younger rows are left alone: their end may just be being recorded. */
const OLDER_THAN_SECONDS = 5;

export async function endLostRuns({
  store,
  temporalRuns,
  applyEffects,
  log,
}: ReconcileDeps): Promise<number> {
  let repaired = 0;
  const running = { status: 'running' as const, olderThanSeconds: OLDER_THAN_SECONDS, limit: 200 };
  for await (const { executions: page } of pages(store.listUnfinishedExecutions, running)) {
    repaired += await countConcurrently(page, repair);
  }
  return repaired;

  async function repair(execution: UnfinishedExecution): Promise<boolean> {
    const { executionId, jobName, workflowId, cancelRequested } = execution;
    const { state, name, runId } = await temporalRuns.state(workflowId);
    if (state === 'open') {
      if (cancelRequested) await temporalRuns.cancel(workflowId);
      return false;
    }
    const how = state === 'gone' ? 'gone' : runId === execution.runId ? 'ended' : 'reset';
    const { finished, status, effects } = await store.finishLostExecution({
      executionId,
      how,
      ...(how !== 'gone' && { workflowStatus: name }),
    });
    if (!finished) return false;
    log.warn(
      { executionId, jobName, workflowId, state: name, status },
      'run ended by reconcile: its workflow has ended',
    );
    await applyEffects(effects);
    return true;
  }
}
