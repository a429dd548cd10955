// What the database's functions answer, checked where it comes in; the functions are described in supabase/migrations.
import { z } from 'zod';
import { Backfill } from '../contract/backfills.ts';
import { AttemptClass, Execution, ExecutionStatus, JobStats, StatsDay } from '../contract/executions.ts';
import { AuditEvent, Job, JobTiming } from '../contract/jobs.ts';
import { JobSummaryRow } from '../contract/jobSummaries.ts';
import { Service } from '../contract/services.ts';

export const Instant = z.iso.datetime();
export const Cursor = z.string().nullable();

/** What a job's Temporal Schedule must look like. */
/** What a Schedule was compiled with; `replaced`: the ones before, of the same revision, which had made another Schedule. */
const StoredInputs = z.object({
  zones: z.string(),
  compiler: z.int(),
  spec: z.string(),
  replaced: z.object({ zones: z.string(), compiler: z.int(), until: Instant }).nullish(),
});

export const DesiredSchedule = z.object({
  jobName: z.string(),
  revision: z.int(),
  projectedRevision: z.int(),
  exists: z.boolean(),
  enabled: z.boolean(),
  pausedUntil: Instant.nullable(),
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  jitterSeconds: z.int(),
  priority: z.int(),
  service: z.string(),
  endpoint: z.string(),
  conflictToken: z.string().nullable(),
  inputs: StoredInputs.nullable(),
  nextRunAt: Instant.nullable(),
});
export type DesiredSchedule = z.infer<typeof DesiredSchedule>;

export const Projection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('claimed'), desired: DesiredSchedule }),
  z.object({ state: z.literal('busy'), revision: z.int() }),
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('lost') }),
]);

/** The conflict token is that of the Schedule as last written. */
export const ProjectionState = z.object({
  revision: z.int(),
  projectedRevision: z.int(),
  conflictToken: z.string().nullable(),
  inputs: StoredInputs.nullable(),
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
  }),
  z.object({
    decision: z.literal('queued'),
    executionId: z.string(),
    reason: z.string(),
    /** Workflows of runs that have to make way. */
    cancel: z.array(z.string()).optional(),
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

export const UnfinishedExecution = z.object({
  scheduledFor: Instant.nullable(),
  executionId: z.string(),
  jobName: z.string(),
  service: z.string(),
  endpoint: z.string(),
  origin: z.string(),
  priority: z.int(),
  workflowId: z.string(),
  runId: z.string().nullable(),
  cancelRequested: z.boolean(),
  startDeadlineFrom: Instant,
  startDeadlineSeconds: z.int(),
});
export type UnfinishedExecution = z.infer<typeof UnfinishedExecution>;

/** What is recorded of an attempt's end. */
export const RecordedEnd = z.object({
  class: AttemptClass,
  httpStatus: z.int().nullable(),
  message: z.string().nullable(),
  retryAfterMs: z.int().nullable(),
});
export type RecordedEnd = z.infer<typeof RecordedEnd>;
export const EndAnswer = z.object({ end: RecordedEnd.nullable() });

/** What a call needs of its execution. */
export const CalledExecution = Execution.pick({
  id: true,
  job_name: true,
  service: true,
  endpoint: true,
  config: true,
  triggered_by: true,
  triggered_by_user: true,
  scheduled_for: true,
  cancel_requested_at: true,
});
export type CalledExecution = z.infer<typeof CalledExecution>;

/** What became of a service's report; `ended` when the attempt had ended before. */
export const Completion = z.object({
  workflowId: z.string(),
  jobName: z.string(),
  attempt: z.int(),
  ended: z
    .object({
      status: ExecutionStatus,
      class: AttemptClass.nullable(),
      message: z.string().nullable(),
      /** It is kept beside that end, which the service had no part in. */
      kept: z.boolean(),
    })
    .nullable(),
});

export const LedgerJob = z.object({
  jobName: z.string(),
  revision: z.int(),
  ledgerUntil: Instant,
  now: Instant,
  definitions: z.array(
    z.object({
      cronExpression: z.string().nullable(),
      timeZone: z.string(),
      jitterSeconds: z.int(),
      catchup: z.enum(['latest', 'all', 'none']),
      catchupSeconds: z.int(),
      pausedUntil: Instant.nullable(),
      active: z.boolean(),
      validFrom: Instant,
      validTo: Instant.nullable(),
    }),
  ),
});
export type LedgerJob = z.infer<typeof LedgerJob>;

/** jobName: null unless the expression may have an H. `more`: there are others, each less frequent than these. */
export const ExpressionCounts = z.object({
  expressions: z.array(
    z.object({
      cronExpression: z.string(),
      timeZone: z.string(),
      jobName: z.string().nullable(),
      jobs: z.int(),
    }),
  ),
  more: z.boolean(),
});

export const StaleNextRun = z.object({
  jobName: z.string(),
  revision: z.int(),
  cronExpression: z.string(),
  timeZone: z.string(),
  pausedUntil: Instant.nullable(),
});

export const UndeliveredEnd = z.object({ executionId: z.string(), workflowId: z.string(), attempt: z.int() });

export const LedgerRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('changed') }),
  z.object({ state: z.literal('recorded'), started: z.int(), missed: z.int(), skipped: z.int() }),
]);

