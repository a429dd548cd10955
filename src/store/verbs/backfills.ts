// Backfills: past occurrences, run one after the other.
import { z } from 'zod';
import { BackfillAnswer, BackfillList, IncompleteOccurrence } from '../../contract/backfills.ts';
import { Instant } from '../../contract/fields.ts';
import type { Verb } from '../verb.ts';
import { Effects } from './effects.ts';
import type { Author } from './fields.ts';

/** At most 1,000 occurrences, oldest first. */
export interface BackfillRequest extends Author {
  backfillId: string;
  jobName: string;
  from: string;
  to: string;
  occurrences: { executionId: string; scheduledFor: string }[];
  userId?: string | undefined;
  reason?: string | undefined;
  triggeredBy: 'manual' | 'admin';
  requestHash: string;
}

/** `validFrom` of the first one is the job's first registration. */
const BackfillBasis = z.object({
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  definitions: z.array(
    z.object({
      cronExpression: z.string().nullable(),
      timeZone: z.string(),
      validFrom: Instant,
      validTo: Instant.nullable(),
    }),
  ),
});

const ChangedBackfill = BackfillAnswer.extend({ effects: Effects });

export const backfillVerbs = (verb: Verb) => ({
  getBackfillBasis: verb<{ jobName: string; from: string; to: string }>()(
    'get_backfill_basis',
    BackfillBasis,
  ),
  listIncomplete: verb<{ jobName: string; instants: string[] }>()(
    'list_incomplete',
    z.object({ occurrences: z.array(IncompleteOccurrence) }),
  ),
  acceptBackfill: verb<BackfillRequest>()('accept_backfill', ChangedBackfill),
  getBackfill: verb<{ backfillId: string }>()('get_backfill', BackfillAnswer),
  listBackfills: verb<{ jobName: string; limit: number }>()('list_backfills', BackfillList),
  cancelBackfill: verb<Author & { backfillId: string; reason?: string | undefined }>()(
    'cancel_backfill',
    ChangedBackfill,
  ),
  releaseBackfills: verb<{ limit: number }>()('release_backfills', z.object({ released: z.int() })),
});
