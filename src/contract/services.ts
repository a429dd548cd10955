// A service as operators see it: its address, its limit of concurrent runs, its last answer, and its counts of running and
// waiting runs.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';

/** Of an operator, or declared in the services file. */
export const MaxConcurrent = z.int().min(1).max(100_000);

/** The newest call that a service answered or left unanswered, among those of its newest runs. */
const LastCall = z.object({
  /** When the answer came, or was given up. */
  at: Instant,
  /** Null: it did not answer. */
  httpStatus: z.int().nullable(),
  /** What was wrong, if anything. */
  message: z.string().nullable(),
  executionId: z.string(),
  jobName: z.string(),
});

/** As the database has it. */
export const StoredService = z.object({
  name: z.string(),
  /** In effect: concurrent runs of all its jobs; null = no limit. */
  maxConcurrent: z.int().nullable(),
  /** By the services file. */
  declared: z.object({ maxConcurrent: z.int().nullable() }),
  /** By an operator. */
  overrides: z.object({ maxConcurrent: z.int().optional() }),
  /** While paused, no run of it starts. */
  paused: z.boolean(),
  pauseReason: z.string().nullable(),
  jobs: z.int(),
  running: z.int(),
  queued: z.int(),
  /** The last registration of any of its jobs, to ten seconds; null = none was recorded. */
  lastRegisteredAt: Instant.nullable(),
  /** Jobs that its latest start did not register, at most 100. */
  droppedJobs: z.array(z.string()),
  /** Null: none of its newest runs has called it. */
  lastCall: LastCall.nullable(),
  updatedAt: Instant,
  updatedBy: z.string().nullable(),
});
export type StoredService = z.infer<typeof StoredService>;

export const Service = StoredService.extend({
  /** As the process that answers has it. */
  address: z.object({
    source: z.enum(['file', 'variable', 'missing']),
    url: z.string().nullable(),
    /** The variable that has the address, or could have it. */
    variable: z.string(),
  }),
}).meta({ id: 'Service', description: 'A service, with its limit and its newest call.' });
export type Service = z.infer<typeof Service>;

/** Absent fields keep their values. */
export const ServiceBody = ChangeBody.extend({
  /** Null: as declared. */
  maxConcurrent: MaxConcurrent.nullable().optional(),
  paused: z.boolean().optional(),
});

export const ServiceList = z.object({ services: z.array(Service) });
export type ServiceList = z.infer<typeof ServiceList>;

export const ServiceUpdated = z.object({ message: z.string(), service: Service });
export type ServiceUpdated = z.infer<typeof ServiceUpdated>;