export const ReconcileFailure = z.object({
  /** Step of the pass. */
  step: z.string(),
  /** ErrorCode of what was thrown, or INTERNAL. */
  code: z.string(),
  error: z.string(),
});
export type ReconcileFailure = z.infer<typeof ReconcileFailure>;

/** Counts by kind of repair: of the last whole pass, and of all passes together. */
export const ReconcileState = z.object({
  lastSuccessAt: Instant.nullable(),
  summary: z.record(z.string(), z.number()).nullable(),
  totals: z.record(z.string(), z.number()),
  /** A worker holds the lease. */
  held: z.boolean(),
  /** What the pass is doing, and since when; null between passes. */
  step: z.string().nullable(),
  stepSince: Instant.nullable(),
  /** Of the newest pass; null once one has succeeded. */
  failure: ReconcileFailure.extend({ at: Instant }).nullable(),
  /** By the clock of the database. */
  now: Instant,
});
export type ReconcileState = z.infer<typeof ReconcileState>;

export const Summaries = z.object({
  jobs: z.array(JobSummaryRow),
  deleted: z.array(z.string()),
  nextCursor: Cursor,
  now: Instant,
});

/** `next`: where the following page begins. */
/** Where a list of executions goes on. */
export const Feed = z.object({
  next: z.object({ at: z.string(), id: z.string() }).nullable(),
});

/** Registrations and repairs that were left out are counted, up to 1,000. */
export const AuditEvents = z.object({
  events: z.array(AuditEvent),
  nextCursor: Cursor,
  machineCount: z.int(),
});

export const Stats = z.object({
  stats: JobStats,
  previous: JobStats.optional(),
  buckets: z.array(StatsDay).optional(),
});

export const JobAnswer = z.object({ job: Job });
export const ExecutionAnswer = z.object({ execution: Execution });
/** What a sentence about a run says of its job. */
const JobInWords = z.object({ displayName: z.string(), timeZone: z.string() });
export const Accepted = z.object({
  execution: Execution,
  repeated: z.boolean(),
  /** Workflows of runs that have to make way. */
  cancel: z.array(z.string()),
  job: JobInWords,
  /** Why it does not begin at once, as far as can be told. */
  waits: z.enum(['service_paused', 'service_limit', 'overlap']).nullable(),
});
/** `released`: runs of the job's backfills that may begin now. */
export const CancelledExecution = ExecutionAnswer.extend({ job: JobInWords, released: z.array(Execution) });
export const CancelledBackfill = z.object({
  backfill: Backfill,
  /** Workflows that wait, or whose call is to be aborted. */
  cancel: z.array(z.string()),
  released: z.array(Execution),
});
/** Workflows of runs that have a place and have not begun. */
export const Admitted = z.object({ admitted: z.array(z.string()) });
export const Finished = Admitted.extend({
  finished: z.boolean(),
  status: z.string(),
  /** Jobs that run after this one, and may be due now. */
  dependents: z.array(z.string()),
  /** Next runs of its backfill. */
  released: z.array(Execution),
});

export const Dependent = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('ready'), parentExecutionIds: z.array(z.string()) }),
  z.object({ state: z.literal('accepted'), execution: Execution, cancel: z.array(z.string()) }),
]);

/** `unregisteredParents`: jobs in its `after` that are not there. */
export const ChangedJob = z.object({ job: Job, unregisteredParents: z.array(z.string()) });

/** `validFrom` of the first one is the job's first registration. */
export const BackfillBasis = z.object({
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  definitions: z.array(
    z.object({
      cronExpression: z.string().nullable(),
      timeZone: z.string(),
      validFrom: Instant,
      validTo: Instant.nullable(),
    }),
  ),
});

/** What became of an occurrence; null = nothing is recorded. */
export const IncompleteOccurrence = z.object({ scheduledFor: Instant, status: ExecutionStatus.nullable() });
export type IncompleteOccurrence = z.infer<typeof IncompleteOccurrence>;

export const ServiceAnswer = Admitted.extend({ service: Service });

/** `cancel`: workflows of runs that waited, and are cancelled now. */
export const DeletedJob = JobAnswer.extend({
  cancelledExecutionIds: z.array(z.string()),
  cancel: z.array(z.string()),
});

/** One of many jobs: as changed, or why it was not. */
export const ChangedJobs = z.object({
  results: z.array(
    z.union([
      z.object({ name: z.string(), job: JobTiming, cancel: z.array(z.string()) }),
      z.object({ name: z.string(), code: z.literal('JOB_NOT_FOUND'), message: z.string() }),
    ]),
  ),
});
