// A job in one row of the portal's list: what it is, how it stands, and how its last runs went.
import { z } from 'zod';
import { ExecutionStatus, Progress } from './execution.ts';
import { Job } from './job.ts';

const Instant = z.iso.datetime();

/** Strongest first. */
export const JobStatus = z.enum(['running', 'queued', 'paused', 'disabled', 'enabled']);
export type JobStatus = z.infer<typeof JobStatus>;

export const JobSummary = z.object({
  ...Job.pick({
    name: true,
    displayName: true,
    description: true,
    service: true,
    endpoint: true,
    jobType: true,
    cronExpression: true,
    timeZone: true,
    enabled: true,
    pausedUntil: true,
    nextRunAt: true,
    overlap: true,
    schedule: true,
    version: true,
    updatedAt: true,
  }).shape,
  scheduleInWords: z.string(),
  status: JobStatus,
  /** Who disabled or paused it last; null when it is neither. */
  stopped: z.object({ by: z.string(), at: Instant, reason: z.string().nullable() }).nullable(),
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
  /** The latest row of any outcome, so also missed or skipped. */
  lastFinished: z
    .object({
      executionId: z.uuid(),
      status: ExecutionStatus,
      at: Instant,
      reason: z.string().nullable(),
    })
    .nullable(),
  /** The last 20, oldest first: Completed, Failed, Running, Queued, Skipped, Missed, cancelled (X). */
  strip: z.string().regex(/^[CFRQSMX]{0,20}$/),
  running: z
    .object({
      executionId: z.uuid(),
      startedAt: Instant,
      attempt: z.int(),
      progress: Progress.nullable(),
      heartbeatAt: Instant.nullable(),
      heartbeatSeconds: z.int(),
    })
    .nullable(),
  runningCount: z.int(),
  queuedCount: z.int(),
  /** Since the last success something failed or was missed. */
  failing: z
    .object({
      since: Instant,
      inARow: z.int(),
      latestError: z.string().nullable(),
      firstExecutionId: z.uuid(),
      lastSuccess: z.object({ executionId: z.uuid(), at: Instant }).nullable(),
    })
    .nullable(),
  /** Due for more than 60 s, and nothing has started. */
  late: z.boolean(),
  last30Days: z.object({
    completed: z.int(),
    failed: z.int(),
    missed: z.int(),
    cancelled: z.int(),
    skipped: z.int(),
    /** completed / (completed + failed + missed); null when there are none. */
    successRate: z.number().min(0).max(1).nullable(),
    avgDurationMs: z.int().nullable(),
  }),
  /** Names of the settings that an operator has set, and who did so last. */
  overridden: z.array(z.string()),
  overriddenBy: z.string().nullable(),
  overriddenAt: Instant.nullable(),
});
export type JobSummary = z.infer<typeof JobSummary>;

/** Answer of GET /api/jobs?view=summary. */
export const JobSummaries = z.object({
  jobs: z.array(JobSummary),
  /** Names of jobs deleted since the cursor. */
  deleted: z.array(z.string()),
  /** For `since`, to get only what has changed. */
  cursor: z.string(),
  serverTime: Instant,
  /** The answer is the whole list. */
  full: z.boolean(),
});
export type JobSummaries = z.infer<typeof JobSummaries>;
