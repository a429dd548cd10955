// The call that the scheduler makes to a service, and the answer it expects.
import { z } from 'zod';
import type { JobConfig } from './job.ts';

/** Body of the call. Services validate it strictly: `triggeredByUser` is a string or absent, never null. */
export interface JobContext {
  jobName: string;
  config: JobConfig;
  executionId: string;
  triggeredBy: 'scheduler' | 'manual' | 'admin';
  triggeredByUser?: string;
}

export const Count = z.int().min(0);

/** Body of the answer. */
export const JobResult = z.object({
  success: z.boolean(),
  itemsProcessed: Count,
  itemsSucceeded: Count,
  itemsFailed: Count,
  error: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type JobResult = z.infer<typeof JobResult>;

const MAX_METADATA_BYTES = 256 * 1024;

/** Metadata beyond 256 KiB is replaced by a mark that says so. */
export function cutMetadata(result: JobResult): JobResult {
  if (!result.metadata) return result;
  const bytes = new TextEncoder().encode(JSON.stringify(result.metadata)).length;
  return bytes <= MAX_METADATA_BYTES
    ? result
    : { ...result, metadata: { truncated: true, originalBytes: bytes } };
}
