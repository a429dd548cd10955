// A service as operators see it: how many of its runs may run at once, and what runs and waits.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';

export const Service = z.object({
  name: z.string(),
  /** Runs at once, of all its jobs; null = no limit. */
  maxConcurrent: z.int().nullable(),
  /** A paused service starts nothing. */
  paused: z.boolean(),
  pauseReason: z.string().nullable(),
  jobs: z.int(),
  running: z.int(),
  queued: z.int(),
  /** Of any of its jobs, to ten seconds; null = not since this is recorded. */
  lastRegisteredAt: Instant.nullable(),
  /** Jobs that its latest start did not register, at most 100. */
  droppedJobs: z.array(z.string()),
  updatedAt: Instant,
  updatedBy: z.string().nullable(),
});
export type Service = z.infer<typeof Service>;

/** What is not named stays. */
export const ServiceBody = ChangeBody.extend({
  maxConcurrent: z.int().min(1).max(100_000).nullable().optional(),
  paused: z.boolean().optional(),
});

export const ServiceList = z.object({ services: z.array(Service) });
export type ServiceList = z.infer<typeof ServiceList>;

export const ServiceUpdated = z.object({ message: z.string(), service: Service });
export type ServiceUpdated = z.infer<typeof ServiceUpdated>;
