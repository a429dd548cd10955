// A job on the wire: as a service registers it, and as callers see it.
import { z } from 'zod';
import { ExecutionStatus } from './executions.ts';
import { Cursor, GivenInstant, Instant, Name } from './fields.ts';
import { JsonObject } from './jsonObject.ts';
import { Warning } from './warnings.ts';

/** No backslash and no control character, written as the ranges that remain, which every dialect knows. */
const ENDPOINT_PATTERN = /^\/(?!\/)[ -[\]-~\u00a0-\uffff]*$/;

/**
 * A path on the service's own origin, and a query, which is not checked. The path has no scheme, host, `//`, `..`, backslash
 * or control characters, nor anything that a server behind a path prefix could read as `..`: `..;x` (a path parameter), or a
 * dot or slash that is encoded twice.
 */
const Endpoint = z
  .string()
  .max(2000)
  .regex(ENDPOINT_PATTERN, 'must be a path on the service, such as "/jobs/digest"')
  .refine((endpoint) => staysBelow(/^[^?#]*/.exec(endpoint)![0]), {
    error: 'must not contain "//" or "..", in any encoding',
  });

function staysBelow(path: string): boolean {
  if (path.includes('//') || /%(25)+(2e|2f|5c|3b)/i.test(path)) return false;
  const read = path
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%2f|%5c/gi, '/')
    .replaceAll(/%3b/gi, ';');
  return !/(^|\/)\.\.(;|\/|$)/.test(read);
}

export const JobConfig = JsonObject;
export type JobConfig = JsonObject;

export const JobType = z.enum(['email', 'crawler', 'cleanup', 'analytics', 'other']);

/** Whether the job's Temporal Schedule has its newest change. */
export const ScheduleSync = z.enum(['applied', 'pending']);

const Overlap = z.enum(['skip', 'queue', 'allow', 'cancel_running']);
const Catchup = z.enum(['latest', 'all', 'none']);

/** Parents whose ends start the job, and the ends that count; `any`: completed, failed and cancelled. */
const After = z
  .array(z.object({ job: Name, on: z.enum(['success', 'failure', 'any']).default('success') }))
  .max(100)
  .refine((parents) => new Set(parents.map(({ job }) => job)).size === parents.length, {
    error: 'names a job twice',
  });

const retry = {
  maxAttempts: z.int().min(1).max(100),
  initialIntervalSeconds: z.number().min(0).max(86_400),
  backoffCoefficient: z.number().min(1).max(10),
  maxIntervalSeconds: z.number().min(0).max(86_400),
};
const Retry = z.object({
  maxAttempts: retry.maxAttempts.default(1),
  initialIntervalSeconds: retry.initialIntervalSeconds.default(10),
  backoffCoefficient: retry.backoffCoefficient.default(2),
  maxIntervalSeconds: retry.maxIntervalSeconds.default(600),
});

const settings = {
  enabled: z.boolean(),
  cronExpression: z.string().min(1).max(500).nullable(),
  timeZone: z.string().max(100),
  timeoutSeconds: z.int().min(1).max(86_400),
  retry: Retry,
  startDeadlineSeconds: z.int().min(0).max(86_400),
  heartbeatSeconds: z.int().min(15).max(86_400),
  overlap: Overlap,
  catchup: Catchup,
  catchupSeconds: z.int().min(0).max(604_800),
  jitterSeconds: z.int().min(0).max(3600),
  priority: z.int().min(1).max(5).describe('1 goes first.'),
  after: After,
  /** Runs once at this instant, besides the cron expression. */
  runAt: GivenInstant.nullable(),
};

/** The settings that a registration declares, with their defaults (the same as default_settings in SQL). */
export const JobSettings = z.object({
  ...settings,
  enabled: settings.enabled.default(true),
  timeZone: settings.timeZone.default('UTC'),
  timeoutSeconds: settings.timeoutSeconds.default(300),
  retry: settings.retry.prefault({}),
  startDeadlineSeconds: settings.startDeadlineSeconds.default(300),
  heartbeatSeconds: settings.heartbeatSeconds.default(60),
  overlap: settings.overlap.default('skip'),
  catchup: settings.catchup.default('latest'),
  catchupSeconds: settings.catchupSeconds.default(3_600),
  jitterSeconds: settings.jitterSeconds.default(0),
  priority: settings.priority.default(3),
  after: settings.after.default([]),
  runAt: settings.runAt.default(null),
});
export type JobSettings = z.infer<typeof JobSettings>;

