// What a page of all jobs shows of each; the words are defined in supabase/schemas/40_summaries.sql.
import { z } from 'zod';
import { Progress } from './attempts.ts';
import { ExecutionStatus } from './executions.ts';
import { Instant } from './fields.ts';
import { Job } from './jobs.ts';
import { RunCause } from './reasons.ts';

/** Strongest first. */
export const JobStatus = z.enum(['running', 'queued', 'paused', 'disabled', 'enabled']);
export type JobStatus = z.infer<typeof JobStatus>;

/** As the database has it: all but the words of the schedule. */
export const JobSummaryRow = Job.pick({
  name: true,
  displayName: true,
  description: true,
  service: true,
  endpoint: true,
  jobType: true,
  cronExpression: true,
  timeZone: true,
  after: true,
  runAt: true,
  enabled: true,
  pausedUntil: true,
  nextRunAt: true,
  overlap: true,
  schedule: true,
  version: true,
  updatedAt: true,
}).extend({
  /** Who disabled or paused it last; null when it is neither. */
  stopped: z.object({ by: z.string(), at: Instant, reason: z.string().nullable() }).nullable(),
  status: JobStatus,
  /** The latest run that began. */
  lastRun: z
    .object({
      executionId: z.uuid(),
      status: ExecutionStatus,
      at: Instant,
      durationMs: z.int().nullable(),
      /** The first line. */
      error: z.string().nullable(),
    })
    .nullable(),
  /** The latest that is over, whether it ran or not; not one of an instant to come (skipped ahead of time). */
  lastFinished: z
    .object({
      executionId: z.uuid(),
      status: ExecutionStatus,
      at: Instant,
      reason: z.string().nullable(),
      /** Null of one that completed. */
      cause: RunCause.nullable(),
    })
    .nullable(),
  /** At most 20 letters, the newest last: C completed, F failed, R running, Q queued, S skipped, M missed, X cancelled. */
  strip: z.string().regex(/^[CFRQSMX]{0,20}$/),
  /** The oldest run under way. */
  running: z
    .object({
      executionId: z.uuid(),
      startedAt: Instant,
      attempt: z.int(),
      progress: Progress.extend({ at: Instant }).nullable(),
      heartbeatAt: Instant.nullable(),
      heartbeatSeconds: z.int(),
      /** Somebody wants it to stop, and it has not yet. */
      cancelRequestedAt: Instant.nullable(),
      cancelRequestedBy: z.string().nullable(),
    })
    .nullable(),
  runningCount: z.int(),
  /** Without those that are planned for an instant to come. */
  queuedCount: z.int(),
  /** What has failed or was missed since the last success, up to 1,000. */
  failing: z
    .object({
      since: Instant,
      inARow: z.int(),
      firstExecutionId: z.uuid(),
      latestExecutionId: z.uuid(),
      latestError: z.string().nullable(),
      latestCause: RunCause,
      lastSuccess: z.object({ executionId: z.uuid(), at: Instant }).nullable(),
    })
    .nullable(),
  /** Parents (of `after`, at most 10) of which no end waits for the job, and how the newest run of each ended. */
  waitingFor: z.array(
    z.object({
      job: z.string(),
      on: z.enum(['success', 'failure', 'any']),
      lastStatus: ExecutionStatus.nullable(),
      lastAt: Instant.nullable(),
      executionId: z.uuid().nullable(),
    }),
  ),
  /** Enabled, and its expression names no instant to come (30 February). */
  neverFires: z.boolean(),
  /** Due more than 60 s (and the jitter) ago, and nothing has begun. */
  late: z.boolean(),
  /** Today and the 29 days before, in UTC; successRate (0 to 1) = completed / (completed + failed + missed). */
  last30Days: z.object({
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    skipped: z.int(),
    missed: z.int(),
    successRate: z.number().nullable(),
    avgDurationMs: z.int().nullable(),
  }),
  /** Names of the settings that an operator has overridden. */
  overridden: z.array(z.string()),
  overriddenBy: z.string().nullable(),
  overriddenAt: Instant.nullable(),
});
export type JobSummaryRow = z.infer<typeof JobSummaryRow>;

export const JobSummary = JobSummaryRow.extend({
  /** Such as `every Monday at 09:00 (Europe/London)`, `after billing-close succeeds`, `only when triggered`. */
  scheduleInWords: z.string(),
});
export type JobSummary = z.infer<typeof JobSummary>;

export const JobSummaryAnswer = z.object({ summary: JobSummary });
export type JobSummaryAnswer = z.infer<typeof JobSummaryAnswer>;

/** Answer of GET /api/jobs?view=summary. */
export const JobSummaries = z.object({
  /** This is the whole list; otherwise what has changed since the cursor that was sent. */
  full: z.boolean(),
  jobs: z.array(JobSummary),
  /** Names of jobs that were deleted since then. */
  deleted: z.array(z.string()),
  /** For `since`. */
  cursor: z.string(),
  serverTime: Instant,
});
export type JobSummaries = z.infer<typeof JobSummaries>;
