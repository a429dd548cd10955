// A job on the wire: what a service registers and what callers see.
import { z } from 'zod';
import { AuditAction } from './auditActions.ts';
import { NAME_PATTERN } from '../domain/identifiers.ts';
import { JsonObject } from './jsonObject.ts';

const Name = z
  .string()
  .regex(NAME_PATTERN, 'must be 1 to 100 letters, digits, ".", "_" or "-", starting with a letter or digit');

const ENDPOINT_PATTERN = /^\/(?!\/)[^\\\p{Cc}]*$/u;

/**
 * A path on the service's own origin, and a query that is the service's own affair. The path has no scheme, host, `//`, `..`,
 * backslash or control characters, nor anything that a server behind a path prefix reads as `..`: `..;x` (a path parameter), or
 * a dot or slash that is encoded twice.
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

const Overlap = z.enum(['skip', 'queue', 'allow', 'cancel_running']);
const Catchup = z.enum(['latest', 'all', 'none']);

/** Whose ends start the job, and which of them count; `any`: completed, failed and cancelled. */
const After = z
  .array(z.object({ job: Name, on: z.enum(['success', 'failure', 'any']).default('success') }))
  .max(100)
  .refine((parents) => new Set(parents.map(({ job }) => job)).size === parents.length, {
    error: 'names a job twice',
  });

/** ISO 8601 with an offset; kept in UTC. */
const RunAt = z.iso
  .datetime({ offset: true, error: 'must be an instant such as "2026-12-24T08:00:00Z"' })
  .transform((instant) => new Date(instant).toISOString());

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
  /** 1 goes first. */
  priority: z.int().min(1).max(5),
  after: After,
  /** Runs once at this instant, besides the cron expression. */
  runAt: RunAt.nullable(),
};

/** The settings that a registration declares, with their defaults (default_settings in SQL has the same). */
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

/** What an operator has set instead; absent = as declared. */
const JobOverrides = z.object(settings).partial();

/** The settings that an operator may override one by one; of `retry`, parts not named stay as they are. */
export const OperatorSettings = z.object({ ...settings, retry: z.object(retry).partial() }).partial();
export type OperatorSettings = z.infer<typeof OperatorSettings>;

/** Body of POST /api/jobs/register. */
export const JobRegistration = JobSettings.extend({
  name: Name,
  displayName: z.string().min(1).max(200).optional(),
  description: z.string().max(10_000).nullish(),
  jobType: z.enum(['email', 'crawler', 'cleanup', 'analytics', 'other']),
  service: Name,
  endpoint: Endpoint,
  config: JobConfig.nullish(),
});
export type JobRegistration = z.infer<typeof JobRegistration>;

/** Settings of the design that this version does not act on yet; a registration with one of them is warned. */
export const UNSUPPORTED_SETTINGS = ['alerts'] as const;

const Instant = z.iso.datetime();

/**
 * A job as the API shows it. Instants are ISO 8601 in UTC, durations in ms. The named settings are the effective values:
 * `overrides` (an operator's) on top of `declared` (the service's).
 */
export const Job = z.object({
  name: z.string(),
  displayName: z.string(),
  description: z.string(),
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  enabled: z.boolean(),
  /** No run is due before then; null = not paused. */
  pausedUntil: Instant.nullable(),
  isRunning: z.boolean(),
  jobType: z.string(),
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
  lastRunStatus: z.string().nullable(),
  lastRunDuration: z.int().nullable(),
  nextRunAt: Instant.nullable(),
  totalRuns: z.int(),
  successfulRuns: z.int(),
  failedRuns: z.int(),
  version: z.int(),
  revision: z.int(),
  schedule: z.enum(['applied', 'pending']),
  /** By its service, changed or not; null = not since this is recorded. */
  lastRegisteredAt: Instant.nullable(),
  /** Its service has registered others since (ten minutes later or more), and not this one: it may have been given up. */
  droppedByService: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Job = z.infer<typeof Job>;

/** What decides when a job runs next: all that a change of many jobs needs of each. */
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

/** One entry of a job's audit trail. */
export const JobEvent = z.object({
  id: z.int(),
  at: Instant,
  actor: z.string(),
  action: AuditAction,
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
});
export type JobEvent = z.infer<typeof JobEvent>;

/** The same among those of all jobs. `source`: by way of what: the portal, the API otherwise, a registration, or a repair. */
export const AuditEvent = JobEvent.extend({
  jobName: z.string(),
  source: z.enum(['portal', 'api', 'registration', 'reconcile']),
  /** Shared by the events of one request that changed many jobs. */
  bulkId: z.uuid().nullish(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
