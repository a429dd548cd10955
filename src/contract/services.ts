// A service as operators see it: how much of it may run at once, and what does.
import { z } from 'zod';

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
  lastRegisteredAt: z.iso.datetime().nullable(),
  /** Jobs that its latest start did not register, at most 100. */
  droppedJobs: z.array(z.string()),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string().nullable(),
});
export type Service = z.infer<typeof Service>;
