// The repair loop: its lease, its state, and the runs that it repairs.
import { z } from 'zod';
import type { ReasonOf } from '../../contract/reasons.ts';
import type { Verb } from '../verb.ts';
import { QueuedRun } from './effects.ts';
import { Finished } from './executions.ts';
import { Cursor, Instant } from '../../contract/fields.ts';

const UnfinishedExecution = QueuedRun.extend({
  workflowId: z.string(),
  runId: z.string().nullable(),
  cancelRequested: z.boolean(),
  startDeadlineFrom: Instant,
  startDeadlineSeconds: z.int(),
});
export type UnfinishedExecution = z.infer<typeof UnfinishedExecution>;

const ReconcileFailure = z.object({
  /** Step of the pass. */
  step: z.string(),
  /** ErrorCode of what was thrown, or INTERNAL. */
  code: z.string(),
  error: z.string(),
});
export type ReconcileFailure = z.infer<typeof ReconcileFailure>;

/** Counts by step: of the last whole pass, and of all passes together. */
const ReconcileState = z.object({
  lastSuccessAt: Instant.nullable(),
  summary: z.record(z.string(), z.number()).nullable(),
  totals: z.record(z.string(), z.number()),
  /** A worker holds the lease. */
  held: z.boolean(),
  /** The current step and its start; null between passes. */
  step: z.string().nullable(),
  stepSince: Instant.nullable(),
  /** Of the newest pass; null once one has succeeded. */
  failure: ReconcileFailure.extend({ at: Instant }).nullable(),
  /** Schedules that wait to be compiled anew, as the last pass found them. */
  outdatedSchedules: z.int(),
  /** By the clock of the database. */
  now: Instant,
});
export type ReconcileState = z.infer<typeof ReconcileState>;

export const reconcileVerbs = (verb: Verb) => ({
  holdReconcileLease: verb<{ holder: string; seconds: number; step?: string | undefined }>()(
    'hold_reconcile_lease',
    z.object({ held: z.boolean() }),
  ),
  endReconcilePass: verb<
    { holder: string } & ({ summary?: Record<string, number> | undefined } | { failure: ReconcileFailure })
  >()('end_reconcile_pass', z.object({})),
  getReconcileState: verb()('get_reconcile_state', ReconcileState),
  listUnfinishedExecutions: verb<{
    status: 'running' | 'queued';
    olderThanSeconds: number;
    limit: number;
    cursor?: string | undefined;
  }>()(
    'list_unfinished_executions',
    z.object({ executions: z.array(UnfinishedExecution), nextCursor: Cursor }),
  ),
  finishLostExecution: verb<{ executionId: string } & ReasonOf<'workflow_lost'>['details']>()(
    'finish_lost_execution',
    Finished,
  ),
  purgeHistory: verb<{ days: number; limit: number }>()('purge_history', z.object({ deleted: z.int() })),
});