/** An operator's values; absent = as declared. */
const JobOverrides = z.object(settings).partial();

/** The settings that an operator may override one by one; parts of `retry` that are not named keep their values. */
export const OperatorSettings = z.object({ ...settings, retry: z.object(retry).partial() }).partial();
export type OperatorSettings = z.infer<typeof OperatorSettings>;

/** Body of POST /api/jobs/register. */
export const JobRegistration = JobSettings.extend({
  name: Name,
  displayName: z.string().min(1).max(200).optional(),
  description: z.string().max(10_000).nullish(),
  jobType: JobType,
  service: Name,
  endpoint: Endpoint,
  config: JobConfig.nullish(),
}).meta({ id: 'JobRegistration', description: 'A job as its service declares it.' });
export type JobRegistration = z.infer<typeof JobRegistration>;

/** Settings that this version does not support yet; a registration with one of them gets a warning. */
export const UNSUPPORTED_SETTINGS = ['alerts'] as const;

/**
 * A job as the API shows it. Instants are ISO 8601 in UTC, durations in ms. The named settings are the effective values:
 * `overrides` (an operator's) on top of `declared` (the service's).
 */
export const Job = z
  .object({
    name: z.string(),
    displayName: z.string(),
    description: z.string(),
    cronExpression: z.string().nullable(),
    timeZone: z.string(),
    enabled: z.boolean(),
    pausedUntil: Instant.nullable().describe('No run is due before then; null = not paused.'),
    isRunning: z.boolean(),
    jobType: JobType,
    service: z.string(),
    endpoint: z.string(),
    config: JobConfig,
    timeoutSeconds: z.int(),
    retry: Retry,
    startDeadlineSeconds: z.int(),
    heartbeatSeconds: z.int(),
    overlap: Overlap,
    catchup: Catchup,
    catchupSeconds: z.int(),
    jitterSeconds: z.int(),
    priority: z.int(),
    after: After,
    runAt: Instant.nullable(),
    declared: JobSettings,
    overrides: JobOverrides,
    lastRunAt: Instant.nullable(),
    lastRunStatus: ExecutionStatus.nullable(),
    lastRunDuration: z.int().nullable(),
    nextRunAt: Instant.nullable(),
    totalRuns: z.int(),
    successfulRuns: z.int(),
    failedRuns: z.int(),
    version: z.int(),
    revision: z.int(),
    schedule: ScheduleSync,
    lastRegisteredAt: Instant.nullable().describe(
      'The last registration by its service, with or without a change; null = none was recorded.',
    ),
    droppedByService: z
      .boolean()
      .describe(
        'Its service has registered other jobs ten minutes later or more, and not this one: it may be obsolete.',
      ),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Job', description: 'A job, with its settings in effect.' });
export type Job = z.infer<typeof Job>;

/** The fields that decide when a job runs next: enough for a change of many jobs. */
export const JobTiming = Job.pick({
  name: true,
  revision: true,
  enabled: true,
  pausedUntil: true,
  cronExpression: true,
  timeZone: true,
  runAt: true,
  nextRunAt: true,
  schedule: true,
});
export type JobTiming = z.infer<typeof JobTiming>;

export const JobList = z.object({
  jobs: z.array(Job),
  nextCursor: Cursor.optional().describe('Absent in the list of all jobs, which is one answer.'),
  warnings: z.array(Warning).optional(),
});
export type JobList = z.infer<typeof JobList>;

export const JobRegistered = z.object({
  success: z.literal(true),
  message: z.string(),
  job: Job,
  warnings: z.array(Warning),
});
export type JobRegistered = z.infer<typeof JobRegistered>;
