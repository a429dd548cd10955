// The call that the scheduler makes to a service, and the answer it expects.
import { z } from 'zod';
import { JsonObject } from './jsonObject.ts';

/** Body of the call. Services validate it strictly: `triggeredByUser` is a string or absent, never null. */
export interface JobContext {
  jobName: string;
  config: JsonObject;
  executionId: string;
  triggeredBy: 'scheduler' | 'manual' | 'admin';
  triggeredByUser?: string;
}

/** The largest count of a run; sums over a year of such counts stay exact. */
export const MAX_COUNT = 1e12;

export const Count = z.int().min(0).max(MAX_COUNT);

export const COUNTS = ['itemsProcessed', 'itemsSucceeded', 'itemsFailed'] as const;

/** Body of the answer. */
export const JobResult = z
  .object({
    success: z.boolean(),
    itemsProcessed: Count,
    itemsSucceeded: Count,
    itemsFailed: Count,
    error: z.string().nullish(),
    metadata: JsonObject.nullish(),
  })
  .meta({ id: 'JobResult', description: 'The result of a run, as its service answers it.' });
export type JobResult = z.infer<typeof JobResult>;

/** The result as recorded: null for a count that could not be recorded. */
export type ReportedResult = Omit<JobResult, (typeof COUNTS)[number]> &
  Record<(typeof COUNTS)[number], number | null>;
