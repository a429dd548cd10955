// Rows that say running although their workflow has closed or is gone: terminated by hand, or Temporal's store was lost.
import type { ReconcileDeps } from './deps.ts';
import { RECONCILE } from './deps.ts';
import { inBatches } from './inBatches.ts';

/** Younger rows are left alone: their workflow's end may be on its way. */
const OLDER_THAN_SECONDS = 5;

export async function repairRunning({ store, executions, log }: ReconcileDeps): Promise<number> {
  let repaired = 0;
  let cursor: string | undefined;
  do {
    const page = await store.listUnfinishedExecutions({
      status: 'running',
      olderThanSeconds: OLDER_THAN_SECONDS,
      limit: 200,
      cursor,
    });
    repaired += await inBatches(page.executions, async ({ executionId, jobName, workflowId, runId }) => {
      const { state, name } = await executions.state(workflowId, runId);
      if (state === 'open') return false;
      const how = state === 'gone' ? 'is gone from Temporal' : `ended in Temporal as ${name}`;
      const message = `its workflow ${how} before the run had finished; whether the service did the work is unknown: check there before running it again`;
      const { finished } = await store.finishExecution({ executionId, status: 'failed', message });
      if (!finished) return false;
      log.warn(
        { executionId, jobName, workflowId, state: name },
        'run failed by reconcile: its workflow has ended',
      );
      await store.recordJobEvent({
        jobName,
        actor: RECONCILE,
        action: 'run failed',
        after: { executionId },
        reason: message,
      });
      return true;
    });
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return repaired;
}
