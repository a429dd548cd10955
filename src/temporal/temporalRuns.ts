// Executions as Temporal workflows: started, cancelled, signalled, awaited and described.
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  isGrpcDeadlineError,
  type WorkflowHandle,
} from '@temporalio/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { RunJobInput, RunJobOutcome } from '../contract/runJobInput.ts';
import { ADMITTED, ATTEMPT_ENDED, executionWorkflowId } from '../domain/workflowIds.ts';
import type { QueuedRun } from '../store/verbs/effects.ts';
import { runDetails } from './jobSchedules.ts';
import { ExecutionId, searchAttributesOf } from './searchAttributes.ts';
import type { TemporalClient } from './temporalClient.ts';

/** The end of a workflow is awaited in calls of at most this length. */
const LONG_POLL_MS = 30_000;

/** What Temporal knows of a run: how it ended, or the status of its workflow (RUNNING, TERMINATED …). */
export interface RememberedWorkflow {
  status: string;
  startedAt: string;
  closedAt: string | null;
}

export type TemporalRuns = ReturnType<typeof createTemporalRuns>;

export function createTemporalRuns(
  temporal: TemporalClient,
  config: Pick<Config, 'temporalTaskQueue' | 'publicUrl'>,
) {
  return {
    /**
     * Starts the workflow of a queued execution. `present`: it was started before.
     * @throws SchedulerError TEMPORAL_UNAVAILABLE
     */
    async start(execution: QueuedRun): Promise<'started' | 'present'> {
      const { executionId, jobName, service, endpoint, scheduledFor, priority } = execution;
      const startDelay = scheduledFor === null ? 0 : Date.parse(scheduledFor) - Date.now();
      const planned = scheduledFor !== null && startDelay > 0 ? `, planned for ${inUtc(scheduledFor)}` : '';
      const input: RunJobInput = { kind: 'execution', executionId };
      try {
        await temporal.call(({ workflow }) =>
          workflow.start('runJob', {
            workflowId: executionWorkflowId(executionId),
            workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
            taskQueue: config.temporalTaskQueue,
            args: [input],
            priority: { priorityKey: priority },
            ...(startDelay > 0 && { startDelay }),
            typedSearchAttributes: searchAttributesOf(execution),
            // The id does not contain the job's name, and before its instant Temporal lists the workflow as running.
            staticSummary: `${jobName} → ${service}${planned}`,
            staticDetails: runDetails(config.publicUrl, { jobName, service, endpoint }),
          }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'present';
        throw error;
      }
    },
    /**
     * Resolves when the workflow has closed, however it ended, and after LONG_POLL_MS at the latest (Temporal may be away): the
     * row shows whether the execution has finished. Rejects only when aborted.
     */
    async awaitEnd(workflowId: string, signal: AbortSignal): Promise<void> {
      const { connection, client } = temporal;
      try {
        await connection.withAbortSignal(signal, () =>
          connection.withDeadline(Date.now() + LONG_POLL_MS, () =>
            client.workflow.getHandle(workflowId).result(),
          ),
        );
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof WorkflowFailedError || isGrpcDeadlineError(error)) return;
        await delay(1_000, undefined, { signal });
      }
    },
    /**
     * Asks the workflow to cancel its run; false when it has closed already. Repeatable.
     * @throws SchedulerError TEMPORAL_UNAVAILABLE
     */
    cancel: (workflowId: string) => command(workflowId, async (handle) => void (await handle.cancel())),
    /**
     * Signals that the row has the end of an attempt; false when the workflow has closed already. Repeatable.
     * @throws SchedulerError TEMPORAL_UNAVAILABLE
     */
    signalAttemptEnded: (workflowId: string, attempt: number) =>
      command(workflowId, (handle) => handle.signal(ATTEMPT_ENDED, attempt)),
    /**
     * Signals that the run has a slot; false when the workflow has closed already. Repeatable.
     * @throws SchedulerError TEMPORAL_UNAVAILABLE
     */
    signalAdmitted: (workflowId: string) => command(workflowId, (handle) => handle.signal(ADMITTED)),
    remembered,
    /** The state of a workflow's latest run: `gone` when Temporal does not know it. */
    async state(
      workflowId: string,
    ): Promise<{ state: 'open' | 'closed' | 'gone'; name: string; runId: string | null }> {
      try {
        const { status, runId } = await temporal.call(({ workflow }) =>
          workflow.getHandle(workflowId).describe(),
        );
        const open = status.name === 'RUNNING' || status.name === 'PAUSED';
        return { state: open ? 'open' : 'closed', name: status.name, runId };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { state: 'gone', name: 'NOT_FOUND', runId: null };
        throw error;
      }
    },
  };

  /** null when Temporal knows no such workflow, or one that has made no call. */
  async function remembered(workflowId: string): Promise<RememberedWorkflow | null> {
    try {
      return await temporal.call(async ({ workflow }) => {
        const handle = workflow.getHandle(workflowId);
        const { status, startTime, closeTime, typedSearchAttributes } = await handle.describe();
        const instants = { startedAt: startTime.toISOString(), closedAt: closeTime?.toISOString() ?? null };
        if (status.name === 'COMPLETED') {
          const outcome: RunJobOutcome = await handle.result();
          return outcome.status === 'nothing' ? null : { status: outcome.status, ...instants };
        }
        // A run has this attribute as soon as it has begun.
        const hasBegun = typedSearchAttributes.get(ExecutionId) !== undefined;
        return hasBegun ? { status: status.name, ...instants } : null;
      });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  async function command(
    workflowId: string,
    act: (handle: WorkflowHandle) => Promise<void>,
  ): Promise<boolean> {
    try {
      await temporal.call(({ workflow }) => act(workflow.getHandle(workflowId)));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

/** ISO → 2026-11-25 10:58:00 UTC. */
function inUtc(instant: string): string {
  return instant.replace(/T(\d\d:\d\d:\d\d).*/, ' $1 UTC');
}
