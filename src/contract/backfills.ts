// A backfill on the wire: occurrences of a job that are made up, one after the other.
import { z } from 'zod';

const Instant = z.iso.datetime();

/** `total` runs: `waiting` for their turn, `running` (at most one, or next in line), and those that have ended. */
export const Backfill = z.object({
  id: z.uuid(),
  jobName: z.string(),
  status: z.enum(['running', 'completed', 'cancelling', 'cancelled']),
  from: Instant,
  to: Instant,
  total: z.int(),
  waiting: z.int(),
  running: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  createdBy: z.string(),
  createdAt: Instant,
  reason: z.string().nullable(),
  cancelledAt: Instant.nullable(),
  cancelledBy: z.string().nullable(),
  cancelReason: z.string().nullable(),
});
export type Backfill = z.infer<typeof Backfill>;
