// Headers that routes read. Credentials are in auth.
import { z } from 'zod';

/** An empty header says nothing. */
const VERSIONS = /^\s*(?:\*\s*|"?\d{1,15}"?\s*(?:,\s*"?\d{1,15}"?\s*)*)?$/;

export const ChangeHeaders = z.object({
  'If-Match': z
    .string()
    .regex(VERSIONS, { error: ({ input }) => `must be a job's version, such as "12", not ${String(input)}` })
    .describe('The version of the job that the change is meant for, from its `ETag`: `"12"`.')
    .optional(),
});

export const IdempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{0,255}$/, 'must be 1 to 255 visible ASCII characters')
    .describe('A request that comes again with the same key takes effect once.')
    .optional(),
});

export const RunHeaders = IdempotencyHeaders.extend({
  Prefer: z
    .string()
    .describe('`wait=5`: seconds to wait for the end of the run. `respond-async`: none.')
    .optional(),
});
