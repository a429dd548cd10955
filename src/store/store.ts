// The database's functions as typed verbs, one per SQL function of the same name; what each does is said in supabase/migrations.
import { z } from 'zod';
import { Execution, JobStats, type AttemptClass } from '../contract/execution.ts';
import { Job, JobEvent, type JobConfig, type JobSettings } from '../contract/job.ts';
import type { JobResult } from '../contract/serviceCall.ts';
import { SchedulerError, type ErrorCode } from '../domain/errors.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';

const Instant = z.iso.datetime();
const Cursor = z.string().nullable();

/** What a job's Temporal Schedule must look like. */
const DesiredSchedule = z.object({
  jobName: z.string(),
  revision: z.int(),
  projectedRevision: z.int(),
  exists: z.boolean(),
  enabled: z.boolean(),
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  jitterSeconds: z.int(),
  service: z.string(),
  endpoint: z.string(),
  conflictToken: z.string().nullable(),
});
export type DesiredSchedule = z.infer<typeof DesiredSchedule>;

const Projection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('claimed'), desired: DesiredSchedule }),
  z.object({ state: z.literal('busy'), revision: z.int() }),
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('lost') }),
]);

const BeginDecision = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('run'),
    executionId: z.string(),
    jobName: z.string(),
    service: z.string(),
    endpoint: z.string(),
    timeoutSeconds: z.int(),
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

const UnfinishedExecution = z.object({
  executionId: z.string(),
  jobName: z.string(),
  service: z.string(),
  endpoint: z.string(),
  origin: z.string(),
  workflowId: z.string(),
  runId: z.string().nullable(),
  startDeadlineFrom: Instant,
});
export type UnfinishedExecution = z.infer<typeof UnfinishedExecution>;

const JobAnswer = z.object({ job: Job });

/** Who changes a job, and why. */
export interface Change {
  jobName: string;
  actor: string;
  reason?: string | undefined;
}

export interface Registration {
  name: string;
  displayName: string;
  description: string;
  jobType: string;
  service: string;
  endpoint: string;
  config: JobConfig;
  declared: JobSettings;
  actor: string;
}

export interface TriggerRequest {
  executionId: string;
  jobName: string;
  config?: JobConfig | undefined;
  userId?: string | undefined;
  reason?: string | undefined;
  triggeredBy: 'manual' | 'admin';
  requestHash: string;
}

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

export interface AttemptEnd {
  class: AttemptClass;
  httpStatus?: number | undefined;
  message?: string | undefined;
  result?: JobResult | undefined;
}

export type Store = ReturnType<typeof createStore>;

/**
 * @throws SchedulerError from every verb: the refusal's own code, DATABASE_UNAVAILABLE (worth repeating) or INTERNAL.
 */
