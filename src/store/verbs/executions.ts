// Executions: accepted, begun, finished, read.
import { z } from 'zod';
import { Execution, ExecutionStatus, type ListedExecution } from '../../contract/executions.ts';
import type { FeedPosition } from '../../contract/queries.ts';
import type { JobConfig } from '../../contract/jobs.ts';
import type { Reason } from '../../contract/reasons.ts';
import { WaitReason } from '../../contract/runs.ts';
import { jsonText } from '../jsonText.ts';
import type { Verb } from '../verb.ts';
import { Instant } from '../../contract/fields.ts';
import { Effects, EffectsAnswer, QueuedRun } from './effects.ts';
import { ExecutionAnswer, JobText, type Author } from './fields.ts';

export interface RunRequest {
  executionId: string;
  config?: JobConfig | undefined;
  userId?: string | undefined;
  reason?: string | undefined;
  triggeredBy: 'manual' | 'admin';
  /** The caller, as shown to people. */
  actor?: string;
  requestHash: string;
}
/** Runs at `runAt` (ISO), or at once. */
export type TriggerRequest = RunRequest & { jobName: string; runAt?: string | undefined };
export type RerunRequest = RunRequest & { parentId: string };

export type BeginRequest =
  | {
      kind: 'occurrence';
      executionId: string;
      jobName: string;
      revision: number;
      scheduledFor: string;
      workflowId: string;
      runId: string;
      nextRunAt: string | null;
    }
  | { kind: 'execution'; executionId: string; workflowId: string; runId: string };

export interface FeedRequest {
  limit: number;
  before?: FeedPosition | undefined;
  statuses?: string[] | undefined;
  origins?: string[] | undefined;
  /** Included. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Of one occurrence to come, while the job has this revision. */
export interface OccurrenceChange extends Author {
  jobName: string;
  revision: number;
  scheduledFor: string;
  nextRunAt: string | null;
  reason?: string | undefined;
}

/** A run as it was accepted, or as it is by now when the same request had come before. */
const AcceptedRun = QueuedRun.extend({
  workflowId: z.string(),
  status: ExecutionStatus,
  /** For an instant to come. */
  planned: z.boolean(),
});

const Accepted = z.object({
  run: AcceptedRun,
  job: JobText,
  /** Why it does not begin at once, as far as can be told. */
  waits: WaitReason.nullable(),
  effects: Effects,
});
export type Accepted = z.infer<typeof Accepted>;

const CancelledExecution = z.object({
  status: ExecutionStatus,
  scheduledFor: Instant.nullable(),
  job: JobText,
  effects: Effects,
});

export const BeginDecision = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('run'),
    executionId: z.string(),
    jobName: z.string(),
    service: z.string(),
    endpoint: z.string(),
    timeoutSeconds: z.int(),
    retry: z.object({
      maxAttempts: z.int(),
      initialIntervalSeconds: z.number(),
      backoffCoefficient: z.number(),
      maxIntervalSeconds: z.number(),
    }),
    startDeadlineSeconds: z.int(),
    effects: Effects.prefault({}),
  }),
  z.object({
    decision: z.literal('queued'),
    executionId: z.string(),
    reason: z.string(),
    effects: Effects.prefault({}),
  }),
  z.object({ decision: z.literal('skipped'), executionId: z.string(), reason: z.string() }),
  z.object({ decision: z.literal('nothing'), executionId: z.string().nullish(), reason: z.string() }),
  z.object({
    decision: z.literal('definition'),
    revision: z.int(),
    cronExpression: z.string(),
    timeZone: z.string(),
  }),
]);
export type BeginDecision = z.infer<typeof BeginDecision>;

export const Finished = EffectsAnswer.extend({ finished: z.boolean(), status: ExecutionStatus });

/** Where the next page of a list of executions begins. */
const Feed = z.object({
  next: z.object({ at: z.string(), id: z.string() }).nullable(),
});

export const executionVerbs = (verb: Verb) => ({
  acceptTrigger: verb<TriggerRequest>()('accept_trigger', Accepted),
  rerunExecution: verb<RerunRequest>()('rerun_execution', Accepted),
  cancelExecution: verb<Author & { executionId: string; reason?: string | undefined }>()(
    'cancel_execution',
    CancelledExecution,
  ),
  listUnplannedRuns: verb<{ limit: number }>()(
    'list_unplanned_runs',
    z.object({ jobs: z.array(z.object({ jobName: z.string(), runAt: Instant })) }),
  ),
  listSkippedAhead: verb<{ jobName: string }>()(
    'list_skipped_ahead',
    z.object({
      skipped: z.array(Instant),
      planned: z.array(z.object({ executionId: z.string(), scheduledFor: Instant })),
    }),
  ),
  skipOccurrence: verb<OccurrenceChange & { executionId: string }>()(
    'skip_occurrence',
    z.object({ executionId: z.string(), status: ExecutionStatus }),
  ),
  unskipOccurrence: verb<OccurrenceChange>()('unskip_occurrence', z.object({ executionId: z.string() })),
  beginExecution: verb<BeginRequest>()('begin_execution', BeginDecision),
  finishExecution: verb<{
    executionId: string;
    status: 'completed' | 'failed' | 'cancelled';
    /** How the last attempt ended, or why there was none. */
    message?: string | undefined;
    reason?: Reason | undefined;
  }>()('finish_execution', Finished),
  getExecution: verb<{ executionId: string }>()('get_execution', ExecutionAnswer),
  listHistory: verb<{ jobName: string; offset?: number | undefined } & FeedRequest>()(
    'list_history',
    Feed.extend({ executions: jsonText<Execution[]>(), total: z.int(), totalIsAtLeast: z.boolean() }),
  ),
  listExecutions: verb<
    { jobs?: string[] | undefined; services?: string[] | undefined; full?: boolean } & FeedRequest
  >()('list_executions', Feed.extend({ executions: jsonText<ListedExecution[] | Execution[]>() })),
});
