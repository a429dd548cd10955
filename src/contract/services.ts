// A service as operators see it: its limit of concurrent runs, and its counts of running and waiting runs.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';

export const Service = z.object({
  name: z.string(),
  /** Concurrent runs of all its jobs; null = no limit. */
  maxConcurrent: z.int().nullable(),
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
  updatedAt: Instant,
  updatedBy: z.string().nullable(),
});
export type Service = z.infer<typeof Service>;

/** Absent fields keep their values. */
export const ServiceBody = ChangeBody.extend({
  maxConcurrent: z.int().min(1).max(100_000).nullable().optional(),
  paused: z.boolean().optional(),
});

export const ServiceList = z.object({ services: z.array(Service) });
export type ServiceList = z.infer<typeof ServiceList>;

export const ServiceUpdated = z.object({ message: z.string(), service: Service });
export type ServiceUpdated = z.infer<typeof ServiceUpdated>;