export function createStore(database: Database) {
  function verb<Args extends object, Answer>(
    functionName: string,
    answer: z.ZodType<Answer>,
  ): (args: Args) => Promise<Answer> {
    return async (args) => {
      try {
        return answer.parse(await database.call(functionName, args));
      } catch (cause) {
        throw asSchedulerError(functionName, cause);
      }
    };
  }

  return {
    registerJob: verb<Registration, { job: Job; created: boolean }>(
      'register_job',
      z.object({ job: Job, created: z.boolean() }),
    ),
    getJob: verb<{ jobName: string }, { job: Job }>('get_job', JobAnswer),
    listJobs: verb<
      {
        search?: string | undefined;
        service?: string | undefined;
        status?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      },
      { jobs: Job[]; nextCursor: string | null }
    >('list_jobs', z.object({ jobs: z.array(Job), nextCursor: Cursor })),
    countJobs: verb<object, { count: number }>('count_jobs', z.object({ count: z.int() })),
    enableJob: verb<Change, { job: Job }>('enable_job', JobAnswer),
    disableJob: verb<Change, { job: Job }>('disable_job', JobAnswer),
    changeCron: verb<Change & { cronExpression: string | null }, { job: Job }>('change_cron', JobAnswer),
    deleteJob: verb<Change, { job: Job; cancelledExecutionIds: string[] }>(
      'delete_job',
      z.object({ job: Job, cancelledExecutionIds: z.array(z.string()) }),
    ),
    setNextRun: verb<{ jobName: string; revision: number; nextRunAt: string | null }, { stored: boolean }>(
      'set_next_run',
      z.object({ stored: z.boolean() }),
    ),
    listEvents: verb<
      { jobName: string; limit?: number | undefined; cursor?: string | undefined },
      { events: JobEvent[]; nextCursor: string | null }
    >('list_events', z.object({ events: z.array(JobEvent), nextCursor: Cursor })),
    recordJobEvent: verb<
      { jobName: string; actor: string; action: string; before?: unknown; after?: unknown; reason: string },
      object
    >('record_job_event', z.object({})),

    acceptTrigger: verb<TriggerRequest, { execution: Execution; repeated: boolean }>(
      'accept_trigger',
      z.object({ execution: Execution, repeated: z.boolean() }),
    ),
    beginExecution: verb<BeginRequest, BeginDecision>('begin_execution', BeginDecision),
    startAttempt: verb<{ executionId: string; attempt: number; tokenHash: string }, { execution: Execution }>(
      'start_attempt',
      z.object({ execution: Execution }),
    ),
    endAttempt: verb<{ executionId: string; attempt: number } & AttemptEnd, { recorded: boolean }>(
      'end_attempt',
      z.object({ recorded: z.boolean() }),
    ),
    finishExecution: verb<
      {
        executionId: string;
        status: 'completed' | 'failed' | 'cancelled';
        message?: string | undefined;
        reason?: string | undefined;
      },
      { finished: boolean; status: string }
    >('finish_execution', z.object({ finished: z.boolean(), status: z.string() })),
    getExecution: verb<{ executionId: string }, { execution: Execution }>(
      'get_execution',
      z.object({ execution: Execution }),
    ),
    listHistory: verb<
      { jobName: string; limit: number; offset: number },
      { executions: Execution[]; total: number }
    >('list_history', z.object({ executions: z.array(Execution), total: z.int() })),
    jobStats: verb<{ jobName: string; from: string; to: string }, { stats: JobStats }>(
      'job_stats',
      z.object({ stats: JobStats }),
    ),

    claimProjection: verb<
      { jobName: string; token: string; force?: boolean | undefined },
      z.infer<typeof Projection>
    >('claim_projection', Projection),
    finishProjection: verb<
      { jobName: string; token: string; revision: number; conflictToken: string | null },
      z.infer<typeof Projection>
    >('finish_projection', Projection),
    releaseProjection: verb<{ jobName: string; token: string }, object>('release_projection', z.object({})),
    getProjection: verb<{ jobName: string }, { revision: number; projectedRevision: number }>(
      'get_projection',
      z.object({ revision: z.int(), projectedRevision: z.int() }),
    ),
    listDesiredSchedules: verb<
      { limit: number; cursor?: string | undefined; behindOnly?: boolean | undefined },
      { schedules: DesiredSchedule[]; nextCursor: string | null }
    >('list_desired_schedules', z.object({ schedules: z.array(DesiredSchedule), nextCursor: Cursor })),
    listStaleNextRuns: verb<
      { limit: number },
      { jobs: { jobName: string; revision: number; cronExpression: string; timeZone: string }[] }
    >(
      'list_stale_next_runs',
      z.object({
        jobs: z.array(
          z.object({
            jobName: z.string(),
            revision: z.int(),
            cronExpression: z.string(),
            timeZone: z.string(),
          }),
        ),
      }),
    ),
    listUnfinishedExecutions: verb<
      {
        status: 'running' | 'queued';
        olderThanSeconds: number;
        limit: number;
        cursor?: string | undefined;
      },
      { executions: UnfinishedExecution[]; nextCursor: string | null }
    >(
      'list_unfinished_executions',
      z.object({ executions: z.array(UnfinishedExecution), nextCursor: Cursor }),
    ),
    holdReconcileLease: verb<{ holder: string; seconds: number }, { held: boolean }>(
      'hold_reconcile_lease',
      z.object({ held: z.boolean() }),
    ),
    endReconcilePass: verb<{ holder: string; summary?: object | undefined }, object>(
      'end_reconcile_pass',
      z.object({}),
    ),
    getReconcileState: verb<
      object,
      { lastSuccessAt: string | null; summary: Record<string, unknown> | null }
    >(
      'get_reconcile_state',
      z.object({ lastSuccessAt: Instant.nullable(), summary: z.record(z.string(), z.unknown()).nullable() }),
    ),
    schemaVersion: verb<object, { version: string | null }>(
      'schema_version',
      z.object({ version: z.string().nullable() }),
    ),
  };
}

const REFUSALS: Record<string, ErrorCode> = {
  SJ001: 'JOB_NOT_FOUND',
  SJ002: 'JOB_OWNED_BY_OTHER_SERVICE',
  SJ003: 'JOB_ALREADY_RUNNING',
  SJ004: 'IDEMPOTENCY_KEY_REUSED',
  SJ005: 'EXECUTION_NOT_FOUND',
  SJ006: 'SERVICE_NAME_COLLISION',
  SJ007: 'ATTEMPT_ALREADY_STARTED',
  SJ008: 'EXECUTION_NOT_RUNNING',
};

function asSchedulerError(functionName: string, cause: unknown): SchedulerError {
  if (cause instanceof DatabaseRefusal) {
    const code = REFUSALS[cause.sqlState] ?? 'INTERNAL';
    return new SchedulerError(code, cause.message, { details: cause.details, cause });
  }
  if (cause instanceof DatabaseUnavailable) {
    return new SchedulerError('DATABASE_UNAVAILABLE', cause.message, { cause });
  }
  const message =
    cause instanceof DatabaseFault && cause.sqlState === '42883'
      ? `the database lacks the function ${functionName}; run "npm run migrate"`
      : `the answer of ${functionName} could not be used`;
  return new SchedulerError('INTERNAL', message, { cause });
}
