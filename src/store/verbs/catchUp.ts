// Catch-up of occurrences without a row: which jobs to look at, and the outcome for each occurrence.
import { z } from 'zod';
import type { CatchUpPlan } from '../../domain/catchUp.ts';
import type { Verb } from '../verb.ts';
import { Cursor, Instant } from '../../contract/fields.ts';

const CatchUpJob = z.object({
  jobName: z.string(),
  revision: z.int(),
  ledgerUntil: Instant,
  now: Instant,
  definitions: z.array(
    z.object({
      cronExpression: z.string().nullable(),
      timeZone: z.string(),
      jitterSeconds: z.int(),
      catchup: z.enum(['latest', 'all', 'none']),
      catchupSeconds: z.int(),
      pausedUntil: Instant.nullable(),
      active: z.boolean(),
      validFrom: Instant,
      validTo: Instant.nullable(),
    }),
  ),
  gaps: z.array(z.object({ from: Instant, to: Instant })),
});
export type CatchUpJob = z.infer<typeof CatchUpJob>;

const CatchUpRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('changed') }),
  z.object({ state: z.literal('ask'), executionIds: z.array(z.string()) }),
  z.object({
    state: z.literal('recorded'),
    started: z.int(),
    missed: z.int(),
    skipped: z.int(),
    known: z.int(),
  }),
]);

/** `cause`: why nothing had started them, for the audit. */
type RecordRequest = {
  jobName: string;
  revision: number;
  from: string;
  cause: string;
  /** Record nothing if Temporal may know runs that the database does not. */
  askFirst?: boolean;
} & CatchUpPlan;

export const catchUpVerbs = (verb: Verb) => ({
  listCatchUpDue: verb<{ limit: number; cursor?: string | undefined }>()(
    'list_catch_up_due',
    z.object({ jobs: z.array(CatchUpJob), nextCursor: Cursor }),
  ),
  recordOccurrences: verb<RecordRequest>()('record_occurrences', CatchUpRecord),
});
