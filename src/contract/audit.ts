// The audit trail of changes: author, time and reason of each.
import { z } from 'zod';
import { Cursor, Instant } from './fields.ts';

/** The kind of change. The values are in the table job_events, and clients filter by them. */
export const AuditAction = z.enum([
  'registered',
  'enabled',
  'disabled',
  'paused',
  'cron changed',
  'settings changed',
  'deleted',
  'occurrence skipped',
  'skip undone',
  'run cancelled',
  'run completed',
  'run failed',
  'backfill started',
  'backfill cancelled',
  'schedule repaired',
  'schedule compiled anew',
  'occurrences recorded',
]);
export type AuditAction = z.infer<typeof AuditAction>;

/** One entry of a job's audit trail. */
export const JobEvent = z
  .object({
    id: z.int(),
    at: Instant,
    actor: z.string().describe("The caller's name."),
    principal: z
      .string()
      .nullable()
      .describe("The caller as its credentials say: unique. Null for the scheduler's own repairs."),
    onBehalfOf: z.string().nullable().describe('The user that the caller named; nothing vouches for it.'),
    action: AuditAction,
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'JobEvent', description: "An entry of a job's audit trail." });
export type JobEvent = z.infer<typeof JobEvent>;

/** An entry among those of all jobs. */
export const AuditEvent = JobEvent.extend({
  jobName: z.string(),
  source: z
    .enum(['portal', 'api', 'registration', 'reconcile'])
    .describe('Where the change came from; `api`: any client but the portal.'),
  bulkId: z.uuid().nullish().describe('Shared by the events of one request that changed many jobs.'),
}).meta({ id: 'AuditEvent', description: 'An entry among those of all jobs.' });
export type AuditEvent = z.infer<typeof AuditEvent>;

export const JobEvents = z.object({ events: z.array(JobEvent), nextCursor: Cursor });
export type JobEvents = z.infer<typeof JobEvents>;

export const AuditEvents = z.object({
  events: z.array(AuditEvent),
  nextCursor: Cursor,
  machineCount: z
    .int()
    .describe('Registrations and repairs that `machine=false` left out, counted up to 1,000.'),
});
export type AuditEvents = z.infer<typeof AuditEvents>;
