// A backfill: past occurrences of a job run now, one after the other.
import { z } from 'zod';
import { ExecutionStatus } from './executions.ts';
import { Instant, OffsetInstant } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';

/** `total` runs: `waiting` for the runs before them, `running` (at most one, or queued next), and the ended ones. */
export const Backfill = z
  .object({
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
  })
  .meta({ id: 'Backfill', description: 'Past occurrences of a job, run one after the other.' });
export type Backfill = z.infer<typeof Backfill>;

/** An occurrence that no run has completed; `status` null = nothing is recorded. */
export const IncompleteOccurrence = z.object({ scheduledFor: Instant, status: ExecutionStatus.nullable() });
export type IncompleteOccurrence = z.infer<typeof IncompleteOccurrence>;

const Past = OffsetInstant.transform((instant) => new Date(instant)).refine(
  (instant) => instant.getTime() <= Date.now(),
  { error: 'must not be in the future' },
);

export const BackfillBody = ChangeBody.extend({
  from: Past,
  to: Past.optional().describe('Not included.'),
  limit: z.int().min(1).max(1_000).default(100),
  dryRun: z.boolean().default(false),
}).refine(({ from, to }) => to === undefined || from < to, { path: ['to'], error: 'must be after "from"' });

/** Answer to a dry run. */
export const BackfillPlan = z.object({
  message: z.string(),
  occurrences: z.array(IncompleteOccurrence).describe('Oldest first.'),
  continueFrom: Instant.nullable().describe('`from` of the next request; null when the period is complete.'),
});
export type BackfillPlan = z.infer<typeof BackfillPlan>;

export const BackfillAccepted = BackfillPlan.extend({ backfill: Backfill });
export type BackfillAccepted = z.infer<typeof BackfillAccepted>;

export const BackfillAnswer = z.object({ backfill: Backfill });
export type BackfillAnswer = z.infer<typeof BackfillAnswer>;

export const BackfillList = z.object({ backfills: z.array(Backfill) });
export type BackfillList = z.infer<typeof BackfillList>;

export const BackfillCancelled = BackfillAnswer.extend({ message: z.string() });
export type BackfillCancelled = z.infer<typeof BackfillCancelled>;
