// The health of the scheduler itself.
import { z } from 'zod';
import { Instant } from './fields.ts';

const about = {
  service: z.literal('scheduler-service'),
  version: z.string(),
  timestamp: Instant,
  /** This process's version of the IANA time-zone rules, and of the Schedule compiler. */
  timeZones: z.object({ version: z.string(), compiler: z.int() }),
  problems: z.array(z.string()).describe('Sentences for operators.'),
};

/** Counts by step. */
const RepairCounts = z.record(z.string(), z.number());

const Usable = z.object({
  ...about,
  status: z.enum(['healthy', 'degraded']),
  jobs: z.int(),
  pendingJobs: z.int().describe('Jobs whose newest change is not in Temporal yet.'),
  database: z.object({ roundTripMs: z.int() }),
  /** The version that the database's schema belongs to, and a sentence when that is not this process's. */
  schema: z.object({ codeVersion: z.string().nullable(), note: z.string().nullable() }),
  /** null: it does not answer. */
  temporal: z.object({ roundTripMs: z.int().nullable() }),
  pollersRun: z.boolean().describe('This process polls for work, or has no worker.'),
  reconcile: z.object({
    lastSuccessAt: Instant.nullable(),
    lastPass: RepairCounts.nullable(),
    /** How the newest pass failed; null once one succeeds. `code`: an error code. */
    lastFailure: z.object({ at: Instant, step: z.string(), code: z.string(), error: z.string() }).nullable(),
    totals: RepairCounts,
    outdatedSchedules: z
      .int()
      .describe('Schedules that wait to be compiled anew by the worker that repairs.'),
  }),
});

/** The database does not answer, or takes no writes. */
const Unusable = z.object({ ...about, status: z.literal('unhealthy') });

export const Health = z
  .discriminatedUnion('status', [Usable, Unusable])
  .meta({ id: 'Health', description: 'The health of the scheduler.' });
export type Health = z.infer<typeof Health>;

/** To callers without credentials, where credentials are needed. */
export const PublicHealth = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    service: about.service,
    timestamp: about.timestamp,
    version: about.version,
    jobs: z.int().exactOptional(),
  })
  .meta({ id: 'PublicHealth', description: 'The health of the scheduler, in short.' });
export type PublicHealth = z.infer<typeof PublicHealth>;

export const Live = z.object({ status: z.literal('live') });
export type Live = z.infer<typeof Live>;

export const Ready = z.object({ status: z.literal('ready') });
export type Ready = z.infer<typeof Ready>;

export const NotReady = z.object({ status: z.literal('not ready'), problems: z.array(z.string()) });
export type NotReady = z.infer<typeof NotReady>;
