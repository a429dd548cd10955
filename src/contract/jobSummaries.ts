// A job in the list of summaries; supabase/schemas/40_summaries.sql defines the terms.
import { z } from 'zod';
import { Progress } from './attempts.ts';
import { ExecutionStatus } from './executions.ts';
import { Instant } from './fields.ts';
import { Job } from './jobs.ts';
import { RunCause } from './reasons.ts';

/** Strongest first. */
export const JobStatus = z.enum(['running', 'queued', 'paused', 'disabled', 'enabled']);
export type JobStatus = z.infer<typeof JobStatus>;

/** The summary from the database, without the description of the schedule. */
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
  /** The last person who disabled or paused it; null when it is neither disabled nor paused. */
  stopped: z.object({ by: z.string(), at: Instant, reason: z.string().nullable() }).nullable(),
  status: JobStatus,
  /** The latest run that began. */
  lastRun: z
    .object({
      executionId: z.uuid(),
      status: ExecutionStatus,
      at: Instant,
      durationMs: z.int().nullable(),
      error: z.string().nullable().describe('The first line.'),
    })
    .nullable(),
  /** The latest finished execution, including skipped and missed ones; not one skipped ahead of time. */
  lastFinished: z
    .object({
      executionId: z.uuid(),
      status: ExecutionStatus,
      at: Instant,
      reason: z.string().nullable(),
      cause: RunCause.nullable().describe('Null if it completed.'),
    })
    .nullable(),
  /** At most 20 letters, the newest last: C completed, F failed, R running, Q queued, S skipped, M missed, X cancelled. */
  strip: z.string().regex(/^[CFRQSMX]{0,20}$/),
  /** The oldest run in progress. */
  running: z
    .object({
      executionId: z.uuid(),
      startedAt: Instant,
      attempt: z.int(),
      progress: Progress.extend({ at: Instant }).nullable(),
      heartbeatAt: Instant.nullable(),
      heartbeatSeconds: z.int(),
      cancelRequestedAt: Instant.nullable().describe(
        'Its cancellation was requested, and it has not stopped yet.',
      ),
      cancelRequestedBy: z.string().nullable(),
    })
    .nullable(),
  runningCount: z.int(),
  queuedCount: z.int().describe('Without one-off runs of a future instant.'),
  /** Failed and missed runs since the last success, up to 1,000. */
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
  /** Parents in `after` (at most 10) whose end the job still waits for, and how the newest run of each ended. */
  waitingFor: z.array(
    z.object({
      job: z.string(),
      on: z.enum(['success', 'failure', 'any']),
      lastStatus: ExecutionStatus.nullable(),
      lastAt: Instant.nullable(),
      executionId: z.uuid().nullable(),
    }),
  ),
  neverFires: z.boolean().describe('Enabled, and its expression has no future instant (30 February).'),
  late: z.boolean().describe('Due more than 60 s (plus the jitter) ago, and no run has begun.'),
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
  overridden: z.array(z.string()).describe('Names of the settings that an operator has overridden.'),
  overriddenBy: z.string().nullable(),
  overriddenAt: Instant.nullable(),
});
export type JobSummaryRow = z.infer<typeof JobSummaryRow>;

export const JobSummary = JobSummaryRow.extend({
  scheduleInWords: z
    .string()
    .describe(
      'Such as `every Monday at 09:00 (Europe/London)`, `after billing-close succeeds`, `only when triggered`.',
    ),
}).meta({ id: 'JobSummary', description: 'A job as a list of all jobs shows it.' });
export type JobSummary = z.infer<typeof JobSummary>;

export const JobSummaryAnswer = z.object({ summary: JobSummary });
export type JobSummaryAnswer = z.infer<typeof JobSummaryAnswer>;

/** Answer of GET /api/jobs?view=summary. */
export const JobSummaries = z.object({
  full: z
    .boolean()
    .describe('True for the whole list; false for the changes since the cursor that was sent.'),
  jobs: z.array(JobSummary),
  deleted: z.array(z.string()).describe('Names of jobs that were deleted since then.'),
  cursor: z.string().describe('For `since`.'),
  serverTime: Instant,
});
export type JobSummaries = z.infer<typeof JobSummaries>;
