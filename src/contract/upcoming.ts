// The upcoming runs of a job.
import { z } from 'zod';
import { Instant } from './fields.ts';

export const UpcomingRun = z.object({
  scheduledFor: Instant,
  skipped: z.literal(true).exactOptional().describe('It will not run.'),
  planned: z
    .literal(true)
    .exactOptional()
    .describe('A one-off run, not an occurrence of the cron expression.'),
  executionId: z.uuid().exactOptional().describe('Of a one-off run.'),
});
export type UpcomingRun = z.infer<typeof UpcomingRun>;

export const Upcoming = z.object({
  upcoming: z.array(UpcomingRun),
  timeZone: z.string(),
  message: z.string().exactOptional().describe('Why nothing is due.'),
  description: z.string().exactOptional().describe('The cron expression in words.'),
  resolved: z.string().exactOptional().describe('The cron expression with each H replaced.'),
});
export type Upcoming = z.infer<typeof Upcoming>;
