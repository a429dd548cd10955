// The upcoming runs of a job.
import { z } from 'zod';
import { Instant } from './fields.ts';

export const UpcomingRun = z.object({
  scheduledFor: Instant,
  /** It will not run. */
  skipped: z.literal(true).exactOptional(),
  /** A one-off run, not an occurrence of the cron expression. */
  planned: z.literal(true).exactOptional(),
  /** Of a one-off run. */
  executionId: z.uuid().exactOptional(),
});
export type UpcomingRun = z.infer<typeof UpcomingRun>;

export const Upcoming = z.object({
  upcoming: z.array(UpcomingRun),
  timeZone: z.string(),
  /** Why nothing is due. */
  message: z.string().exactOptional(),
  /** The cron expression in words. */
  description: z.string().exactOptional(),
  /** The cron expression with each H replaced. */
  resolved: z.string().exactOptional(),
});
export type Upcoming = z.infer<typeof Upcoming>;
